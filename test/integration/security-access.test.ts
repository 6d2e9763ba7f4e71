import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../helpers/clock.ts';
import { adminToken, asAdmin, ownerToken, startTestServer } from '../helpers/control-server.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { sendRaw } from '../helpers/raw-http.ts';
import { coreToken, startTestCore } from '../helpers/core.ts';
import { listOperations } from '../../main/transport/operations.ts';
import { hashOf, isSameHash } from '../../main/features/access/sign-in-codes.ts';

const healthy = () => ({ status: 'ok' });
const json = { 'content-type': 'application/json' };

const codeOf = (link: { url: string }) => link.url.split('#code=')[1] ?? '';
const signIn = (origin: string, code: unknown, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ code }),
  });
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';

/** What a stranger may ask for: whether the console is well, and to be signed in. */
const open = ['GET /health', 'POST /api/v1/session'];
/** Those that carry bytes or describe the rest; the contract has no row for them. */
const further = [
  'GET /openapi.json',
  'GET /rpc',
  'GET /api/v1/jobs/1/media/result',
  'HEAD /api/v1/jobs/1/media/source',
  'GET /api/v1/jobs/1/media/thumbnail',
  'PATCH /api/v1/uploads/x',
];

test('without credentials, or with wrong ones, every operation but health and signing in is refused [S20]', async () => {
  let calls = 0;
  const { origin } = await startTestServer(() => {
    calls += 1;
    return { status: 'ok' };
  });
  const routes = [
    ...listOperations().map(({ method, path: where }) => `${method} ${where.replaceAll(/\{\w+\}/g, '1')}`),
    ...further,
  ];
  expect(routes.length).toBeGreaterThan(45);
  const guarded = routes.filter((route) => !open.includes(route));
  for (const route of guarded) {
    const [method = '', where = ''] = route.split(' ');
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: '{}' };
    const type: Record<string, string> =
      method === 'PATCH' && where.includes('uploads') ? { 'content-type': 'application/octet-stream' } : json;
    for (const headers of [
      {},
      { cookie: 'atalaya_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
      { cookie: 'atalaya_session=' },
      { authorization: `Basic ${Buffer.from(`admin:${adminToken}`).toString('base64')}` },
      { authorization: adminToken },
      { 'x-api-key': adminToken, 'x-auth-token': adminToken },
    ] as Record<string, string>[]) {
      const answer = await fetch(`${origin}${where}?token=${adminToken}`, {
        method,
        headers: { ...type, ...headers },
        ...body,
      });
      expect([route, headers, answer.status]).toEqual([route, headers, 401]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      await answer.arrayBuffer();
    }
  }
  expect(calls).toBe(0);
});

test('the wrong token is refused before the body is looked at or a path is said to exist [S20]', async () => {
  const { origin } = await startTestServer(healthy);
  const wrong = { ...json, authorization: 'Bearer wrong' };
  expect((await fetch(`${origin}/api/v1/jobs`, { method: 'POST', headers: wrong, body: '{"broken' })).status).toBe(401);
  expect((await fetch(`${origin}/api/v1/jobs/999`, { headers: wrong })).status).toBe(401);
});

test.each([
  '',
  'Bearer',
  'Bearer ',
  `Bearer  `,
  `Bearer ${adminToken}x`,
  `Bearer ${adminToken.slice(0, -1)}`,
  `Bearer ${adminToken.toUpperCase()}`,
  `Bearer ${adminToken} ${adminToken}`,
  `Bearer ${adminToken},`,
  `Bearer "${adminToken}"`,
  `Token ${adminToken}`,
  `Bearer null`,
  `Bearer undefined`,
  `Bearer ${'a'.repeat(501)}`,
  `Bearer ${'a'.repeat(10_000)}`,
  `Bearer ${hashOf(adminToken).toString('hex')}`,
  `Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.`,
])('the header %j opens nothing [S20]', async (authorization) => {
  const { port } = await startTestServer(healthy);
  const bytes = `GET /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n\r\n`;
  expect((await sendRaw(port, bytes)).status).toBe(401);
});

test('ten wrong guesses of the administrator’s token in a minute make its address wait, also with the right one [S20]', async () => {
  const clock = new ManualClock();
  const { origin } = await startTestServer(() => ({ status: 'ok' }), { clock });
  const ask = async (token: string) =>
    (await fetch(`${origin}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } })).status;
  for (let guess = 0; guess < 10; guess += 1) expect(await ask(`guess-${guess}`)).toBe(401);
  expect(await ask('guess-11')).toBe(429);
  expect(await ask(adminToken)).toBe(429);
  expect(await ask(ownerToken)).toBe(200);
  clock.advance(60_000);
  expect(await ask(adminToken)).toBe(200);
});

test('a session goes on while guesses from its address are made to wait [S20]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const cookie = cookieOf(await signIn(origin, codeOf(access.createLink())));
  for (let guess = 0; guess < 12; guess += 1) await signIn(origin, `guess-${guess}`);
  expect((await signIn(origin, codeOf(access.createLink()))).status).toBe(429);
  expect((await fetch(`${origin}/api/v1/session`, { headers: { cookie } })).status).toBe(200);
});

test.each<[string, unknown, number]>([
  ['empty', '', 422],
  ['none', undefined, 422],
  ['a list', ['a'], 422],
  ['a number', 0, 422],
  ['true', true, 422],
  ['an object', { $ne: '' }, 422],
  ['too long', 'a'.repeat(201), 422],
  ['a wildcard', '%', 401],
  ['another’s hash', hashOf('x').toString('hex'), 401],
  ['spaces', ' ', 401],
])('a sign-in code that is %s signs nobody in [S20]', async (_name, code, status) => {
  const { access, origin } = await startTestServer(healthy);
  access.createLink();
  const answer = await signIn(origin, code);
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, null]);
});

test('of a hundred copies of one code sent at once exactly one signs in [S20]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const code = codeOf(access.createLink());
  const answers = await Promise.all(Array.from({ length: 100 }, () => signIn(origin, code)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter((answer) => answer.headers.has('set-cookie'))).toHaveLength(1);
});

test('a code differs from its neighbours only in letters, has 256 bits, and twenty wait at most [S20]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const codes = Array.from({ length: 21 }, () => codeOf(access.createLink()));
  for (const code of codes) expect(Buffer.from(code, 'base64url')).toHaveLength(32);
  expect((await signIn(origin, codes[0])).status).toBe(401);
  const cut = codes[1]?.slice(0, -1) ?? '';
  expect((await signIn(origin, cut)).status).toBe(401);
  expect((await signIn(origin, `${codes[1]}\n`)).status).toBe(401);
  expect((await signIn(origin, codes[1])).status).toBe(201);
});

test('the cookie is for this console’s own pages, unseen by scripts; secure where a proxy speaks https [S20]', async () => {
  const { access, origin, port } = await startTestServer(healthy, { allowedHosts: () => ['console.example.org'] });
  const plain = (await signIn(origin, codeOf(access.createLink()), { origin })).headers.get('set-cookie') ?? '';
  expect(plain.split('; ').slice(1).sort()).toEqual([
    'HttpOnly',
    expect.stringMatching(/^Max-Age=6\d{5}$/),
    'Path=/',
    'SameSite=Strict',
  ]);
  const body = JSON.stringify({ code: codeOf(access.createLink()) });
  const proxied = await sendRaw(
    port,
    [
      'POST /api/v1/session HTTP/1.1',
      'Host: console.example.org',
      'Origin: https://console.example.org',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  );
  expect(proxied.status).toBe(201);
  expect(proxied.headers['set-cookie']).toMatch(/; HttpOnly; .*; Secure$/);
});

test('signing in with somebody’s cookie makes a session of its own, and a made-up cookie is never taken over [S20]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const fixed = 'atalaya_session=attackers-own-session-id-0123456789';
  const cookie = cookieOf(await signIn(origin, codeOf(access.createLink()), { cookie: fixed, origin }));
  expect(cookie).not.toBe(fixed);
  expect((await fetch(`${origin}/api/v1/session`, { headers: { cookie: fixed } })).status).toBe(401);
  expect((await fetch(`${origin}/api/v1/session`, { headers: { cookie } })).status).toBe(200);
});

test('signing out ends that session alone, takes the cookie back, and what was copied of it is dead [S20]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const [mine, other] = [
    cookieOf(await signIn(origin, codeOf(access.createLink()))),
    cookieOf(await signIn(origin, codeOf(access.createLink()))),
  ];
  const answer = await fetch(`${origin}/api/v1/session`, { method: 'DELETE', headers: { cookie: mine, origin } });
  expect(answer.headers.get('set-cookie')).toMatch(/^atalaya_session=; .*Max-Age=0/);
  const status = async (cookie: string) => (await fetch(`${origin}/api/v1/session`, { headers: { cookie } })).status;
  expect([await status(mine), await status(other)]).toEqual([401, 200]);
});

test('a session and its end outlive a restart; a link and the owner’s token do not [S20]', async () => {
  const dataFolder = path.join(temporaryFolder(), 'data');
  const first = await startTestCore({ dataFolder });
  const kept = cookieOf(await signIn(first.origin, codeOf(first.core.createSignInLink())));
  const ended = cookieOf(await signIn(first.origin, codeOf(first.core.createSignInLink())));
  await fetch(`${first.origin}/api/v1/session`, { method: 'DELETE', headers: { cookie: ended, origin: first.origin } });
  const pending = codeOf(first.core.createSignInLink());
  const { token } = JSON.parse(readFileSync(path.join(dataFolder, 'control.json'), 'utf8')) as { token: string };
  await first.core.stop(10_000);
  const { origin } = await startTestCore({ dataFolder });
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${origin}/api/v1/session`, { headers })).status;
  expect(await status({ cookie: kept })).toBe(200);
  expect(await status({ cookie: ended })).toBe(401);
  expect(await status({ authorization: `Bearer ${token}` })).toBe(401);
  expect((await signIn(origin, pending)).status).toBe(401);
  expect(await status({ authorization: `Bearer ${coreToken}` })).toBe(200);
});

test('tokens are compared by digests of one length in a time that tells nothing [S20]', () => {
  expect(hashOf('a')).toHaveLength(32);
  expect(hashOf('a'.repeat(10_000))).toHaveLength(32);
  expect([isSameHash(hashOf('a'), hashOf('a')), isSameHash(hashOf('a'), hashOf('b'))]).toEqual([true, false]);
  // The source says how: a plain comparison would end at the first byte that differs.
  const source = readFileSync(path.join(import.meta.dirname, '../../main/features/access/sign-in-codes.ts'), 'utf8');
  expect(source).toMatch(/isSameHash = .* => timingSafeEqual\(one, other\)/);
  const service = readFileSync(path.join(import.meta.dirname, '../../main/features/access/service.ts'), 'utf8');
  expect(service).not.toMatch(/token\s*[!=]==?\s|===\s*token\b/);
});

test('a request that holds a token and a cookie counts for the token alone [S05]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const cookie = cookieOf(await signIn(origin, codeOf(access.createLink())));
  const asked = await fetch(`${origin}/api/v1/session`, { headers: { cookie, ...asAdmin } });
  expect(await asked.json()).toMatchObject({ actor: 'admin-token' });
  expect((await fetch(`${origin}/api/v1/session`, { headers: { cookie, authorization: 'Bearer wrong' } })).status).toBe(
    401,
  );
});

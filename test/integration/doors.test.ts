import net from 'node:net';
import { expect, test } from 'vitest';
import { asAdmin, adminToken, ownerToken, startTestServer } from '../helpers/control-server.ts';
import { sendRaw } from '../helpers/raw-http.ts';

let calls = 0;
const counting = () => {
  calls += 1;
  return { status: 'ok' };
};
const request = (port: number, lines: string[], body = '') =>
  [...lines, '', body].join('\r\n').replaceAll('PORT', String(port));
const auth = `Authorization: Bearer ${adminToken}`;

test('a name that the operator allowed is answered, over http and behind an https proxy [S04]', async () => {
  const { port } = await startTestServer(counting, { allowedHosts: () => ['console.example.org'] });
  const ask = (...lines: string[]) => sendRaw(port, request(port, ['GET /health HTTP/1.1', ...lines]));
  expect((await ask('Host: console.example.org')).status).toBe(200);
  expect((await ask('Host: console.example.org', 'Origin: https://console.example.org')).status).toBe(200);
  expect((await ask('Host: other.example.org')).status).toBe(421);
});

test('a body that a form could send is not taken for JSON [S05]', async () => {
  const { origin } = await startTestServer(counting);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
  ]) {
    const answer = await fetch(`${origin}/api/v1/jobs`, {
      method: 'POST',
      headers: { ...asAdmin, 'content-type': type },
      body: '{"sources":[]}',
    });
    expect([type, answer.status]).toEqual([type, 415]);
    expect(await answer.json()).toMatchObject({ code: 'request-type-unsupported' });
  }
  expect((await fetch(`${origin}/api/v1/jobs?_method=DELETE`, { method: 'POST', headers: asAdmin })).status).toBe(422);
});

test('a WebSocket opens for our own page with its session or for a token, and for nobody else [S05]', async () => {
  const { port } = await startTestServer(counting);
  const open = (...lines: string[]) =>
    sendRaw(
      port,
      request(port, [
        'GET /rpc HTTP/1.1',
        'Host: 127.0.0.1:PORT',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        ...lines,
      ]),
    );
  expect((await open()).status).toBe(401);
  expect((await open(auth)).status).toBe(101);
  expect((await open(auth, 'Origin: http://evil.test')).status).toBe(403);
  expect((await open(auth, 'Origin: null')).status).toBe(403);
  expect((await open('Authorization: Bearer wrong')).status).toBe(401);
  const query = request(port, [
    `GET /rpc?token=${ownerToken} HTTP/1.1`,
    'Host: 127.0.0.1:PORT',
    'Upgrade: websocket',
    'Connection: Upgrade',
  ]);
  expect((await sendRaw(port, query)).status).toBe(400);
  const h2c = request(port, ['GET /health HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Upgrade: h2c', 'Connection: Upgrade']);
  expect((await sendRaw(port, h2c)).status).toBe(400);
});

const host = 'Host: 127.0.0.1:PORT';
test('bytes that are no HTTP at all are refused, and the console lives on [S07]', async () => {
  const { port, origin } = await startTestServer(() => ({ status: 'ok' }));
  for (const bytes of [
    Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
    Buffer.from('GET /health\r\n\r\n'),
    Buffer.from('\n\n\n\0\0'),
  ])
    expect([0, 400, 421]).toContain((await sendRaw(port, bytes)).status);
  expect((await fetch(`${origin}/health`)).status).toBe(200);
});

test.each([
  ['ten megabytes', `{"a":"${'x'.repeat(10_000_000)}"}`, 413, 'request-too-large'],
  ['deep nesting', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 400, 'request-too-deep'],
  ['half a million values', `[${'1,'.repeat(500_000)}1]`, 400, 'request-malformed'],
  ['a trailing comma', '{"a":1,}', 400, 'request-malformed'],
  ['NaN', '{"a":NaN}', 400, 'request-malformed'],
  ['a BOM', '\uFEFF{}', 400, 'request-malformed'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'request-malformed'],
  ['__proto__', '{"__proto__":{"polluted":1}}', 400, 'request-malformed'],
  ['an escaped __proto__', '{"\\u005f_proto__":{"polluted":1}}', 400, 'request-malformed'],
  ['constructor.prototype', '{"constructor":{"prototype":{"polluted":1}}}', 400, 'request-malformed'],
  ['an array for an object', '[]', 422, 'request-invalid'],
  ['a text for an object', '"x"', 422, 'request-invalid'],
  [
    'an infinite number',
    '{"sources":[{"kind":"url","value":"https://a.test/a.mp4"}],"priority":1e400}',
    422,
    'request-invalid',
  ],
  [
    'a text for a number',
    '{"sources":[{"kind":"url","value":"https://a.test/a.mp4"}],"priority":"1"}',
    422,
    'request-invalid',
  ],
])('a JSON body with %s is refused by name [S22]', async (_name, body, status, code) => {
  const { origin } = await startTestServer(counting);
  const answer = await fetch(`${origin}/api/v1/jobs`, {
    method: 'POST',
    headers: { ...asAdmin, 'content-type': 'application/json' },
    body,
  });
  const told = (await answer.json()) as Record<string, unknown>;
  expect([answer.status, told['code']]).toEqual([status, code]);
  expect(Object.keys(told).sort()).toEqual(
    status === 422 ? ['code', 'issues', 'message', 'params', 'trace'] : ['code', 'message', 'params', 'trace'],
  );
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('a bad query is answered with 400 and where it is wrong [A13][S23]', async () => {
  const { origin } = await startTestServer(counting);
  const bad = ['days=abc', 'days=0', 'days=366', 'days=-7', 'days=NaN', 'days=1.5', 'days=1&days=2', "days=7'--"];
  for (const query of bad) {
    const answer = await fetch(`${origin}/api/dashboard/stats?${query}`, { headers: asAdmin });
    expect([query, answer.status]).toEqual([query, 400]);
    expect(await answer.json()).toMatchObject({ code: 'request-query-invalid', issues: [{ path: ['days'] }] });
  }
  for (const query of ['limit=-1', 'limit=1e9', 'offset=1e18', 'sort=(select 1)'])
    expect((await fetch(`${origin}/api/v1/jobs?${query}`, { headers: asAdmin })).status).toBe(400);
});

test('unknown paths and methods are told apart, with the methods that a path knows', async () => {
  const { origin } = await startTestServer(counting);
  const missing = await fetch(`${origin}/api/v1/nothing`, { headers: { ...asAdmin, 'accept-language': 'pt-BR' } });
  expect(missing.status).toBe(404);
  expect(await missing.json()).toMatchObject({ code: 'request-not-found', params: { path: '/api/v1/nothing' } });
  const wrong = await fetch(`${origin}/api/v1/jobs`, { method: 'PUT', headers: asAdmin });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
});

test('a bug is told without its words and its place, and can be found by its trace', async () => {
  const { origin } = await startTestServer(() => {
    throw new Error('secret detail /home/somebody');
  });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const answer = await fetch(`${origin}/health`, { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(JSON.parse(text)).toMatchObject({ code: 'internal-error', trace });
  expect(text).not.toMatch(/secret|somebody|stack/);
  expect(answer.headers.get('traceparent')).toContain(trace);
});

test('every answer carries the headers that keep a page from being misused [S01][S27]', async () => {
  const { origin } = await startTestServer(counting);
  for (const where of ['/health', '/api/v1/jobs', '/nowhere', '/%2e%2e/x']) {
    const { headers } = await fetch(`${origin}${where}`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  }
});

test('a sender of a byte now and then is cut off, and one address does not take all connections [S07]', async () => {
  const limits = { headersMs: 200, requestMs: 400, checkEveryMs: 50 };
  const { port, origin } = await startTestServer(() => ({ status: 'ok' }), { limits });
  const header = await sendRaw(port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-`);
  expect(header.status).toBe(408);
  const post = ['POST /api/v1/jobs HTTP/1.1', host, auth, 'Content-Type: application/json', 'Content-Length: 100'];
  expect((await sendRaw(port, request(port, post, '{'))).status).toBe(408);
  const held = Array.from({ length: 230 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  await expect.poll(() => held.filter((socket) => socket.closed).length).toBeGreaterThanOrEqual(30);
  for (const socket of held) socket.destroy();
  await expect.poll(async () => (await fetch(`${origin}/health`)).status).toBe(200);
});

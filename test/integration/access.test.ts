import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Client } from '#shared/contract/index.ts';
import { asAdmin, ownerToken, startTestServer } from '../helpers/control-server.ts';
import { ManualClock } from '../helpers/clock.ts';

const healthy = () => ({ status: 'ok' });

async function signIn(origin: string, url: string) {
  const code = new URL(url).hash.replace('#code=', '');
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  });
  return { answer, cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
}

test('a one-time link becomes a session cookie that scripts cannot read', async () => {
  const { access, origin } = await startTestServer(healthy);
  const { answer, cookie } = await signIn(origin, access.createLink().url);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604\d{3}$/);
  const session = await fetch(`${origin}/api/v1/session`, { headers: { cookie } });
  expect(await session.json()).toEqual({ actor: 'session', via: 'session', scopes: ['read', 'write', 'admin'] });
});

test('a link works once, and a wrong code is told in the language of the caller [S05]', async () => {
  const { access, origin } = await startTestServer(healthy);
  const { url } = access.createLink();
  await signIn(origin, url);
  const { answer } = await signIn(origin, url);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ code: 'auth-link-used', params: {} });
});

test('a link is good for ten minutes and a session for seven days after its last use', async () => {
  const clock = new ManualClock();
  const { access, origin } = await startTestServer(healthy, { clock });
  const late = access.createLink();
  clock.advance(10 * 60_000);
  expect((await signIn(origin, late.url)).answer.status).toBe(401);

  const { cookie } = await signIn(origin, access.createLink().url);
  const status = async () => (await fetch(`${origin}/api/v1/session`, { headers: { cookie } })).status;
  clock.advance(6 * 86_400_000);
  expect(await status()).toBe(200);
  clock.advance(6 * 86_400_000);
  expect(await status()).toBe(200);
  clock.advance(7 * 86_400_000 + 1);
  expect(await status()).toBe(401);
});

test('the table of sessions holds hashes, never what opens a session [S20]', async () => {
  const { access, origin, database } = await startTestServer(healthy);
  const { cookie } = await signIn(origin, access.createLink().url);
  const id = cookie.split('=')[1] ?? '';
  const rows = database.connection.prepare('SELECT hex(id_hash) AS hash FROM sessions').all();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(id).toString('hex').toUpperCase());
});

test('after ten wrong codes in a minute an address has to wait, and the owner does not', async () => {
  const { access, origin } = await startTestServer(healthy);
  for (let count = 0; count < 10; count += 1) await signIn(origin, `${origin}/sign-in#code=wrong${count}`);
  const { answer } = await signIn(origin, access.createLink().url);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  const owner = await fetch(`${origin}/api/v1/session`, { headers: { authorization: `Bearer ${ownerToken}` } });
  expect(owner.status).toBe(200);
});

test('without credentials only the status of /health is told [A60]', async () => {
  const { origin } = await startTestServer(({ context }) =>
    context.scopes.has('read') ? { status: 'ok', version: '1' } : { status: 'ok' },
  );
  expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${origin}/health`, { headers: asAdmin })).json()).toMatchObject({ version: '1' });
  const stranger = await fetch(`${origin}/api/v1/jobs`, { headers: { 'accept-language': 'es-MX' } });
  expect(stranger.status).toBe(401);
  expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer/);
  const body = (await stranger.json()) as { code: string; message: string };
  expect(body.code).toBe('auth-required');
  expect(body.message).not.toMatch(/sign in/i);
});

test('a token in the address opens nothing [S20]', async () => {
  const { origin } = await startTestServer(healthy);
  for (const name of ['token', 'access_token', 'authorization'])
    expect((await fetch(`${origin}/api/v1/session?${name}=${ownerToken}`)).status).toBe(401);
});

test('the socket of a session closes when the session ends', async () => {
  const { access, origin, port } = await startTestServer(healthy);
  const { cookie } = await signIn(origin, access.createLink().url);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { cookie, origin } });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  const client: Client = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }));
  expect(await client.access.session()).toMatchObject({ via: 'session' });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await fetch(`${origin}/api/v1/session`, { method: 'DELETE', headers: { cookie, origin } });
  expect(await closed).toBe(4401);
});

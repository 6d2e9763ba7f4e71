import { expect, test } from 'vitest';
import { adminToken, startTestServer } from '../helpers/control-server.ts';
import { sendRaw } from '../helpers/raw-http.ts';

const auth = `Authorization: Bearer ${adminToken}`;
const upgrade = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** One console for the whole table: a row that broke it would break those after it. */
async function startDoors() {
  let calls = 0;
  const { port } = await startTestServer(() => {
    calls += 1;
    return { status: 'ok' };
  });
  const send = (first: string, lines: readonly string[]) =>
    sendRaw(port, [first, ...lines, '', ''].join('\r\n').replaceAll('PORT', String(port)));
  return { send, callsOf: () => calls };
}

/** Header lines, and the request target where it is not `/health` (`/rpc` for the upgrade). */
type Case = readonly [
  name: string,
  lines: readonly string[],
  target?: ((path: string) => string) | undefined,
  version?: string,
];
const one = (host: string): Case => [host, [`Host: ${host}`]];

const refused: readonly Case[] = [
  one('evil.test:PORT'),
  one('evil.test'),
  ['empty', ['Host:']],
  ['missing under HTTP/1.0', [], undefined, 'HTTP/1.0'],
  ['two, ours first', ['Host: 127.0.0.1:PORT', 'Host: evil.test:PORT']],
  ['two, ours last', ['Host: evil.test:PORT', 'Host: 127.0.0.1:PORT']],
  ['two, both ours', ['Host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT']],
  ['in two spellings', ['Host: 127.0.0.1:PORT', 'hOST: evil.test']],
  one('127.0.0.1@evil.test'),
  one('127.0.0.1:PORT@evil.test'),
  one('evil.test@127.0.0.1:PORT'),
  one('user:pass@localhost:PORT'),
  one('127.0.0.1.evil.test:PORT'),
  one('127.0.0.1.nip.io:PORT'),
  one('localhost.evil.test:PORT'),
  one('127.0.0.1:1'),
  one('127.0.0.1'),
  one('localhost'),
  one('127.0.0.1:PORT1'),
  one('127.0.0.1:0PORT'),
  one('127.0.0.1:PORT/'),
  one('127.0.0.1:PORT#'),
  one('127.0.0.1:PORT, evil.test'),
  one('0.0.0.0:PORT'),
  one('[::]:PORT'),
  one('127.1:PORT'),
  one('127.0.0.2:PORT'),
  one('2130706433:PORT'),
  one('0x7f000001:PORT'),
  one('[::ffff:127.0.0.1]:PORT'),
  one('localhost.:PORT'),
  one('127.0.0.1.:PORT'),
  one('foo.localhost:PORT'),
  ['X-Forwarded-Host', ['Host: evil.test:PORT', 'X-Forwarded-Host: localhost:PORT']],
  ['X-Forwarded-Host alone', ['X-Forwarded-Host: localhost:PORT'], undefined, 'HTTP/1.0'],
  ['X-Host and X-Original-Host', ['Host: evil.test', 'X-Host: localhost:PORT', 'X-Original-Host: localhost:PORT']],
  ['Forwarded', ['Host: evil.test:PORT', 'Forwarded: host=localhost:PORT;for=127.0.0.1']],
  ['a tunnel’s host', ['Host: console.example.ngrok.app']],
  ['a tunnel of somebody else', ['Host: 1a2b3c4d.ngrok-free.app:PORT']],
  ['absolute form', ['Host: 127.0.0.1:PORT'], (path) => `http://evil.test${path}`],
  ['absolute form with our name as user', ['Host: 127.0.0.1:PORT'], (path) => `http://127.0.0.1:PORT@evil.test${path}`],
  ['absolute form of our address at another port', ['Host: 127.0.0.1:PORT'], (path) => `http://127.0.0.1:1${path}`],
  ['absolute form of another scheme', ['Host: 127.0.0.1:PORT'], (path) => `gopher://evil.test${path}`],
  ['absolute form without a host', ['Host: 127.0.0.1:PORT'], (path) => `http://${path}`],
];

test('no name but the console’s own gets an answer: 421 without a word, on HTTP and WebSocket alike [S04]', async () => {
  const { send, callsOf } = await startDoors();
  for (const [name, lines, target = (path: string) => path, version = 'HTTP/1.1'] of refused) {
    const plain = await send(`GET ${target('/health')} ${version}`, [...lines, auth]);
    expect({ name, status: plain.status, body: plain.body }).toEqual({ name, status: 421, body: '' });
    const socket = await send(`GET ${target('/rpc')} ${version}`, [...lines, auth, ...upgrade]);
    expect({ name, status: socket.status, body: socket.body }).toEqual({ name, status: 421, body: '' });
    expect(Object.keys({ ...plain.headers, ...socket.headers })).toEqual(
      expect.not.arrayContaining(['server', 'x-powered-by', 'content-security-policy', 'set-cookie']),
    );
  }
  expect(callsOf()).toBe(0);
});

test.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT', '  127.0.0.1:PORT  '])(
  'the name %j is the console’s own [S04]',
  async (host) => {
    const { send } = await startDoors();
    expect((await send('GET /health HTTP/1.1', [`Host: ${host}`])).status).toBe(200);
    expect((await send('GET /rpc HTTP/1.1', [`Host: ${host}`, auth, ...upgrade])).status).toBe(101);
  },
);

test('a name is judged before path, method and credentials: every kind of request gets the same answer [S04]', async () => {
  const { send } = await startDoors();
  const host = 'Host: evil.test:PORT';
  for (const first of [
    'GET / HTTP/1.1',
    'GET /nowhere HTTP/1.1',
    'TRACE /health HTTP/1.1',
    'OPTIONS /api/v1/jobs HTTP/1.1',
    'PATCH /api/v1/settings HTTP/1.1',
    'GET /../../etc/passwd HTTP/1.1',
    'GET /api/v1/jobs?a[__proto__]=1 HTTP/1.1',
    'GET /openapi.json HTTP/1.1',
  ])
    for (const lines of [
      [host],
      [host, auth],
      [host, 'Origin: http://evil.test:PORT'],
      [host, 'Cookie: atalaya_session=abc'],
    ]) {
      const { status, body, headers } = await send(first, lines);
      expect({ first, lines, status, body }).toEqual({ first, lines, status: 421, body: '' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
});

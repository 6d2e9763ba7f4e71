import diagnostics from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Server } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { adminToken, startTestServer } from '../helpers/control-server.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { sendRaw } from '../helpers/raw-http.ts';

const auth = `Authorization: Bearer ${adminToken}`;
const host = 'Host: 127.0.0.1:PORT';
const post = 'POST /api/v1/jobs HTTP/1.1';
const json = 'Content-Type: application/json';
const healthy = () => ({ status: 'ok' });
const secretFile = 'a file that lies beside the window';

/** With a served window, so that a path that escapes its folder would find something. */
async function startWindow() {
  const folder = temporaryFolder();
  const rendererFolder = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>the window</title>');
  writeFileSync(path.join(rendererFolder, 'assets/app.js'), 'window.started = 1;');
  writeFileSync(path.join(folder, 'passwd'), secretFile);
  const { port, origin } = await startTestServer(healthy, { rendererFolder });
  const send = (bytes: string | Buffer) =>
    sendRaw(port, typeof bytes === 'string' ? bytes.replaceAll('PORT', String(port)) : bytes);
  return { port, origin, send };
}

/** Status 0: the connection was closed without a word. */
type Case = readonly [name: string, lines: readonly string[], statuses: readonly number[], body?: string];
const parserCases: readonly Case[] = [
  ['no Host', ['GET /health HTTP/1.1'], [400]],
  ['length and chunks', [post, host, auth, 'Content-Length: 4', 'Transfer-Encoding: chunked'], [400], '0\r\n\r\n'],
  ['chunks and length', [post, host, auth, 'Transfer-Encoding: chunked', 'Content-Length: 4'], [400], '0\r\n\r\n'],
  ['chunks, then another coding', [post, host, auth, 'Transfer-Encoding: chunked, identity'], [400], '0\r\n\r\n'],
  ['an unknown coding', [post, host, auth, 'Transfer-Encoding: xchunked'], [400]],
  ['two codings', [post, host, auth, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], [400], '0\r\n\r\n'],
  ['two lengths', [post, host, auth, 'Content-Length: 1', 'Content-Length: 2'], [400], '{}'],
  ['the same length twice', [post, host, auth, 'Content-Length: 2', 'Content-Length: 2'], [400], '{}'],
  ['two lengths in one line', [post, host, auth, 'Content-Length: 2, 2'], [400], '{}'],
  ['a negative length', [post, host, auth, 'Content-Length: -1'], [400]],
  ['a signed length', [post, host, auth, 'Content-Length: +1'], [400]],
  ['a hexadecimal length', [post, host, auth, 'Content-Length: 0x2'], [400], '{}'],
  ['a length beyond 64 bits', [post, host, auth, json, 'Content-Length: 99999999999999999999'], [400]],
  ['a length beyond the limit', [post, host, auth, json, 'Content-Length: 9007199254740991'], [413]],
  ['a space before the colon', ['GET /health HTTP/1.1', host, 'X-A : 1'], [400]],
  ['a header without a name', ['GET /health HTTP/1.1', host, ': 1'], [400]],
  ['a folded header', ['GET /health HTTP/1.1', host, 'X-A: 1', ' folded'], [400]],
  ['a folded Host', ['GET /health HTTP/1.1', 'Host: 127.0.0.1:PORT', '\tevil.test'], [400]],
  ['bare line feeds', ['GET /health HTTP/1.1\nHost: 127.0.0.1:PORT\n\n'], [400]],
  ['a bare line feed in a header', ['GET /health HTTP/1.1', host, 'X-A: 1\nX-B: 2'], [400]],
  ['a bare carriage return', ['GET /health HTTP/1.1', host, 'X-A: 1\rX-B: 2'], [400]],
  ['a NUL in a header', ['GET /health HTTP/1.1', host, 'X-A: a\0b'], [400]],
  ['a NUL in the target', ['GET /heal\0th HTTP/1.1', host], [400]],
  ['an unknown method', ['FOO /health HTTP/1.1', host], [400]],
  ['a small method', ['get /health HTTP/1.1', host], [400]],
  ['a bad chunk', [post, host, auth, json, 'Transfer-Encoding: chunked'], [400], 'zz\r\n{}\r\n0\r\n\r\n'],
  [
    'a chunk longer than it says',
    [post, host, auth, json, 'Transfer-Encoding: chunked'],
    [400],
    '1\r\n{}\r\n0\r\n\r\n',
  ],
  ['HTTP/2’s preface', ['PRI * HTTP/2.0'], [400], 'SM\r\n\r\n'],
  ['HTTP/1.0', ['GET /health HTTP/1.0', host], [400]],
  ['HTTP/1.2', ['GET /health HTTP/1.2', host], [400]],
  ['HTTP/0.9', ['GET /health'], [400, 421]],
  ['17 kB of header', ['GET /health HTTP/1.1', host, `X-A: ${'a'.repeat(17_000)}`], [431]],
  ['17 kB of address', [`GET /${'a'.repeat(17_000)} HTTP/1.1`, host], [431]],
  ['3,000 headers', ['GET /health HTTP/1.1', host, ...Array.from({ length: 3000 }, (_, n) => `X-${n}: a`)], [431]],
  ['3,000 headers of a letter', ['GET /health HTTP/1.1', host, ...Array.from({ length: 3000 }, () => 'a:')], [431]],
  [
    'a chunk with 20 kB of extension',
    [post, host, auth, json, 'Transfer-Encoding: chunked'],
    [413],
    `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  ],
  ['an expectation nobody knows', ['GET /health HTTP/1.1', host, 'Expect: miracles'], [417]],
  ['an upgrade nobody knows', ['GET /health HTTP/1.1', host, 'Upgrade: h2c', 'Connection: Upgrade'], [400]],
  ['a WebSocket elsewhere', ['GET /health HTTP/1.1', host, 'Upgrade: websocket', 'Connection: Upgrade'], [400]],
  ['a posted WebSocket', ['POST /rpc HTTP/1.1', host, auth, 'Upgrade: websocket', 'Connection: Upgrade'], [400]],
  ['CONNECT', ['CONNECT evil.test:443 HTTP/1.1', host], [0, 400, 405, 421]],
  ['an asterisk', ['OPTIONS * HTTP/1.1', host], [400]],
  ['a target without a slash', ['GET health HTTP/1.1', host], [400]],
  ['two slashes', ['GET //evil.test/x HTTP/1.1', host], [400]],
  ['dots', ['GET /../../etc/passwd HTTP/1.1', host], [400]],
  ['dots in the middle', ['GET /assets/../../passwd HTTP/1.1', host], [400]],
  ['half-coded dots', ['GET /.%2e/passwd HTTP/1.1', host], [400]],
  ['coded dots', ['GET /%2e%2e/passwd HTTP/1.1', host], [400]],
  ['coded slashes', ['GET /..%2fpasswd HTTP/1.1', host], [400]],
  ['coded backslashes', ['GET /..%2f..%5cpasswd HTTP/1.1', host], [400]],
  ['a backslash', ['GET /..\\passwd HTTP/1.1', host], [400]],
  ['dots coded twice', ['GET /%252e%252e%252fpasswd.js HTTP/1.1', host], [404]],
  ['overlong UTF-8', ['GET /..%c0%afpasswd HTTP/1.1', host], [400]],
  ['a coded NUL', ['GET /index.html%00.js HTTP/1.1', host], [400]],
  ['a broken escape', ['GET /%zz HTTP/1.1', host], [400]],
  ['a fragment', ['GET /assets/app.js#/../../passwd HTTP/1.1', host], [400, 404]],
  ['a path beside the folder', ['GET /renderer/../passwd HTTP/1.1', host], [400]],
  ['a whole path', ['GET //etc/passwd HTTP/1.1', host], [400]],
  ['a coded whole path', ['GET /%2fetc%2fpasswd HTTP/1.1', host], [400]],
  ['dots behind a semicolon', ['GET /assets;/..;/passwd.txt HTTP/1.1', host], [404]],
  ['a prototype in the query', ['GET /api/v1/jobs?a[__proto__][b]=1 HTTP/1.1', host, auth], [400]],
  ['a prototype behind a second ?', ['GET /api/v1/jobs?a=1?&b[__proto__][c]=1 HTTP/1.1', host, auth], [400]],
  ['a coded prototype in the query', ['GET /api/v1/jobs?%5f_proto__[b]=1 HTTP/1.1', host, auth], [400]],
];

test('no way of writing a request gets past the parser’s and the front’s rules, and none ends the console [S07]', async () => {
  const { send, origin } = await startWindow();
  for (const [name, lines, statuses, body] of parserCases) {
    const answer = await send([...lines, '', body ?? ''].join('\r\n'));
    expect({ name, status: answer.status }).toEqual({
      name,
      status: statuses.includes(answer.status) ? answer.status : statuses,
    });
    expect(`${name}: ${answer.body}`).not.toMatch(/node_modules|at .*\.ts:|started = 1|root:/);
    expect(`${name}: ${answer.body}`).not.toContain(secretFile);
  }
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  expect(await (await fetch(`${origin}/assets/app.js`)).text()).toBe('window.started = 1;');
});

test.each(['TRACE', 'PROPFIND', 'SEARCH', 'PURGE', 'MKCOL', 'LINK', 'QUERY'])(
  'the method %s is refused with those that are served [S07]',
  async (method) => {
    const { send } = await startWindow();
    for (const target of ['/health', '/', '/api/v1/jobs', '/assets/app.js']) {
      const { status, headers, body } = await send(
        `${method} ${target} HTTP/1.1\r\n${host}\r\nX-Secret: canary\r\n\r\n`,
      );
      expect([target, status]).toEqual([target, 405]);
      expect(headers['allow']).toMatch(/^GET/);
      expect(body).not.toContain('canary');
    }
  },
);

test.each([
  ['TLS', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
  ['HTTP/0.9', 'GET /health\r\n\r\n'],
  ['lines and NULs', '\n\n\n\0\0'],
  ['SOCKS', Buffer.from([5, 1, 0])],
  ['a POST of a Redis client', 'SET a b\r\nGET a\r\n'],
  ['mail', 'EHLO evil.test\r\n'],
  ['bytes above 127', Buffer.alloc(2000, 0xff)],
  ['an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
])('%s instead of a request is refused, and the console lives on [S07]', async (_name, bytes) => {
  const { send, origin } = await startWindow();
  expect([0, 400, 421]).toContain((await send(bytes)).status);
  expect((await fetch(`${origin}/health`)).status).toBe(200);
});

test('a second request hidden in the body of the first is never answered [S07]', async () => {
  const { send } = await startWindow();
  const hidden = `DELETE /api/v1/session HTTP/1.1\r\n${host}\r\n${auth}\r\n\r\n`;
  const bodies = [
    `POST /nowhere HTTP/1.1\r\n${host}\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `GET /health HTTP/1.1\r\nHost: evil.test\r\n\r\n${hidden}`,
    `TRACE /health HTTP/1.1\r\n${host}\r\n\r\n${hidden}`,
    `${post}\r\n${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  ];
  for (const bytes of bodies) expect((await send(bytes)).body).not.toContain('"done"');
});

test('the servers that listen cut slow senders: 10 s for headers, 30 s for a request [S07]', async () => {
  const seen: Server[] = [];
  const remember = (message: unknown) => void seen.push((message as { server: Server }).server); // the channel's documented form
  diagnostics.subscribe('http.server.request.start', remember);
  onTestFinished(() => void diagnostics.unsubscribe('http.server.request.start', remember));
  const { origin } = await startTestServer(healthy);
  await fetch(`${origin}/health`);
  const [server] = seen;
  expect(server?.headersTimeout).toBeGreaterThan(0);
  expect(server?.headersTimeout).toBeLessThanOrEqual(10_000);
  expect(server?.requestTimeout).toBeGreaterThan(0);
  expect(server?.requestTimeout).toBeLessThanOrEqual(30_000);
  expect(server?.keepAliveTimeout).toBeLessThanOrEqual(30_000);
  expect(server?.maxConnections).toBeLessThanOrEqual(1000);
});

test('a connection that was refused is closed from our side too, though the other keeps it open [S07]', async () => {
  const { port } = await startWindow();
  const requests = [
    'GET /rpc HTTP/1.1\r\nHost: evil.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    'GET /health HTTP/1.1\r\nX-A : 1\r\n\r\n',
  ];
  for (const bytes of requests) {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    onTestFinished(() => void socket.destroy());
    socket.resume().on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(bytes);
    await new Promise((resolve) => socket.once('end', resolve));
    // Writes into a connection that the other end has left come back as a reset.
    await expect
      .poll(() => {
        socket.write('x');
        return socket.destroyed || socket.errored !== null;
      })
      .toBe(true);
  }
});

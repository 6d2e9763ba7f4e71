import { expect, test } from 'vitest';
import { adminToken, startTestServer } from '../helpers/control-server.ts';
import { sendRaw } from '../helpers/raw-http.ts';

const host = 'Host: 127.0.0.1:PORT';
const json = ['Content-Type: application/json', 'Content-Length: 2'];
const pause = 'POST /api/v1/queues/video/pause HTTP/1.1';
const list = 'GET /api/v1/jobs HTTP/1.1';
const evil = 'Origin: http://evil.test';
const socket = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

/** A signed-in browser's cookie, and how many operations have run. */
async function startSignedIn() {
  let calls = 0;
  const { access, port, origin } = await startTestServer(() => {
    calls += 1;
    return { status: 'ok' };
  });
  const code = access.createLink().url.split('#code=')[1];
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  const cookie = `Cookie: ${answer.headers.get('set-cookie')?.split(';', 1)[0]}`;
  const send = (first: string, lines: readonly string[], body = '') =>
    sendRaw(port, [first, host, cookie, ...lines, '', body].join('\r\n').replaceAll('PORT', String(port)));
  return { send, port, callsOf: () => calls };
}

/** The browser's own words for how a page made the request. */
const made = (site: string, mode: string, dest: string) => [
  `Sec-Fetch-Site: ${site}`,
  `Sec-Fetch-Mode: ${mode}`,
  `Sec-Fetch-Dest: ${dest}`,
];

type Case = readonly [name: string, first: string, lines: readonly string[], body?: string];
const refused: readonly Case[] = [
  ['<img>', list, made('cross-site', 'no-cors', 'image')],
  ['<script>', list, made('cross-site', 'no-cors', 'script')],
  ['<link>', list, made('cross-site', 'no-cors', 'style')],
  ['<iframe>', list, made('cross-site', 'navigate', 'iframe')],
  ['<object>', list, made('cross-site', 'navigate', 'object')],
  ['<video>', 'GET /api/v1/jobs/1/media/result HTTP/1.1', made('cross-site', 'no-cors', 'video')],
  ['<img> of another port', list, made('same-site', 'no-cors', 'image')],
  ['fetch without CORS', pause, [evil, 'Content-Type: text/plain', 'Content-Length: 2'], '{}'],
  ['fetch as JSON', pause, [evil, ...json], '{}'],
  ['fetch without a type', pause, [evil, 'Content-Length: 2'], '{}'],
  ['fetch with an odd type', pause, [evil, 'Content-Type: application/json;x', 'Content-Length: 2'], '{}'],
  ['fetch GET', list, [evil, ...made('cross-site', 'cors', 'empty')]],
  ['sendBeacon', pause, [evil, 'Content-Type: text/plain;charset=UTF-8', 'Content-Length: 2'], '{}'],
  ['form as text', pause, [evil, 'Content-Type: text/plain', 'Content-Length: 5'], '{}=\r\n'],
  ['form', pause, [evil, 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 5'], 'now=1'],
  ['form as multipart', pause, [evil, 'Content-Type: multipart/form-data; boundary=x', 'Content-Length: 5'], '--x--'],
  ['form that navigates', pause, [evil, ...made('cross-site', 'navigate', 'document'), 'Content-Length: 0']],
  ['EventSource', 'GET /api/v1/live HTTP/1.1', [evil, 'Accept: text/event-stream']],
  ['WebSocket', 'GET /rpc HTTP/1.1', [evil, ...socket]],
  ['WebSocket of a sandbox', 'GET /rpc HTTP/1.1', ['Origin: null', ...socket]],
  ['WebSocket without a page', 'GET /rpc HTTP/1.1', socket],
  ['WebSocket of another port', 'GET /rpc HTTP/1.1', ['Origin: http://127.0.0.1:1', ...socket]],
  ['a sandboxed frame', pause, ['Origin: null', ...json], '{}'],
  ['a look-alike', pause, ['Origin: http://localhost.evil.test', ...json], '{}'],
  ['a look-alike with our port', pause, ['Origin: http://127.0.0.1.evil.test:PORT', ...json], '{}'],
  ['our name as a user', pause, ['Origin: http://127.0.0.1:PORT@evil.test', ...json], '{}'],
  ['our name in front', pause, ['Origin: http://127.0.0.1:PORT.evil.test', ...json], '{}'],
  ['a longer port', pause, ['Origin: http://127.0.0.1:PORT0', ...json], '{}'],
  ['another port', pause, ['Origin: http://127.0.0.1:1', ...json], '{}'],
  ['no port', pause, ['Origin: http://127.0.0.1', ...json], '{}'],
  ['another scheme', pause, ['Origin: https://127.0.0.1:PORT', ...json], '{}'],
  ['an extension', pause, ['Origin: chrome-extension://127.0.0.1:PORT', ...json], '{}'],
  ['a file', pause, ['Origin: file://', ...json], '{}'],
  ['another name of this machine', pause, ['Origin: http://localhost:PORT', ...json], '{}'],
  ['an empty origin', pause, ['Origin:', ...json], '{}'],
  ['two origins', pause, ['Origin: http://127.0.0.1:PORT', evil, ...json], '{}'],
  ['two origins in a line', pause, ['Origin: http://127.0.0.1:PORT, http://evil.test', ...json], '{}'],
  ['our origin with a path', pause, ['Origin: http://127.0.0.1:PORT/', ...json], '{}'],
  ['no origin', pause, json, '{}'],
  ['no origin, a referrer of ours', pause, ['Referer: http://127.0.0.1:PORT/', ...json], '{}'],
  ['no origin, another site', pause, ['Sec-Fetch-Site: cross-site', ...json], '{}'],
  ['no origin, the same site', pause, ['Sec-Fetch-Site: same-site', ...json], '{}'],
  ['no origin, two sites', pause, ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: same-origin', ...json], '{}'],
  ['no origin, from the address bar', pause, ['Sec-Fetch-Site: none', ...json], '{}'],
  ['our origin named elsewhere', pause, ['X-Forwarded-Origin: http://127.0.0.1:PORT', evil, ...json], '{}'],
  ['a method override', pause, ['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', ...json], '{}'],
  ['a method in the query', 'POST /api/v1/session?_method=DELETE HTTP/1.1', [evil, 'Content-Length: 0']],
  ['a DELETE', 'DELETE /api/v1/session HTTP/1.1', []],
  ['a PUT', 'PUT /api/v1/queues/video/workers HTTP/1.1', [evil, ...json], '{}'],
  ['an upload', 'PATCH /api/v1/uploads/x HTTP/1.1', [evil, 'Content-Type: application/octet-stream']],
  ['a link to data', list, made('cross-site', 'navigate', 'document')],
  ['a link to coded data', 'GET /%61pi/v1/jobs HTTP/1.1', made('cross-site', 'navigate', 'document')],
  ['a link to the document', 'GET /openapi.json HTTP/1.1', made('cross-site', 'navigate', 'document')],
  ['a link to health', 'GET /health HTTP/1.1', made('cross-site', 'navigate', 'document')],
  ['a link to coded health', 'GET /%68ealth HTTP/1.1', made('cross-site', 'navigate', 'document')],
  ['a preflight', 'OPTIONS /api/v1/jobs HTTP/1.1', [evil, 'Access-Control-Request-Method: PUT']],
  [
    'a preflight into the local network',
    'OPTIONS /api/v1/jobs HTTP/1.1',
    [evil, 'Access-Control-Request-Method: GET', 'Access-Control-Request-Private-Network: true'],
  ],
  ['a preflight of nobody', 'OPTIONS /api/v1/jobs HTTP/1.1', ['Origin: null', 'Access-Control-Request-Method: POST']],
];

test('no page but our own reaches an operation with a session’s cookie, and nothing changes [S05]', async () => {
  const { send, callsOf } = await startSignedIn();
  for (const [name, first, lines, body] of refused) {
    const answer = await send(first, lines, body);
    expect({ name, status: answer.status }).toEqual({ name, status: 403 });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'request-origin-refused' });
    const granted = Object.keys(answer.headers).filter((header) => header.startsWith('access-control-'));
    expect([name, granted]).toEqual([name, []]);
  }
  expect(callsOf()).toBe(0);
  const own = await send(pause, ['Origin: http://127.0.0.1:PORT', ...json], '{}');
  expect([own.status, callsOf()]).toEqual([500, 1]); // it reached the operation, whose stub answers nonsense
});

test('a token does not excuse a foreign page, and credentials of a page are never put together from parts [S05]', async () => {
  const { send, callsOf } = await startSignedIn();
  const auth = `Authorization: Bearer ${adminToken}`;
  for (const lines of [
    [auth, evil, ...json],
    [auth, 'Origin: null', ...json],
    [auth, 'Sec-Fetch-Site: cross-site', ...json],
  ])
    expect((await send(pause, lines, '{}')).status).toBe(403);
  expect(
    (await send(pause, ['Authorization: Bearer wrong', 'Origin: http://127.0.0.1:PORT', ...json], '{}')).status,
  ).toBe(401);
  expect(callsOf()).toBe(0);
});

test('pages of other sites may lead a person to the console’s pages, which hold nothing [S05]', async () => {
  const { port } = await startSignedIn();
  const lead = (target: string) =>
    sendRaw(
      port,
      [`GET ${target} HTTP/1.1`, host, ...made('cross-site', 'navigate', 'document'), '', '']
        .join('\r\n')
        .replaceAll('PORT', String(port)),
    );
  // There is no window to serve in this test: 404 is an answer of the pages, 403 one of the guard.
  for (const target of ['/', '/queue', '/jobs/1', '/apiary'])
    expect([target, (await lead(target)).status]).toEqual([target, 404]);
  for (const target of ['/api', '/api/v1', '/rpc', '/API/../api']) expect((await lead(target)).status).not.toBe(200);
});

test('no answer grants other origins anything, whoever asks and whatever is asked [S05]', async () => {
  const { send } = await startSignedIn();
  const requests = [
    'GET /health',
    'GET /',
    'GET /api/v1/jobs',
    'OPTIONS /health',
    'OPTIONS /api/v1/jobs',
    'GET /nowhere',
  ];
  for (const first of requests)
    for (const origin of ['http://127.0.0.1:PORT', 'http://evil.test', 'null', 'http://localhost:3000', '*']) {
      const { headers } = await send(`${first} HTTP/1.1`, [`Origin: ${origin}`, 'Access-Control-Request-Method: PUT']);
      expect(Object.keys(headers).filter((header) => header.startsWith('access-control-'))).toEqual([]);
      expect(JSON.stringify(headers)).not.toContain('evil.test');
    }
});

import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { silentLogger } from '#platform/log/logger.ts';
import { systemRandom } from '#platform/ids.ts';
import { servePort } from '../../main/transport/port.ts';
import { createRpcHandler } from '../../main/transport/rpc.ts';
import { coreToken, startTestCore, type TestCore } from '../helpers/core.ts';

const prototypeNames = Object.getOwnPropertyNames(Object.prototype).sort();
let before: unknown[];
beforeEach(() => void (before = prototypeNames.map((name) => Object.getOwnPropertyDescriptor(Object.prototype, name))));
afterEach(() => {
  // oxlint-disable vitest/no-standalone-expect -- holds after every test of this file
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototypeNames);
  const after = prototypeNames.map((name) => Object.getOwnPropertyDescriptor(Object.prototype, name));
  expect(after).toEqual(before);
  expect(Object.keys(Array.prototype)).toEqual([]);
  // oxlint-enable vitest/no-standalone-expect
});

const clip = { kind: 'url', value: 'https://a.test/a.mp4' };
const withJob = (part: string) => `{"sources":[${JSON.stringify(clip)}],"held":true${part}}`;

interface Told {
  code: string;
  params: Record<string, unknown>;
  issues?: { path: (string | number)[]; code: string }[];
}

/** What is wrong, and where: a pointer for a text that was refused unread, the path of an issue for one that was read. */
const whereOf = ({ params, issues }: Told): unknown =>
  params['pointer'] ?? (issues?.[0] ? `/${issues[0].path.join('/')}` : null);

const post = async ({ origin }: TestCore, path: string, body: string | Buffer, method = 'POST') => {
  const headers = { authorization: `Bearer ${coreToken}`, 'content-type': 'application/json' };
  const init: RequestInit = { method, headers, body: new Uint8Array(Buffer.from(body)) };
  const answer = await fetch(new URL(path, origin), init);
  return { status: answer.status, told: (await answer.json()) as Told };
};

type Case = readonly [name: string, body: string | Buffer, status: number, code: string, where: string | null];
const malformed = 'request-malformed';
const invalid = 'request-invalid';
const addCases: readonly Case[] = [
  ['__proto__', '{"__proto__":{"x":1}}', 400, malformed, '/__proto__'],
  [
    '__proto__ further in',
    withJob(',"recipe":{"steps":[{"__proto__":{"x":1}}]}'),
    400,
    malformed,
    '/recipe/steps/0/__proto__',
  ],
  ['__proto__ with an escape', '{"\\u005f_proto__":{"x":1}}', 400, malformed, '/__proto__'],
  ['__proto__ as null', '{"__proto__":null}', 400, malformed, '/__proto__'],
  ['constructor.prototype', '{"constructor":{"prototype":{"x":1}}}', 400, malformed, '/constructor/prototype'],
  [
    'constructor.prototype with escapes',
    '{"c\\u006fnstructor":{"pr\\u006ftotype":1}}',
    400,
    malformed,
    '/constructor/prototype',
  ],
  ['constructor alone', withJob(',"constructor":1'), 422, invalid, '/constructor'],
  ['toString', withJob(',"toString":"x"'), 422, invalid, '/toString'],
  ['a list of __proto__', '["__proto__"]', 422, invalid, '/'],
  ['a name twice', withJob(',"held":false'), 400, malformed, '/held'],
  ['a name twice, once with an escape', withJob(',"h\\u0065ld":false'), 400, malformed, '/held'],
  [
    'a name twice further in',
    '{"sources":[{"kind":"url","value":"a","kind":"file"}]}',
    400,
    malformed,
    '/sources/0/kind',
  ],
  ['33 levels', `{"a":${'['.repeat(32)}${']'.repeat(32)}}`, 400, 'request-too-deep', null],
  ['100,000 levels', '['.repeat(100_000), 400, 'request-too-deep', null],
  ['100,000 objects', '{"a":'.repeat(100_000), 400, 'request-too-deep', null],
  ['300,000 names', `{${Array.from({ length: 300_000 }, (_, n) => `"k${n}":1`).join()}}`, 400, malformed, null],
  ['300,000 values', `[${'1,'.repeat(300_000)}1]`, 400, malformed, null],
  ['1e400', withJob(',"priority":1e400'), 422, invalid, '/priority'],
  ['-1e400', withJob(',"priority":-1e400'), 422, invalid, '/priority'],
  ['2^53+1', withJob(',"priority":9007199254740993'), 422, invalid, '/priority'],
  ['a million digits', withJob(`,"priority":${'1'.repeat(1_000_000)}`), 422, invalid, '/priority'],
  ['a fraction', withJob(',"priority":0.5'), 422, invalid, '/priority'],
  ['NaN', withJob(',"priority":NaN'), 400, malformed, null],
  ['Infinity', withJob(',"priority":Infinity'), 400, malformed, null],
  ['a leading zero', withJob(',"priority":01'), 400, malformed, null],
  ['hexadecimal', withJob(',"priority":0x1'), 400, malformed, null],
  ['a trailing comma', withJob(','), 400, malformed, null],
  ['a comment', '{/* */}', 400, malformed, null],
  ['single quotes', "{'a':1}", 400, malformed, null],
  ['two values', '{} {}', 400, malformed, null],
  ['half a value', '{"sources":[', 400, malformed, null],
  ['a closed thing that was never opened', ']}]}', 400, malformed, null],
  ['a string that never ends', '{"a', 400, malformed, null],
  ['a bare control character', '{"a":"\n"}', 400, malformed, null],
  ['an odd escape in a name', '{"\\q":1}', 400, malformed, null],
  ['a BOM', `\uFEFF${withJob('')}`, 400, malformed, null],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, malformed, null],
  ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 400, malformed, null],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 400, malformed, null],
  ['UTF-16', Buffer.from(`\uFEFF${withJob('')}`, 'utf16le'), 400, malformed, null],
  ['null', 'null', 422, invalid, '/'],
  ['a number', '1', 422, invalid, '/'],
  ['a text', '"x"', 422, invalid, '/'],
  ['a list for a text', withJob(',"dedupeKey":["a"]'), 422, invalid, '/dedupeKey'],
  ['an object for a text', withJob(',"preset":{"$ne":null}'), 422, invalid, '/preset'],
  ['a text for a number', withJob(',"priority":"1"'), 422, invalid, '/priority'],
  ['a text for a boolean', '{"sources":[],"held":"true"}', 422, invalid, '/sources'],
  ['"true"', `{"sources":[${JSON.stringify(clip)}],"held":"true"}`, 422, invalid, '/held'],
  ['a list of one for an object', `{"sources":${JSON.stringify(clip)}}`, 422, invalid, '/sources'],
  ['an object for a list', '{"sources":{"0":{"kind":"url","value":"x"},"length":1}}', 422, invalid, '/sources'],
  [
    '501 sources',
    `{"sources":[${Array.from({ length: 501 }, () => JSON.stringify(clip)).join()}]}`,
    422,
    invalid,
    '/sources',
  ],
  ['columns of the table', withJob(',"id":7,"state":"succeeded","attempt":9,"result":{}'), 422, invalid, '/id'],
  ['a role', withJob(',"role":"admin"'), 422, invalid, '/role'],
];

test('a JSON body that means two things, or nothing, is refused with the place where it is wrong [S22]', async () => {
  const world = await startTestCore();
  for (const [name, body, status, code, where] of addCases) {
    const { status: got, told } = await post(world, '/api/v1/jobs', body);
    expect({ name, status: got, code: told.code, where: whereOf(told) }).toEqual({ name, status, code, where });
  }
  expect(await world.client.jobs.counts({})).toMatchObject({ queued: 0, held: 0, succeeded: 0 });
});

test('ten megabytes of JSON are refused before they are read, in whatever form they come [S22]', async () => {
  const { request } = await startTestCore();
  for (const body of [`{"a":"${'x'.repeat(10_000_000)}"}`, `[${'0,'.repeat(5_000_000)}0]`, ' '.repeat(10_000_000)]) {
    const answer = await request('/api/v1/jobs', { method: 'POST', body });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'request-too-large', params: { limitBytes: 4_194_304 } });
  }
});

test.each<[string, string, string, unknown, number, string]>([
  ['settings', 'PATCH', '/api/v1/settings', { changes: {}, role: 'admin' }, 422, '/role'],
  ['an unknown setting', 'PATCH', '/api/v1/settings', { changes: { role: 'admin' } }, 404, ''],
  ['a setting named toString', 'PATCH', '/api/v1/settings', { changes: { toString: 'x' } }, 404, ''],
  ['a setting named constructor', 'PATCH', '/api/v1/settings', { changes: { constructor: 'x' } }, 404, ''],
  ['the admin’s token', 'PATCH', '/api/v1/settings', { changes: { adminToken: 'mine' } }, 409, ''],
  ['a setting of the wrong type', 'PATCH', '/api/v1/settings', { changes: { theme: ['dark'] } }, 422, ''],
  ['an object as a setting', 'PATCH', '/api/v1/settings', { changes: { theme: { a: 1 } } }, 422, '/changes/theme'],
  ['a view', 'PUT', '/api/v1/views/a', { name: 'A', page: 'queue', query: '', owner: 'x' }, 422, '/owner'],
  ['a preset', 'PUT', '/api/v1/presets/a', { name: 'A', recipe: { steps: [] }, shipped: true }, 422, '/shipped'],
  ['an upload', 'POST', '/api/v1/uploads', { name: 'a.mp4', sizeBytes: 9, path: '/etc/x' }, 422, '/path'],
  ['a sign-in', 'POST', '/api/v1/session', { code: 'x', scopes: ['admin'] }, 422, '/scopes'],
  ['a rerun', 'POST', '/api/v1/jobs/1/rerun', { source: { kind: 'file', value: '/etc/passwd' } }, 422, '/source'],
  ['workers', 'PUT', '/api/v1/queues/video/workers', { workers: 2, status: 'paused' }, 422, '/status'],
  ['a bulk action', 'POST', '/api/v1/jobs/actions', { action: 'delete', selection: { ids: [1], sql: '1=1' } }, 422, ''],
  [
    'a misspelt filter of a bulk action',
    'POST',
    '/api/v1/jobs/actions',
    { action: 'delete', selection: { filter: { stats: ['dead'] }, upToId: 9 } },
    422,
    '/selection/filter/stats',
  ],
])('%s: nothing but the fields of the contract is taken [S22]', async (_name, method, path, body, status, where) => {
  const world = await startTestCore();
  const { status: got, told } = await post(world, path, JSON.stringify(body), method);
  expect([got, told.code]).toEqual([status, expect.stringMatching(/^(request|setting)-/)]);
  expect(where === '' ? '' : whereOf(told)).toBe(where);
});

test('the address decides which thing is meant, not a field of the body [S22]', async () => {
  const { request, client } = await startTestCore();
  const body = { id: 'other', name: 'A', page: 'queue', query: '' };
  expect((await request('/api/v1/views/mine', { method: 'PUT', body })).status).toBe(200);
  expect((await client.jobs.listViews()).views.map(({ id }) => id)).toEqual(['mine']);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'a view, a preset, a queue and a service may be called %s without being one [S22]',
  async (id) => {
    const { request } = await startTestCore();
    const status = async (path: string, method: string, body?: unknown) =>
      (await request(path, { method, ...(body === undefined ? {} : { body }) })).status;
    expect([200, 422]).toContain(await status(`/api/v1/views/${id}`, 'PUT', { name: 'A', page: 'logs', query: '' }));
    expect([400, 404, 422]).toContain(await status(`/api/v1/presets/${id}`, 'DELETE'));
    expect(await status(`/api/v1/queues/${id}/pause`, 'POST')).toBe(404);
    expect(await status(`/api/v1/services/${id}/restart`, 'POST')).toBe(404);
    expect(await status(`/api/v1/jobs?queue=${id}`, 'GET')).toBe(200);
    expect(
      await status('/api/v1/jobs', 'POST', { queue: id, sources: [{ kind: 'url', value: 'https://a.test/a.mp4' }] }),
    ).toBe(404);
    expect(await status('/api/v1/logs/level', 'PUT', { module: id, level: 'DEBUG', minutes: 1 })).toBe(200);
    expect((await request('/api/v1/logs/levels')).status).toBe(200);
  },
);

const badQueries: readonly [path: string, queries: readonly string[]][] = [
  [
    '/api/v1/jobs',
    [
      'limit=1&limit=2',
      'limit[]=1',
      'limit[a]=1',
      'limit=',
      'limit=0',
      'limit=-1',
      'limit=1e1',
      'limit=0x10',
      'limit=1.0',
      'limit=%201',
      'limit=١',
      'limit=201',
      'limit=1e9',
      'offset=1e18',
      'offset=99999999999999999999',
      'sort=(select 1)',
      'sort=newest&sort=oldest',
      'states=gone',
      'states=dead,gone',
      `states=${'dead,'.repeat(9)}dead`,
      'deadLetters=maybe',
      'createdAfter=yesterday',
      'createdAfter=2026-99-99T00:00:00Z',
      'search[a]=b',
      'queue=a&queue=b',
      `search=${'x'.repeat(513)}`,
    ],
  ],
  [
    '/api/dashboard/stats',
    [
      'days=abc',
      'days=',
      'days=0',
      'days=366',
      'days=-7',
      'days=NaN',
      'days=1.5',
      'days=7e0',
      'days=0x7',
      'days=+7',
      'days=1&days=2',
      "days=7'--",
      'days=Infinity',
      'days[]=7',
      'days=null',
      'days=true',
    ],
  ],
  [
    '/api/dashboard/queue',
    ['page=0', 'page=-1', 'page=1000001', 'page=1&page=2', 'page_size=0', 'page_size=201', 'page_size=1e2'],
  ],
  ['/api/dashboard/top', ['limit=0', 'limit=101', 'limit=1;drop table jobs']],
  ['/api/dashboard/recent', ['limit=0', 'limit=201', 'limit=a']],
  ['/api/v1/overview', ['days=0', 'days=366', 'days=7&days=8']],
  [
    '/api/v1/logs',
    [
      'limit=0',
      'limit=2001',
      'level=LOUD',
      'level=INFO&level=ERROR',
      'before=-1',
      'before=1e9',
      'before=x',
      `text=${'x'.repeat(513)}`,
    ],
  ],
  ['/api/v1/jobs/1e3', ['']],
  ['/api/v1/jobs/0x1', ['']],
  ['/api/v1/jobs/-1', ['']],
  ['/api/v1/jobs/0', ['']],
  ['/api/v1/jobs/9007199254740993', ['']],
  ['/api/v1/jobs/1/attempts/0/log', ['']],
  ['/api/v1/jobs/%20', ['']],
  [`/api/v1/jobs/${'1'.repeat(5000)}`, ['']],
  [`/api/v1/uploads/${'a'.repeat(5000)}`, ['']],
];

test('a query is read as it is written: once, in plain digits, within its limits [S22][S23][A13]', async () => {
  const { request } = await startTestCore();
  for (const [path, queries] of badQueries)
    for (const query of queries) {
      const answer = await request(`${path}?${query}`);
      const told = (await answer.json()) as Told;
      expect([path, query.slice(0, 60), answer.status]).toEqual([path, query.slice(0, 60), 400]);
      expect(told.code).toMatch(/^request-(query-invalid|malformed)$/);
      expect(whereOf(told) ?? '/as a whole').toMatch(/^\/\w+/);
    }
});

test.each([
  'a[__proto__][b]=1',
  'a=1?&a[__proto__][b]=1',
  '__proto__=1',
  '__proto__[x]=1',
  'constructor[prototype][x]=1',
  'limit=5&%5F%5Fproto%5F%5F[limit]=9',
])('the query %s changes no prototype and is answered with 200 or 400 [S22]', async (query) => {
  const { request } = await startTestCore();
  expect([200, 400]).toContain((await request(`/api/v1/jobs?${query}`)).status);
});

/** A message as a hostile client writes it; what comes back is the answer's error, or the code that the socket closes with. */
function sendMessage(origin: string, text: string | Buffer): Promise<unknown> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
    headers: { authorization: `Bearer ${coreToken}` },
  });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => socket.send(text));
    socket.once('message', (data) => resolve(codeIn((data as Buffer).toString())));
    socket.once('close', (code) => resolve(code));
    socket.once('error', reject);
  });
}
const codeIn = (text: string): unknown =>
  (JSON.parse(text) as { p?: { b?: { json?: { data?: Told } } } }).p?.b?.json?.data?.code ?? 'answered';

const call = (path: string, json: string, rest = '') => `{"i":"1","p":{"u":"${path}","b":{"json":${json}${rest}}}}`;
const messages: readonly [name: string, text: string | Buffer, outcome: unknown][] = [
  ['__proto__ in the input', call('/jobs/list', '{"__proto__":{"limit":1}}'), 1007],
  ['__proto__ with an escape', call('/jobs/list', '{"\\u005f_proto__":{"limit":1}}'), 1007],
  ['constructor.prototype', call('/settings/set', '{"constructor":{"prototype":{"x":1}}}'), 1007],
  ['a name twice', call('/jobs/list', '{"limit":1,"limit":2}'), 1007],
  ['an envelope name twice', '{"i":"1","i":"2","p":{"u":"/jobs/counts","b":{"json":{}}}}', 1007],
  ['__proto__ as the envelope', '{"__proto__":{"i":"1"},"p":{"u":"/jobs/counts"}}', 1007],
  ['40 levels', call('/jobs/list', `${'['.repeat(40)}${']'.repeat(40)}`), 1007],
  [
    'a path in the meta',
    call('/jobs/list', '{"limit":"2020-01-01"}', ',"meta":[[1,"__proto__","x"]]'),
    'request-malformed',
  ],
  [
    'constructor in the meta',
    call('/jobs/list', '{}', ',"meta":[[1,"constructor","prototype","x"]]'),
    'request-malformed',
  ],
  [
    'a date for a number',
    call('/jobs/list', '{"limit":"2020-01-01"}', ',"meta":[[1,"limit"]]'),
    'request-query-invalid',
  ],
  [
    'a regular expression',
    call('/jobs/list', '{"search":"/(a+)+$/"}', ',"meta":[[5,"search"]]'),
    'request-query-invalid',
  ],
  ['a bad URL in the meta', call('/jobs/list', '{"search":"http://["}', ',"meta":[[4,"search"]]'), 'request-malformed'],
  ['meta that is no list', call('/jobs/list', '{}', ',"meta":{"a":1}'), 'request-malformed'],
  ['meta of a million', call('/jobs/list', '{}', `,"meta":[${'[1],'.repeat(150_000)}[1]]`), 'request-malformed'],
  ['a list for a text', call('/jobs/list', '{"search":["a"]}'), 'request-query-invalid'],
  ['a list of one for a number', call('/jobs/get', '{"id":[5]}'), 'request-query-invalid'],
  ['true for a number', call('/jobs/list', '{"limit":true}'), 'request-query-invalid'],
  ['2^53+1', call('/jobs/get', '{"id":9007199254740993}'), 'request-query-invalid'],
  ['40,000 states', call('/jobs/list', `{"states":[${'"dead",'.repeat(40_000)}"dead"]}`), 'request-query-invalid'],
  ['more than the contract’s fields', call('/queues/pause', '{"name":"video","role":"admin"}'), 'request-invalid'],
  ['no such operation', call('/jobs/__proto__', '{}'), 'request-not-found'],
  ['a function of every object', call('/jobs/toString', '{}'), 'request-not-found'],
  ['a path with dots', '{"i":"1","p":{"u":"/jobs/../settings/set","b":{"json":{}}}}', 1007],
  ['an address for a path', '{"i":"1","p":{"u":"http://evil.test/jobs/list","b":{"json":{}}}}', 1007],
  ['headers of a file', '{"i":"1","p":{"u":"/jobs/list","h":{"content-disposition":"x"},"b":"x"}}', 1007],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 1003],
  ['no JSON', 'hello', 1007],
  ['a list', '[]', 1007],
  ['null', 'null', 1007],
  ['an id of 65 letters', `{"i":"${'x'.repeat(65)}","p":{"u":"/jobs/counts"}}`, 1007],
];

test('a message over the WebSocket is held to the same rules: an answer with its code, or the line is cut [S22]', async () => {
  const { origin, client } = await startTestCore();
  for (const [name, text, outcome] of messages)
    expect({ name, outcome: await sendMessage(origin, text) }).toEqual({ name, outcome });
  expect(await client.jobs.counts({})).toMatchObject({ queued: 0 });
});

test('a message of the window’s own port is held to the same rules [S22]', async () => {
  const { core } = await startTestCore();
  for (const [name, text, outcome] of messages) {
    const { port1, port2 } = new MessageChannel();
    servePort(port1, {
      handler: createRpcHandler(core.router, silentLogger),
      random: systemRandom,
      logger: silentLogger,
      language: () => 'en',
    });
    const came = new Promise<unknown>((resolve) => {
      port2.on('message', (data) => resolve(codeIn(String(data))));
      port2.on('close', () => resolve('closed'));
    });
    port2.postMessage(text);
    expect({ name, outcome: await came }).toEqual({ name, outcome: typeof outcome === 'number' ? 'closed' : outcome });
    port2.close();
  }
});

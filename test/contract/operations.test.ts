import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { MessageChannel } from 'node:worker_threads';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '#shared/contract/index.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { createOpenApiDocument } from '../../main/transport/openapi.ts';
import { listOperations } from '../../main/transport/operations.ts';
import { servePort } from '../../main/transport/port.ts';
import { createRpcHandler } from '../../main/transport/rpc.ts';
import { connectClient, coreToken, startTestCore, type TestCore } from '../helpers/core.ts';

const operations = listOperations();

test('every operation has a route of its own in the API document, with its scope and its failures [X17]', async () => {
  const document = await createOpenApiDocument('1.0.0');
  const ids = new Set<string>();
  for (const { name, method, path } of operations) {
    const described = document.paths?.[path]?.[method.toLowerCase() as 'get'];
    expect({ name, ...described }).toMatchObject({ name, operationId: name });
    expect(described?.summary?.length).toBeGreaterThan(5);
    expect(Object.keys(described?.responses ?? {})).toEqual(expect.arrayContaining(['400', '401', '404', '422']));
    ids.add(name);
  }
  expect(ids.size).toBe(operations.length);
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
});

test('the API document is valid OpenAPI 3.1', async () => {
  const document = JSON.parse(JSON.stringify(await createOpenApiDocument('1.0.0'))) as Record<string, unknown>;
  const result = await new Validator().validate(document);
  expect(result.errors ?? []).toEqual([]);
  expect(document['openapi']).toMatch(/^3\.1/);
});

const ruleSpec = { event: 'job.held', actions: [{ do: 'call-webhook', url: 'https://example.org/' }] };

/** Inputs that each operation takes, and how its answer is made comparable. `null`: tested by a case of its own. */
const inputs: Record<string, unknown> = {
  'access.session': undefined,
  'access.signOut': undefined,
  'analytics.stats': { days: 7 },
  'analytics.queue': { page: 1, page_size: 5 },
  'analytics.top': { limit: 3 },
  'analytics.recent': { limit: 3 },
  'analytics.overview': { days: 1 },
  'boards.get': { place: 'overview' },
  'boards.save': { place: 'overview', widgets: [{ id: 'a', kind: 'value', width: 4, height: 4, source: null }] },
  'boards.reset': { place: 'overview' },
  'boards.values': undefined,
  'boards.setValue': { name: 'visitors', value: 'x'.repeat(300) },
  'deliveries.list': { filter: {}, limit: 5 },
  'deliveries.get': { id: 99 },
  'deliveries.replay': { ids: [99] },
  'deliveries.discard': { of: { ids: [99] }, reason: 'old' },
  'deliveries.edit': { id: 99, title: 'a', body: 'b' },
  'deliveries.export': { filter: {} },
  'health.get': undefined,
  'health.services': undefined,
  'health.startService': { name: 'nobody' },
  'health.stopService': { name: 'nobody' },
  'health.restartService': { name: 'nobody' },
  'jobs.add': { sources: [{ kind: 'file', value: '/nowhere/clip.mp4' }] },
  'jobs.list': { limit: 2, states: 'dead,held' },
  'jobs.counts': {},
  'jobs.get': { id: 99 },
  'jobs.retry': { id: 99 },
  'jobs.cancel': { id: 99 },
  'jobs.rerun': { id: 99 },
  'jobs.move': { id: 99, to: 'top' },
  'jobs.act': { action: 'retry', selection: { ids: [99] } },
  'jobs.countSelection': { action: 'retry', selection: { ids: [99] } },
  'jobs.log': { id: 99, number: 1 },
  'jobs.listViews': undefined,
  'jobs.saveView': { id: 'mine', name: 'Mine', page: 'queue', query: 'states=dead' },
  'jobs.removeView': { id: 'not-there' },
  'logs.files': undefined,
  'logs.levels': undefined,
  'logs.setLevel': { module: 'queue', level: 'INFO' },
  'notifications.channels': undefined,
  'notifications.saveChannel': { id: 99, sink: 'slack', name: 'Mine', isEnabled: true, fields: {} },
  'notifications.deleteChannel': { id: 99 },
  'notifications.testChannel': { id: 99 },
  'notifications.resetChannel': { id: 99 },
  'notifications.findChats': { id: 99 },
  'notifications.list': { limit: 5 },
  'notifications.get': { id: 99 },
  'notifications.markRead': { ids: [99] },
  'notifications.acknowledge': { id: 99, reason: 'seen' },
  'notifications.mute': { minutes: 0 },
  'notifications.muted': undefined,
  'notifications.send': { name: 'started', fields: { nonsense: 1 } },
  'notifications.templates': undefined,
  'notifications.saveTemplate': { kind: 'alert', sink: 'all', language: 'en', title: '{{ nonsense }}', body: '' },
  'notifications.resetTemplate': { kind: 'alert', sink: 'all', language: 'en' },
  'notifications.preview': { kind: 'alert', sink: 'all', language: 'en', title: '{{ nonsense }}', body: '' },
  'notifications.schedules': undefined,
  'notifications.saveSchedule': { id: 99, name: 'Mine', cron: 'nonsense' },
  'notifications.deleteSchedule': { id: 99 },
  'notifications.nextTimes': { cron: 'nonsense' },
  'queues.list': undefined,
  'queues.pause': { name: 'nobody' },
  'queues.resume': { name: 'nobody' },
  'queues.drain': { name: 'nobody', finish: 2 },
  'queues.setWorkers': { name: 'nobody', workers: 2 },
  'rules.list': undefined,
  'rules.save': { id: 99, name: 'Mine', isEnabled: true, spec: ruleSpec },
  'rules.remove': { id: 1 },
  'rules.reset': { id: 99 },
  'rules.mute': { id: 99, minutes: 5 },
  'rules.dryRun': { spec: ruleSpec, hours: 1 },
  'settings.list': undefined,
  'settings.set': { changes: { nothing: 1 } },
  'system.info': undefined,
  'system.showInFolder': { id: 99 },
  'system.openFile': { id: 99 },
  'system.stay': undefined,
  'video.listPresets': undefined,
  'video.savePreset': { id: 'auto-edit', name: 'Mine', recipe: { steps: [] } },
  'video.removePreset': { id: 'not-there' },
  'video.exportPresets': undefined,
  'video.importPresets': {
    file: {
      format: 'atalaya-presets',
      version: 1,
      presets: [{ id: 'a', name: 'A', description: '', recipe: { steps: [] } }],
    },
    replace: true,
  },
  'video.beginUpload': { name: 'clip.mp4', sizeBytes: 9e15 },
  'video.getUpload': { id: 'not-there' },
  'video.removeUpload': { id: 'not-there' },
};
/** Streams, and what ends or changes the caller: each has its own test. */
const elsewhere = [
  'access.signIn',
  'access.createLink',
  'health.run',
  'live.feed',
  'logs.follow',
  'logs.list',
  'notifications.summary',
  'system.stop',
];

test('the cases below leave no operation out', () => {
  expect([...Object.keys(inputs), ...elsewhere].sort()).toEqual(operations.map(({ name }) => name).sort());
});

async function openPortClient({ core }: TestCore): Promise<Client> {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port2.close());
  servePort(port1, {
    handler: createRpcHandler(core.router, silentLogger),
    random: systemRandom,
    logger: silentLogger,
    language: () => 'en',
    actor: 'admin-token',
  });
  port2.start();
  return createORPCClient(new PortLink({ port: port2 }));
}

async function overRest(world: TestCore, name: string, input: unknown): Promise<unknown> {
  const route = operations.find((candidate) => candidate.name === name);
  if (!route) throw new Error(name);
  const fields = new Map(Object.entries((input ?? {}) as Record<string, unknown>));
  const path = route.path.replaceAll(/\{([^}]+)\}/g, (_whole, field: string) => {
    const value = String(fields.get(field));
    fields.delete(field);
    return encodeURIComponent(value);
  });
  if (route.method === 'GET') {
    const query = new URLSearchParams([...fields].map(([key, value]): [string, string] => [key, String(value)]));
    return (await world.request(`${path}?${query.toString()}`)).json();
  }
  const body = fields.size > 0 ? { body: Object.fromEntries(fields) } : {};
  return (await world.request(path, { method: route.method, ...body })).json();
}

async function overRpc(client: Client, name: string, input: unknown): Promise<unknown> {
  const [feature = '', verb = ''] = name.split('.');
  // The table holds one input for each; its type is checked by the schema that the call goes through.
  const call = (client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[feature]?.[
    verb
  ];
  if (!call) throw new Error(name);
  return call(input).catch((error: { data?: unknown }) => error.data ?? error);
}

/** What differs from call to call by nature. */
function comparable(answer: unknown): unknown {
  const text = JSON.stringify(answer, (key, value: unknown) =>
    ['trace', 'generated_at', 'uptimeMs', 'freeBytes', 'revision', 'latencyMs', 'via', 'since', 'checks'].includes(key)
      ? undefined
      : value,
  );
  return JSON.parse(text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time'));
}

test('every operation answers the same over REST, WebSocket and message port [Z12]', async () => {
  const world = await startTestCore();
  const port = await openPortClient(world);
  for (const [name, input] of Object.entries(inputs)) {
    const rest = comparable(await overRest(world, name, input));
    expect([`${name} over WebSocket`, comparable(await overRpc(world.client, name, input))]).toEqual([
      `${name} over WebSocket`,
      rest,
    ]);
    expect([`${name} over message port`, comparable(await overRpc(port, name, input))]).toEqual([
      `${name} over message port`,
      rest,
    ]);
  }
});

test('the live feed begins with hello on every door, and tells what changes [A03]', async () => {
  const world = await startTestCore();
  const leave = new AbortController();
  for (const client of [world.client, await openPortClient(world)]) {
    const feed = await client.live.feed(undefined, { signal: leave.signal });
    expect((await feed.next()).value).toMatchObject({ kind: 'hello' });
    await world.client.queues.pause({ name: 'video' });
    for await (const message of feed) if (message.kind === 'batch' && message.queues) break;
  }
  const stream = await world.request('/api/v1/live', { signal: leave.signal });
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  const reader = stream.body?.getReader();
  let text = '';
  while (!text.includes('"hello"')) text += new TextDecoder().decode((await reader?.read())?.value);
  leave.abort();
});

test('a sign-in link made over REST signs a browser in, and over a socket nobody can sign in', async () => {
  const { client, request, origin } = await startTestCore();
  const link = (await (await request('/api/v1/session/links', { method: 'POST' })).json()) as { url: string };
  const code = link.url.split('#code=')[1] ?? '';
  await expect(client.access.signIn({ code })).rejects.toMatchObject({ data: { code: 'system-action-unavailable' } });
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const browser = await connectClient(origin, { cookie, origin });
  expect(await browser.access.session()).toMatchObject({ via: 'session' });
});

test('stopping by the contract asks the host to end the process, at once or after the last job', async () => {
  for (const afterJobs of [false, true]) {
    const { client, exits } = await startTestCore();
    await client.system.stop({ afterJobs });
    await expect.poll(() => exits, { timeout: 3000 }).toEqual([0]);
  }
});

test('health can be run and the logs be read by the administrator’s token [A60]', async () => {
  const { request } = await startTestCore();
  expect(await (await request('/api/v1/health/run', { method: 'POST' })).json()).toHaveProperty('checks');
  expect(await (await request('/api/v1/logs?limit=5')).json()).toHaveProperty('lines');
  expect((await request('/health', { headers: { authorization: `Bearer ${coreToken}x` } })).status).toBe(200);
});

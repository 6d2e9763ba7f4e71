import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ServiceView } from '#shared/contract/health.ts';
import type { EventView } from '#shared/domain/events.ts';
import { systemClock } from '#platform/clock.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { Supervisor } from '#platform/services/supervisor.ts';
import { createHeadlessHost } from '../../main/headless/host.ts';
import { startTestServer } from '../helpers/control-server.ts';
import { connectClient, coreToken, createTestCore, startTestCore, type TestCore } from '../helpers/core.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { storeSetting } from '../helpers/headless.ts';
import { freePort, holdPort } from '../helpers/ports.ts';
import { neverEnds, startVideoServer } from '../peers/video-server.ts';

const serviceOf = async ({ core }: Pick<TestCore, 'core'>, name: string): Promise<ServiceView | undefined> =>
  (await core.client.health.services()).services.find((service) => service.name === name);

/** Null where nobody answers at that port. */
const healthAt = async (port: number): Promise<string | null> => {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { headers: { connection: 'close' } });
    return await answer.text();
  } catch {
    return null; // refused
  }
};
const post = (port: number, where: string, body?: unknown): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${coreToken}`, 'content-type': 'application/json', connection: 'close' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const controlPortIn = (dataFolder: string): number =>
  (JSON.parse(readFileSync(path.join(dataFolder, 'control.json'), 'utf8')) as { port: number }).port;

test('starting the console starts every part of it, each shown with state, port and time; the old API port is off [A69] [A65] [X03]', async () => {
  const world = await startTestCore();
  const { services } = (await (await world.request('/api/v1/services')).json()) as { services: ServiceView[] };
  expect(services).toEqual([
    {
      name: 'queue',
      state: 'running',
      port: null,
      address: null,
      startedAt: expect.any(String) as string,
      restarts: 0,
      nextRestartAt: null,
      error: null,
    },
    {
      name: 'dashboard',
      state: 'running',
      port: world.port,
      address: '127.0.0.1',
      startedAt: expect.any(String) as string,
      restarts: 0,
      nextRestartAt: null,
      error: null,
    },
    {
      name: 'api',
      state: 'stopped',
      port: null,
      address: null,
      startedAt: null,
      restarts: 0,
      nextRestartAt: null,
      error: null,
    },
  ]);
});

test('the API of before has a start, a stop and a state of its own, and answers while the dashboard does not [A60] [A65] [X03]', async () => {
  const world = await startTestCore();
  const port = await freePort();
  await world.client.settings.set({ changes: { compatPorts: [String(port)] } });
  await expect.poll(() => healthAt(port)).toBe('{"status":"ok"}');
  expect(await serviceOf(world, 'api')).toMatchObject({ state: 'running', port });

  // Through it the dashboard is stopped and started again, on the port where windows look for it.
  expect((await post(port, '/api/v1/services/dashboard/stop')).status).toBe(200);
  await expect.poll(() => healthAt(world.port)).toBe(null);
  await expect.poll(() => serviceOf(world, 'dashboard')).toMatchObject({ state: 'stopped', port: null });
  expect(await healthAt(port)).toBe('{"status":"ok"}');
  expect(await (await post(port, '/api/v1/services/dashboard/start')).json()).toMatchObject({
    state: 'running',
    port: world.port,
  });
  expect(controlPortIn(world.dataFolder)).toBe(world.port);

  expect((await post(world.port, '/api/v1/services/api/stop')).status).toBe(200);
  await expect.poll(() => healthAt(port)).toBe(null);
  expect(await (await post(world.port, '/api/v1/services/api/start')).json()).toMatchObject({ state: 'running', port });
  await world.core.client.settings.set({ changes: { compatPorts: null } });
  await expect.poll(async () => (await serviceOf(world, 'api'))?.state).toBe('stopped');
});

test('a compatible port is a port [A65]', async () => {
  const { client } = await startTestCore();
  for (const wrong of ['http', '0', '65536', '5000 ', '-1', '1e3'])
    await expect(client.settings.set({ changes: { compatPorts: [wrong] } })).rejects.toMatchObject({
      data: { code: 'setting-invalid' },
    });
});

test('the call that stops or restarts the server which carries it is answered, and the server is back where it was [A69]', async () => {
  const world = await startTestCore();
  expect(await world.client.health.restartService({ name: 'dashboard' })).toMatchObject({ state: 'stopping' });
  await expect.poll(async () => (await serviceOf(world, 'dashboard'))?.state).toBe('running');
  expect(await serviceOf(world, 'dashboard')).toMatchObject({ port: world.port });
  const client = await connectClient(world.origin);
  expect(await client.health.stopService({ name: 'dashboard' })).toMatchObject({ state: 'stopping' });
  await expect.poll(() => healthAt(world.port)).toBe(null);
  // The window of the shell, which needs no port, starts it again.
  expect(await world.core.client.health.startService({ name: 'dashboard' })).toMatchObject({ port: world.port });
  const answer = await post(world.port, '/api/v1/services/dashboard/stop');
  expect([answer.status, await answer.json()]).toMatchObject([200, { state: 'stopping' }]);
});

test('stopped workers hand back what they run without burning an attempt, and a paused queue is still paused when they are back [A69] [A68] [I1]', async () => {
  const server = await startVideoServer({ '/a.mp4': neverEnds, '/b.mp4': neverEnds });
  const world = await startTestCore({ env: { ATALAYA_ALLOW_PRIVATE_TARGETS: server.host } });
  const { client } = world;
  const source = (name: string) => ({ kind: 'url' as const, value: `${server.url}/${name}.mp4` });
  const first = (await client.jobs.add({ sources: [source('a')] })).jobs[0]?.id ?? 0;
  await expect.poll(() => server.requests.length).toBe(1);
  expect(await client.health.stopService({ name: 'queue' })).toMatchObject({ state: 'stopped' });
  expect(await client.jobs.get({ id: first })).toMatchObject({ state: 'queued', attempt: 0 });

  const second = (await client.jobs.add({ sources: [source('b')] })).jobs[0]?.id ?? 0;
  await client.queues.pause({ name: 'video' });
  expect(await client.health.run()).toMatchObject({ status: 'degraded' });
  expect(await client.health.startService({ name: 'queue' })).toMatchObject({ state: 'running' });
  expect((await client.queues.list()).queues[0]).toMatchObject({ status: 'paused', busy: 0, waiting: 2 });
  await client.queues.resume({ name: 'video' });
  await expect.poll(async () => (await client.queues.list()).queues[0]?.busy).toBe(2);
  for (const id of [first, second])
    expect(await client.jobs.get({ id })).toMatchObject({ state: 'running', attempt: 1 });

  // A restart is the same in one.
  expect(await client.health.restartService({ name: 'queue' })).toMatchObject({ state: 'running' });
  await expect.poll(async () => (await client.queues.list()).queues[0]?.busy).toBe(2);
  expect(await client.jobs.get({ id: first })).toMatchObject({ attempt: 1 });
});

test('a console that is to end after its jobs does not wait for workers that were stopped', async () => {
  const world = await startTestCore();
  await world.client.health.stopService({ name: 'queue' });
  await world.client.jobs.add({ sources: [{ kind: 'url', value: 'https://example.invalid/clip.mp4' }] });
  await world.client.system.stop({ afterJobs: true });
  await expect.poll(() => world.exits).toEqual([0]);
});

test('windows hear of every change of a service as it happens, and the event log remembers who asked [A69]', async () => {
  const world = await startTestCore();
  const leaving = new AbortController();
  const states: (string | undefined)[] = [];
  const events: EventView[] = [];
  const reading = (async () => {
    for await (const message of await world.client.live.feed(undefined, { signal: leaving.signal })) {
      if (message.kind !== 'batch') continue;
      events.push(...message.events.filter(({ type }) => type.startsWith('service.')));
      const queue = message.services?.find(({ name }) => name === 'queue');
      if (queue) states.push(queue.state);
    }
  })();
  await post(world.port, '/api/v1/services/queue/stop');
  await expect.poll(() => states.at(-1)).toBe('stopped');
  await post(world.port, '/api/v1/services/queue/start');
  await expect.poll(() => states.at(-1)).toBe('running');
  await expect.poll(() => events.map(({ type }) => type)).toEqual(['service.stopped', 'service.started']);
  expect(events[0]).toMatchObject({ subject: 'service:queue', data: { actor: 'admin-token', state: 'stopped' } });
  expect(events[0]?.trace).toMatch(/^[0-9a-f]{32}$/);
  leaving.abort();
  await reading.catch(() => {}); // left by us
});

test('a server that breaks while it runs is back on its port after a pause, over real sockets [A70]', async () => {
  const { server, port } = await startTestServer(() => ({ status: 'ok' }));
  await server.stop();
  let fraction = 1;
  const supervisor = new Supervisor({
    clock: systemClock,
    random: { bytes: (size) => Buffer.alloc(size), fraction: () => fraction },
    logger: silentLogger,
  });
  const dashboard = supervisor.add(server);
  onTestFinished(() => dashboard.end(1000));
  await dashboard.begin();
  expect(await healthAt(port)).toBe('{"status":"ok"}');
  // As its listener does when the system takes the port away.
  server.onFailure?.(Object.assign(new Error('accept'), { code: 'EMFILE' }));
  await expect.poll(() => dashboard.view.state).toBe('backing-off');
  expect(dashboard.view).toMatchObject({
    error: { code: 'service-broken', params: { reason: 'EMFILE' } },
    restarts: 0,
  });
  expect(await healthAt(port)).toBe(null);
  fraction = 0;
  await expect.poll(() => dashboard.view, { timeout: 10_000 }).toMatchObject({ state: 'running', restarts: 1, port });
  expect(await healthAt(port)).toBe('{"status":"ok"}');
});

test('a taken port of an optional service does not keep the console from starting: the holder is named, and the port is taken once it is free [A01] [A65] [A69]', async () => {
  const held = await holdPort();
  const dataFolder = path.join(temporaryFolder(), 'data');
  await startAndStop(dataFolder);
  storeSetting(dataFolder, 'compatPorts', [String(held.port)]);
  const world = await startTestCore({ dataFolder, random: { ...systemRandom, fraction: () => 0.3 } });
  const api = await serviceOf(world, 'api');
  expect(api).toMatchObject({ port: null, error: { code: 'port-in-use', params: { port: held.port } } });
  const holder = process.platform === 'linux' ? `(${process.pid})` : '?';
  expect(api?.error?.params['holder']).toContain(holder);
  const run = await world.client.health.run();
  expect(run).toMatchObject({ status: 'degraded' });
  expect(run.checks.find(({ name }) => name === 'services')).toMatchObject({ cause: 'services.broken' });

  await held.release();
  await expect
    .poll(() => serviceOf(world, 'api'), { timeout: 20_000 })
    .toMatchObject({ state: 'running', port: held.port, restarts: 1, error: null });
  expect(await healthAt(held.port)).not.toBe(null);
});

async function startAndStop(dataFolder: string): Promise<void> {
  const { core } = await startTestCore({ dataFolder });
  await core.stop(10_000);
}

test('where the dashboard’s port was not named, a free one serves instead and a notice says so; it stays there after a restart [A01] [A67]', async () => {
  const held = await holdPort();
  const dataFolder = path.join(temporaryFolder(), 'data');
  await startAndStop(dataFolder);
  storeSetting(dataFolder, 'controlPort', held.port);
  const world = await startTestCore({ dataFolder, settingsInput: plainInput(dataFolder) });
  expect(world.port).not.toBe(held.port);
  const { notices } = await world.client.system.info();
  expect(notices).toEqual([
    { code: 'port-moved', params: { port: held.port, holder: expect.any(String) as string, own: world.port } },
  ]);
  await held.release();
  await world.client.health.restartService({ name: 'dashboard' });
  await expect.poll(() => healthAt(world.port)).toBe('{"status":"ok"}');
  // The window's one click: this port from now on.
  await world.core.client.settings.set({ changes: { controlPort: world.port } });
});

const plainInput = (folder: string) => ({
  env: { PATH: process.env['PATH'], HOME: folder, LANG: 'en', ATALAYA_ADMIN_TOKEN: coreToken },
  flags: {},
});

test('a named port that is taken fails a console without a window; the shell’s opens and shows who holds it [A01]', async () => {
  const held = await holdPort();
  const env = { ATALAYA_CONTROL_PORT: String(held.port) };
  await expect(startTestCore({ env })).rejects.toMatchObject({ code: 'port-in-use', params: { port: held.port } });

  const host = { ...createHeadlessHost(() => {}), kind: 'electron' as const };
  const dataFolder = path.join(temporaryFolder(), 'data');
  const core = createTestCore({ host, env, dataFolder });
  await core.start();
  expect(core.controlAddress).toBe(null);
  expect(await serviceOf({ core }, 'dashboard')).toMatchObject({
    state: 'backing-off',
    error: { code: 'port-in-use', params: { port: held.port } },
  });
  expect(await core.client.health.run()).toMatchObject({ status: 'degraded' });
  expect((await core.client.health.get()).checks?.find(({ name }) => name === 'control-server')).toMatchObject({
    state: 'down',
    cause: 'server.portTaken',
    cure: 'server.otherPort',
  });
  const moved = await core.client.health.startService({ name: 'dashboard', anyPort: true });
  expect(moved).toMatchObject({ state: 'running' });
  // Where the command line looks for it.
  expect(controlPortIn(dataFolder)).toBe(moved.port);
  expect(await healthAt(moved.port ?? 0)).toBe('{"status":"degraded"}');
});

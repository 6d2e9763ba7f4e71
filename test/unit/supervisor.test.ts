import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { silentLogger } from '#platform/log/logger.ts';
import type { Service } from '#platform/services/service.ts';
import { restartDelayMs } from '#platform/services/supervised-service.ts';
import { Supervisor } from '#platform/services/supervisor.ts';
import { ManualClock } from '../helpers/clock.ts';

const by = { actor: 'me', trace: 't'.repeat(32) };
const taken = () => new AppError('port-in-use', { port: 5002, holder: 'other (7)' });

/** A service that does as the test says. */
class Puppet implements Service {
  readonly name = 'puppet';
  carriesCalls = false;
  onFailure?: ((error: unknown) => void) | undefined;
  readonly calls: string[] = [];
  refusal: Error | null = null;

  async start({ anyPort = false } = {}) {
    this.calls.push(anyPort ? 'start anywhere' : 'start');
    if (this.refusal && !anyPort) throw this.refusal;
    return { port: anyPort ? 40_001 : 5002, address: '127.0.0.1' };
  }
  async stop() {
    this.calls.push('stop');
  }
}

function createWorld({ fraction = 1, carriesCalls = false } = {}) {
  const clock = new ManualClock();
  const random = { bytes: (size: number) => Buffer.alloc(size), fraction: () => fraction };
  const supervisor = new Supervisor({ clock, random, logger: silentLogger });
  const puppet = new Puppet();
  puppet.carriesCalls = carriesCalls;
  const service = supervisor.add(puppet);
  const states: string[] = [];
  const events: [string, string | null][] = [];
  supervisor.onChange(([view]) => states.push(view?.state ?? 'none'));
  supervisor.onEvent((event) => events.push([event.type, event.by?.actor ?? null]));
  return {
    clock,
    supervisor,
    puppet,
    service,
    states,
    events,
    break: async (error: unknown = new Error('a bug')) => {
      puppet.onFailure?.(error);
      await nextTurn();
    },
    advance: async (ms: number) => {
      clock.advance(ms);
      await nextTurn();
    },
  };
}

test('a service starts, stops and restarts by hand, shown with port, time and state, and told in the event log [A69]', async () => {
  const { clock, puppet, service, states, events } = createWorld();
  expect(service.view).toMatchObject({ name: 'puppet', state: 'stopped', port: null, startedAt: null, restarts: 0 });
  expect(await service.start(by)).toEqual({
    name: 'puppet',
    state: 'running',
    port: 5002,
    address: '127.0.0.1',
    startedAt: new Date(clock.now()).toISOString(),
    restarts: 0,
    nextRestartAt: null,
    error: null,
  });
  clock.advance(5000);
  expect((await service.restart(by)).startedAt).toBe(new Date(clock.now()).toISOString());
  expect(await service.stop(by)).toMatchObject({ state: 'stopped', port: null, startedAt: null });
  expect(puppet.calls).toEqual(['start', 'stop', 'start', 'stop']);
  expect(states).toEqual(['starting', 'running', 'stopping', 'stopped', 'starting', 'running', 'stopping', 'stopped']);
  expect(events).toEqual([
    ['service.started', 'me'],
    ['service.started', 'me'],
    ['service.stopped', 'me'],
  ]);
});

test('what is asked at once happens in turn: never two starts beside each other [A69]', async () => {
  const { puppet, service } = createWorld();
  const views = await Promise.all([service.start(by), service.start(by), service.stop(by), service.start(by)]);
  expect(views.map((view) => view.state)).toEqual(['running', 'running', 'stopped', 'running']);
  expect(puppet.calls).toEqual(['start', 'stop', 'start']);
});

test('a service that breaks is cleaned up and started again after a pause that doubles to five minutes [A70]', async () => {
  const world = createWorld();
  const { clock, puppet, service, events } = world;
  await service.begin();
  puppet.refusal = taken();
  await world.break();
  expect(puppet.calls).toEqual(['start', 'stop']);
  expect(service.view).toMatchObject({
    state: 'backing-off',
    port: null,
    error: { code: 'service-broken', params: { reason: 'unexpected' } },
    nextRestartAt: new Date(clock.now() + 1000).toISOString(),
  });
  for (const delayMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]) {
    const tries = puppet.calls.length;
    await world.advance(delayMs - 1);
    expect(puppet.calls).toHaveLength(tries);
    await world.advance(1);
    expect(puppet.calls).toHaveLength(tries + 1);
  }
  expect(service.view.error).toEqual({ code: 'port-in-use', params: { port: 5002, holder: 'other (7)' } });
  puppet.refusal = null;
  await world.advance(300_000);
  expect(service.view).toMatchObject({ state: 'running', restarts: 1, error: null });
  // A dozen refused starts are one failure to remember.
  expect(events).toEqual([
    ['service.failed', null],
    ['service.started', null],
  ]);
});

test('the pause has full jitter, and begins anew after a run of a minute [A70]', async () => {
  expect([1, 2, 9, 10, 99].map(restartDelayMs)).toEqual([1000, 2000, 256_000, 300_000, 300_000]);
  const world = createWorld({ fraction: 0.25 });
  const { clock, service } = world;
  await service.begin();
  const waitedMs = async () => {
    await world.break();
    const waitMs = Date.parse(service.view.nextRestartAt ?? '') - clock.now();
    await world.advance(waitMs);
    expect(service.view.state).toBe('running');
    return waitMs;
  };
  expect([await waitedMs(), await waitedMs(), await waitedMs()]).toEqual([250, 500, 1000]);
  await world.advance(60_000);
  expect(await waitedMs()).toBe(250);
  expect(service.view.restarts).toBe(4);
});

test('a start by hand that is refused rejects with the reason and is not tried again; another port may do [A01] [A69]', async () => {
  const world = createWorld();
  const { puppet, service } = world;
  puppet.refusal = taken();
  await expect(service.start(by)).rejects.toMatchObject({ code: 'port-in-use' });
  expect(service.view).toMatchObject({ state: 'failed', error: { code: 'port-in-use' } });
  await world.advance(600_000);
  expect(puppet.calls).toEqual(['start']);
  expect(await service.start(by, { anyPort: true })).toMatchObject({ state: 'running', port: 40_001, error: null });
});

test('with the console, an optional service that fails is tried again, and one that is needed fails the start [A69]', async () => {
  const optional = createWorld();
  optional.puppet.refusal = taken();
  await optional.service.begin();
  expect(optional.service.view.state).toBe('backing-off');
  optional.puppet.refusal = null;
  await optional.advance(1000);
  expect(optional.service.view.state).toBe('running');

  const needed = createWorld();
  needed.puppet.refusal = taken();
  await expect(needed.service.begin(true)).rejects.toMatchObject({ code: 'port-in-use' });
  expect(needed.service.view.state).toBe('failed');
  expect(needed.clock.pendingTimers).toBe(0);
});

test('a service that is waiting for its next try can be tried at once, or be left stopped [A69]', async () => {
  const world = createWorld();
  const { clock, puppet, service } = world;
  await service.begin();
  puppet.refusal = taken();
  await world.break();
  await expect(service.restart(by)).rejects.toMatchObject({ code: 'port-in-use' });
  expect(service.view.state).toBe('backing-off');
  puppet.refusal = null;
  expect(await service.restart(by)).toMatchObject({ state: 'running' });
  await world.break();
  expect(await service.stop(by)).toMatchObject({ state: 'stopped', error: null, nextRestartAt: null });
  expect(clock.pendingTimers).toBe(0);
  await world.advance(600_000);
  expect(service.view.state).toBe('stopped');
  expect(clock.pendingTimers).toBe(0);
});

test('whoever asks a service to stop through itself is answered before it does [A69]', async () => {
  const world = createWorld({ carriesCalls: true });
  const { puppet, service } = world;
  await service.begin();
  expect(await service.stop(by)).toMatchObject({ state: 'stopping' });
  expect(puppet.calls).toEqual(['start']);
  await world.advance(1000);
  expect(puppet.calls).toEqual(['start', 'stop']);
  expect(service.view.state).toBe('stopped');
  expect(await service.start(by)).toMatchObject({ state: 'running' });
  expect(await service.restart(by)).toMatchObject({ state: 'stopping' });
  await world.advance(1000);
  expect(service.view.state).toBe('running');
});

test('when the console ends nothing starts any more: not by hand, not after a failure [A69]', async () => {
  const world = createWorld();
  const { clock, puppet, service } = world;
  await service.begin();
  await world.break();
  await service.end(1000);
  expect(clock.pendingTimers).toBe(0);
  await world.advance(600_000);
  expect(puppet.calls).toEqual(['start', 'stop']);
  await expect(service.start(by)).rejects.toMatchObject({ code: 'console-stopping' });
  expect(clock.pendingTimers).toBe(0);
});

test('only services that exist have a name here [A69] [S22]', () => {
  const { supervisor } = createWorld();
  for (const name of ['nobody', '__proto__', 'constructor', ''])
    expect(() => supervisor.get(name)).toThrow(expect.objectContaining({ code: 'service-not-found' }));
});

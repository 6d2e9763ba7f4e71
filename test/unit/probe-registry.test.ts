import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { silentLogger } from '#platform/log/logger.ts';
import { ProbeRegistry } from '#platform/services/probe-registry.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';
import { ManualClock } from '../helpers/clock.ts';

const well: ProbeFinding = { state: 'ok', cause: null, cure: null, details: {} };
const probe = (name: string, check: Probe['check'] = async () => well): Probe => ({ name, check });

function createRegistry(probes: Probe[]) {
  const clock = new ManualClock();
  return { clock, registry: new ProbeRegistry(probes, { clock, logger: silentLogger, timeoutMs: 2000 }) };
}

test('all checks are asked together, and each is told with its own time [A60]', async () => {
  const { clock, registry } = createRegistry([
    probe('slow', () => new Promise((resolve) => clock.after(300, () => resolve(well)))),
    probe('quick'),
    probe('slower', () => new Promise((resolve) => clock.after(500, () => resolve(well)))),
  ]);
  const round = registry.run();
  await nextTurn();
  clock.advance(300);
  await nextTurn();
  clock.advance(200);
  const checks = await round;
  expect(checks.map(({ name, state, latencyMs }) => [name, state, latencyMs])).toEqual([
    ['slow', 'ok', 300],
    ['quick', 'ok', 0],
    ['slower', 'ok', 500],
  ]);
  expect(clock.pendingTimers).toBe(0);
});

test('a check that throws, at once or later, is down by itself alone [A60]', async () => {
  const { registry } = createRegistry([
    probe('well'),
    probe('throws', () => {
      throw new Error('a bug with a /secret/path');
    }),
    probe('rejects', () => Promise.reject(new Error('a bug'))),
  ]);
  const checks = await registry.run();
  expect(checks.map(({ name, state, cause }) => [name, state, cause])).toEqual([
    ['well', 'ok', null],
    ['throws', 'down', 'probe.broken'],
    ['rejects', 'down', 'probe.broken'],
  ]);
  expect(JSON.stringify(checks)).not.toContain('secret');
});

test('a check that hangs is given up in time, told to stop, and never begun a second time beside itself [A60]', async () => {
  let calls = 0;
  const signals: AbortSignal[] = [];
  const answer = Promise.withResolvers<ProbeFinding>();
  const { clock, registry } = createRegistry([
    probe('well'),
    probe('hangs', (signal) => {
      calls += 1;
      signals.push(signal);
      return answer.promise;
    }),
  ]);
  for (let round = 0; round < 2; round += 1) {
    const checks = registry.run();
    await nextTurn();
    clock.advance(2000);
    expect((await checks)[1]).toMatchObject({
      state: 'down',
      cause: 'probe.late',
      latencyMs: 2000,
      details: { seconds: 2 },
    });
  }
  expect(calls).toBe(1);
  expect(signals[0]?.aborted).toBe(true);
  answer.resolve(well);
  await nextTurn();
  expect((await registry.run())[1]).toMatchObject({ state: 'ok' });
  expect(calls).toBe(2);
});

test('since is when the state last changed, not when it was last looked at [A60]', async () => {
  let state: ProbeFinding['state'] = 'ok';
  const { clock, registry } = createRegistry([probe('turns', async () => ({ ...well, state }))]);
  const sinceOf = async () => (await registry.run())[0]?.since;
  const first = await sinceOf();
  clock.advance(60_000);
  expect(await sinceOf()).toBe(first);
  state = 'down';
  const turnedAt = new Date(clock.now()).toISOString();
  expect(await sinceOf()).toBe(turnedAt);
  clock.advance(60_000);
  expect(await sinceOf()).toBe(turnedAt);
});

test('however many ask, the checks run once within the time in which an answer is fresh [A60]', async () => {
  let calls = 0;
  const { clock, registry } = createRegistry([
    probe('counts', async () => {
      calls += 1;
      return well;
    }),
  ]);
  let rounds = 0;
  registry.onRound(() => (rounds += 1));
  await Promise.all(Array.from({ length: 50 }, () => registry.recent(5000)));
  expect(rounds).toBe(1);
  clock.advance(5000);
  await registry.recent(5000);
  expect(calls).toBe(1);
  clock.advance(1);
  await registry.recent(5000);
  expect(calls).toBe(2);
  // On demand they are asked anew, however fresh the last answer is.
  await registry.run();
  expect(calls).toBe(3);
});

test('stopping gives up what is being asked, waits until it has let go, and tells nobody of it [A60]', async () => {
  const told: unknown[] = [];
  let hasLetGo = false;
  const { clock, registry } = createRegistry([
    probe('long', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await nextTurn();
      hasLetGo = true;
      return well;
    }),
  ]);
  registry.onRound((checks) => told.push(checks));
  const round = registry.run();
  await registry.stop();
  expect(hasLetGo).toBe(true);
  await round;
  expect(told).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

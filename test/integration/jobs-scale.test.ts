import { expect, test } from 'vitest';
import { ManualClock } from '../helpers/clock.ts';
import { insertManyJobs } from '../helpers/job-rows.ts';
import { createEngineWorld } from '../helpers/jobs-world.ts';

const jobs = 100_000;

test('at 100 thousand jobs, pages and counts answer at once and searches within a second [A04]', async () => {
  const world = createEngineWorld(new ManualClock());
  insertManyJobs(world.database.connection, jobs, world.clock.now());
  const { client } = world;
  // Time of this process, not of the clock: other tests run beside.
  const tookMs = async (call: () => Promise<unknown>) => {
    const startedAt = process.cpuUsage();
    await call();
    const { user, system } = process.cpuUsage(startedAt);
    return (user + system) / 1000;
  };
  const pages: [name: string, limitMs: number, call: () => Promise<unknown>][] = [
    ['newest', 100, () => client.jobs.list({})],
    ['oldest', 100, () => client.jobs.list({ sort: 'oldest' })],
    ['by turn', 100, () => client.jobs.list({ sort: 'queue' })],
    ['waiting by turn', 100, () => client.jobs.list({ sort: 'queue', states: ['queued', 'held'] })],
    ['one state', 100, () => client.jobs.list({ states: ['dead'] })],
    ['deep page', 150, () => client.jobs.list({ offset: 90_000 })],
    ['by duration', 400, () => client.jobs.list({ sort: 'duration' })],
    ['by priority', 400, () => client.jobs.list({ sort: 'priority' })],
    ['rare word', 1000, () => client.jobs.list({ search: 'no-such-word' })],
    ['payload field', 1000, () => client.jobs.list({ search: 'recipe.steps.0.kind:trim' })],
    ['source', 500, () => client.jobs.list({ sourceValue: 'https://example.com/7.mp4' })],
    ['counts', 100, () => client.jobs.counts({})],
    ['stats', 400, () => client.analytics.stats({ days: 7 })],
    ['dashboard queue', 100, () => client.analytics.queue({})],
    ['top', 500, () => client.analytics.top({})],
    ['recent', 50, () => client.analytics.recent({})],
    ['queues', 100, () => client.queues.list()],
  ];
  const slow: string[] = [];
  for (const [name, limitMs, call] of pages) {
    const best = Math.min(await tookMs(call), await tookMs(call), await tookMs(call));
    if (best > limitMs) slow.push(`${name}: ${best.toFixed(0)} ms of ${limitMs}`);
  }
  expect(slow).toEqual([]);
});

test('a total is exact where states alone are asked for and "more than" above ten thousand otherwise [A04]', async () => {
  const world = createEngineWorld(new ManualClock());
  insertManyJobs(world.database.connection, 20_000, world.clock.now());
  const { client } = world;
  expect(await client.jobs.list({})).toMatchObject({ total: 20_000, totalIsExact: true });
  expect(await client.jobs.list({ limit: 200, offset: 19_900 })).toMatchObject({ total: 20_000, totalIsExact: true });
  expect(await client.jobs.list({ offset: 30_000 })).toMatchObject({ total: 20_000, totalIsExact: true });
  expect(await client.jobs.list({ search: 'video' })).toMatchObject({ total: 10_000, totalIsExact: false });
  expect(await client.jobs.list({ search: 'recipe.steps.0.kind:trim' })).toMatchObject({
    total: 20,
    totalIsExact: true,
  });
});

test('a bulk action over 20 thousand jobs commits in small chunks that let other work through [A04]', async () => {
  const world = createEngineWorld(new ManualClock());
  insertManyJobs(world.database.connection, 20_000, world.clock.now());
  let commits = 0;
  world.database.onCommit(() => commits++);
  const { upToId } = await world.client.jobs.list({});
  const filter = { states: ['queued' as const] };
  const selection = { filter, upToId };
  const expected = await world.client.jobs.countSelection({ action: 'cancel', selection });
  expect(expected).toEqual({ matched: 2000, eligible: 2000 });
  expect(await world.client.jobs.act({ action: 'cancel', selection })).toEqual({
    matched: 2000,
    changed: 2000,
    refused: [],
  });
  expect(commits).toBeGreaterThanOrEqual(4);
  expect((await world.client.jobs.counts({})).queued).toBe(0);
});

test('a bulk action whose every job costs 2 ms never holds the main thread above 50 ms [A04]', async () => {
  const world = createEngineWorld(new ManualClock());
  insertManyJobs(world.database.connection, 5000, world.clock.now());
  const cancel = world.queue.cancel.bind(world.queue);
  let heldMs = 0;
  const blocks: number[] = [];
  world.queue.cancel = (id, actor) => {
    world.clock.advance(2);
    heldMs += 2;
    return cancel(id, actor);
  };
  world.database.onCommit(() => {
    blocks.push(heldMs);
    heldMs = 0;
  });
  const selection = { filter: { states: ['queued' as const] }, upToId: 5000 };
  expect((await world.client.jobs.act({ action: 'cancel', selection })).changed).toBe(500);
  expect(Math.max(...blocks)).toBeLessThanOrEqual(50);
  expect(blocks.length).toBeLessThan(100);
});

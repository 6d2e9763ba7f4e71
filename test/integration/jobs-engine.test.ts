import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import type { LiveBatch } from '#shared/contract/live.ts';
import type { JobState, StateCounts } from '#shared/domain/job.ts';
import { systemClock } from '#platform/clock.ts';
import { directReads } from '#platform/database/read-queries.ts';
import { QueryPool } from '#platform/database/query-pool.ts';
import { countJobs } from '#platform/queue/job-counts.ts';
import type { JobHandler } from '#platform/queue/queue-port.ts';
import { countQuery, listQuery } from '../../main/features/jobs/queries.ts';
import { emptyResult } from '../helpers/empty-result.ts';
import { createEngineWorld } from '../helpers/jobs-world.ts';

const sources = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ kind: 'url' as const, value: `https://a/${index}.mp4` }));

/** One of seven fails for good, one of five once; the rest succeed after a word of progress. */
const mixed: JobHandler = async (job, context) => {
  context.progress({ stage: 'encode', stages: ['encode'], fraction: 0.5, speed: 1, etaMs: null });
  context.log(`attempt ${job.attempt}`);
  if (job.id % 7 === 0) throw new AppError('video-source-empty', { path: '/x' });
  if (job.id % 5 === 0 && job.attempt === 1) throw new AppError('download-timeout', { seconds: 30 });
  return emptyResult;
};

test('with the engine at work, a reader’s copy ends equal to a recount, at no more than 20 messages a second [A03] [I10]', async () => {
  const world = createEngineWorld(systemClock, { handlers: { video: mixed } });
  const leaving = new AbortController();
  const states = new Map<number, JobState>();
  const heardAt: number[] = [];
  const seen: { counts: StateCounts | null; overflows: number } = { counts: null, overflows: 0 };
  const apply = (batch: LiveBatch) => {
    for (const job of batch.jobs) states.set(job.id, job.state);
    if (batch.counts) seen.counts = batch.counts;
    if (batch.overflow) seen.overflows += 1;
  };
  const stream = world.feed.open(leaving.signal);
  const listening = (async () => {
    for await (const message of stream) {
      heardAt.push(performance.now());
      if (message.kind === 'batch') apply(message);
    }
  })();
  await world.queue.start();
  for (let round = 0; round < 5; round++) {
    await world.client.jobs.add({ sources: sources(30) });
    await delay(60);
  }
  await expect.poll(() => seen.counts && seen.counts.succeeded + seen.counts.dead, { timeout: 10_000 }).toBe(150);
  leaving.abort();
  await listening;
  expect(seen.counts).toEqual(await countJobs(directReads(world.database.connection)));
  expect(seen.counts?.dead).toBe(21);
  expect(seen.overflows).toBe(0);
  const { items } = await world.client.jobs.list({ limit: 200 });
  expect([...states].sort(([a], [b]) => b - a)).toEqual(items.map((job) => [job.id, job.state]));
  for (const at of heardAt)
    expect(heardAt.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(20);
});

test('a failed job shows each attempt with its error and log, and a retry runs it again [A73]', async () => {
  let isBroken = true;
  const handler: JobHandler = async (job, context) => {
    context.log(`attempt ${job.attempt} at work`);
    if (isBroken) throw new AppError('download-timeout', { seconds: 30 });
    return emptyResult;
  };
  const { client, queue } = createEngineWorld(systemClock, { handlers: { video: handler } });
  await queue.start();
  const { jobs } = await client.jobs.add({ sources: sources(1), maxAttempts: 2 });
  const id = jobs[0]?.id ?? 0;
  await expect.poll(async () => (await client.jobs.get({ id })).state, { timeout: 10_000 }).toBe('dead');
  const dead = await client.jobs.get({ id });
  expect(dead.attempts.map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, 'failed'],
    [2, 'failed'],
  ]);
  expect(dead.error).toMatchObject({ code: 'download-timeout', params: { seconds: 30 } });
  expect((await client.jobs.log({ id, number: 2 })).text).toContain('attempt 2 at work');
  expect((await client.jobs.list({ deadLetters: true })).items.map((job) => job.id)).toEqual([id]);
  isBroken = false;
  await client.jobs.retry({ id });
  await expect.poll(async () => (await client.jobs.get({ id })).state, { timeout: 10_000 }).toBe('succeeded');
  expect((await client.analytics.recent({})).items[0]).toMatchObject({ id, status: 'completed', error: null });
});

test('reads through a worker thread give the same answers as reads in place [A04] [A13]', async () => {
  const direct = createEngineWorld(systemClock);
  const path = direct.database.connection.name;
  const pool = new QueryPool(path, new URL('../../main/platform/database/query-worker.ts', import.meta.url));
  try {
    await direct.client.jobs.add({ sources: sources(20), preset: 'short' });
    const filter = { states: ['queued' as const], search: 'recipe.steps.0.kind:trim a/1' };
    const page = listQuery(filter, { sort: 'queue', offset: 0, limit: 50 }, ['video']);
    const inPlace = directReads(direct.database.connection);
    expect(await pool.run(page)).toEqual(await inPlace.run(page));
    expect(await pool.run(countQuery(filter))).toEqual({ total: 11 });
    expect(await countJobs(pool)).toEqual(await countJobs(inPlace));
  } finally {
    await pool.stop();
  }
});

test('a bulk cancel of thousands leaves the main thread free between its chunks [A04]', async () => {
  const world = createEngineWorld(systemClock);
  for (let round = 0; round < 8; round++) await world.client.jobs.add({ sources: sources(500) });
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { upToId } = await world.client.jobs.list({});
  const done = await world.client.jobs.act({ action: 'cancel', selection: { filter: { states: ['queued'] }, upToId } });
  clearInterval(timer);
  expect(done).toEqual({ matched: 4000, changed: 4000, refused: [] });
  expect(turns).toBeGreaterThan(5);
});

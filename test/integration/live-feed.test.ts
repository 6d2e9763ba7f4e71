import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveBatch, LiveMessage } from '#shared/contract/live.ts';
import type { JobSummary, StateCounts } from '#shared/domain/job.ts';
import { directReads, type ReadQueries, type ReadQuery } from '#platform/database/read-queries.ts';
import { countJobs } from '#platform/queue/job-counts.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { createJobsWorld } from '../helpers/jobs-world.ts';
import { LiveReader } from '../helpers/live-reader.ts';

const progress = (fraction: number) => ({ stage: 'encode', stages: ['encode'], fraction, speed: 1, etaMs: null });

test('begins with hello, then tells a change with its row, counts, queues and event [A03]', async () => {
  const world = createJobsWorld();
  const reader = new LiveReader(world);
  expect(await reader.next()).toEqual({ kind: 'hello', revision: 0, consoleId: 'console-1' });
  const { jobs } = await world.client.jobs.add({ sources: [{ kind: 'url', value: 'https://a/b.mp4' }] });
  const batch = await reader.nextBatch();
  expect(batch.jobs.map((job) => job.id)).toEqual([jobs[0]?.id]);
  expect(batch).toMatchObject({ removed: [], overflow: false, services: null, status: null, settings: [] });
  expect(batch.counts?.queued).toBe(1);
  expect(batch.queues?.[0]).toMatchObject({ name: 'video', waiting: 1 });
  expect(batch.events.map((event) => event.type)).toEqual(['job.added']);
  expect(batch.revision).toBe(world.feed.revision);
});

test('a deleted job is told as removed, and a restored one comes back [A03]', async () => {
  const world = createJobsWorld();
  insertJob(world.database.connection, { id: 1, state: 'succeeded' });
  const reader = new LiveReader(world);
  await reader.next();
  await world.client.jobs.act({ action: 'delete', selection: { ids: [1] } });
  expect(await reader.nextBatch()).toMatchObject({ jobs: [], removed: [1] });
  await world.client.jobs.act({ action: 'restore', selection: { ids: [1] } });
  expect((await reader.nextBatch()).jobs.map((job) => job.id)).toEqual([1]);
});

test('at most 20 messages reach a reader in any second, however many jobs change, and the last says how it ended [A03]', async () => {
  const world = createJobsWorld();
  for (let id = 1; id <= 30; id++) insertJob(world.database.connection, { id });
  const reader = new LiveReader(world);
  const times: number[] = [];
  const collected = reader.collect((message) => times.push(world.clock.now(), message.revision));
  for (let step = 0; step < 600; step++) {
    await world.database.write(() => world.queue.put((step % 30) + 1, 'job.released', { priority: step % 100 }));
    await reader.advance(5);
  }
  await reader.advance(200);
  await reader.leave();
  const messages = await collected;
  const sentAt = times.filter((_, index) => index % 2 === 0);
  for (const start of sentAt)
    expect(sentAt.filter((at) => at >= start && at <= start + 1000).length).toBeLessThanOrEqual(20);
  // Three seconds of changes: close to the cap, not far below it.
  expect(sentAt.length).toBeGreaterThan(45);
  const last = new Map(
    messages.flatMap((message) => (message.kind === 'batch' ? message.jobs : [])).map((job) => [job.id, job]),
  );
  for (let id = 1; id <= 30; id++) expect(last.get(id)).toMatchObject(await priorityOf(world, id));
});

const priorityOf = async (world: ReturnType<typeof createJobsWorld>, id: number) => ({
  priority: (await world.client.jobs.get({ id })).priority,
});

test('more than 200 changed rows become one overflow instead of a longer message [A03]', async () => {
  const world = createJobsWorld();
  for (let id = 1; id <= 250; id++) insertJob(world.database.connection, { id });
  const reader = new LiveReader(world);
  await reader.next();
  await world.client.jobs.act({ action: 'cancel', selection: { filter: {}, upToId: 250 } });
  const batch = await reader.nextBatch();
  expect(batch).toMatchObject({ overflow: true, jobs: [], removed: [] });
  expect(batch.counts?.cancelled).toBe(250);
  expect(batch.events).toHaveLength(50);
});

test('a slow reader gets one merged message, with the newest progress of each job [A03]', async () => {
  const world = createJobsWorld();
  insertJob(world.database.connection, { id: 1, state: 'running' });
  insertJob(world.database.connection, { id: 2, state: 'running' });
  const reader = new LiveReader(world);
  await reader.next();
  for (let index = 0; index < 5000; index++) world.queue.report((index % 2) + 1, 1, progress(index / 5000));
  for (let id = 3; id <= 2000; id++) world.queue.report(id, 1, progress(0.1));
  const batch = await reader.nextBatch();
  expect(batch.progress).toHaveLength(200);
  world.queue.report(1, 1, progress(0.25));
  world.queue.report(2, 1, progress(0.5));
  await world.database.write(() => world.queue.put(2, 'job.succeeded', { state: 'succeeded', ended_at: 1 }));
  const next = await reader.nextBatch();
  // Job 2 has ended: its progress would be older news than its row.
  expect(next.progress).toEqual([{ id: 1, attempt: 1, progress: progress(0.25) }]);
});

test('tells services, status and settings once each, and beats every 5 s of silence [A03] [A69]', async () => {
  const world = createJobsWorld();
  const reader = new LiveReader(world);
  await reader.next();
  const service = {
    name: 'control',
    state: 'running' as const,
    port: 5002,
    address: '127.0.0.1',
    startedAt: null,
    restarts: 0,
    nextRestartAt: null,
    error: null,
  };
  world.feed.publishServices([service]);
  world.feed.publishStatus('degraded');
  world.feed.publishStatus('degraded');
  world.feed.publishSettings(['theme', 'theme']);
  const batch = await reader.nextBatch();
  expect(batch).toMatchObject({
    services: [service],
    status: 'degraded',
    settings: ['theme'],
    counts: null,
    queues: null,
  });
  const beat = reader.next();
  await reader.advance(4999);
  expect(await Promise.race([beat, Promise.resolve('nothing yet')])).toBe('nothing yet');
  await reader.advance(1);
  expect(await beat).toMatchObject({ kind: 'beat', revision: batch.revision });
});

test('leaving and stopping end the stream and leave no timer behind [A03]', async () => {
  const world = createJobsWorld();
  const leaving = new LiveReader(world);
  const staying = new LiveReader(world);
  await leaving.next();
  await staying.next();
  const pending = leaving.next();
  await leaving.leave();
  expect(await pending).toBeNull();
  const other = staying.next();
  world.feed.stop();
  expect(await other).toBeNull();
  expect(world.clock.pendingTimers).toBe(0);
});

test('the operation streams in the caller’s language until the caller leaves [A03]', async () => {
  const world = createJobsWorld();
  const leaving = new AbortController();
  const stream = await world.client.live.feed(undefined, { signal: leaving.signal });
  expect((await stream.next()).value).toMatchObject({ kind: 'hello' });
  const pending = stream.next();
  leaving.abort();
  expect((await pending).done).toBe(true);
  expect(world.clock.pendingTimers).toBe(0);
});

/** What the window does: subscribe, read a snapshot, keep what comes meanwhile, then apply every batch that is newer. */
class Copy {
  readonly jobs = new Map<number, JobSummary>();
  counts: StateCounts | null = null;
  #revision = 0;
  #meanwhile: LiveBatch[] = [];
  needsReading = false;

  startReading(): void {
    this.#meanwhile = [];
  }

  snapshot(items: readonly JobSummary[], counts: StateCounts, revision: number): void {
    this.jobs.clear();
    for (const job of items) this.jobs.set(job.id, job);
    this.counts = counts;
    this.#revision = revision;
    this.needsReading = false;
    for (const batch of this.#meanwhile) this.#applyNewer(batch);
  }

  apply(batch: LiveBatch): void {
    this.#meanwhile.push(batch);
    this.#applyNewer(batch);
  }

  #applyNewer(batch: LiveBatch): void {
    if (batch.revision <= this.#revision) return;
    for (const job of batch.jobs) this.jobs.set(job.id, job);
    for (const id of batch.removed) this.jobs.delete(id);
    if (batch.counts) this.counts = batch.counts;
    if (batch.overflow) this.needsReading = true;
  }
}

/** As from a worker: asked now, read a little later, answered later still. */
const slowly = (reads: ReadQueries): ReadQueries => ({
  async run<T>(query: ReadQuery): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await reads.run<T>(query);
    await new Promise((resolve) => setImmediate(resolve));
    return answer;
  },
});

const operation = fc.oneof(
  fc.record({ kind: fc.constant('add' as const) }),
  fc.record({
    kind: fc.constantFrom('retry', 'cancel', 'hold', 'release', 'delete', 'acknowledge' as const),
    id: fc.nat(12),
  }),
  fc.record({ kind: fc.constantFrom('run', 'die', 'succeed' as const), id: fc.nat(12) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(120) }),
  fc.record({ kind: fc.constant('snapshot' as const), isAwaited: fc.boolean() }),
);

test('a reader that subscribes, reads a snapshot and applies batches holds what a recount of the rows gives [I10]', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 60 }), async (operations) => {
      const world = createJobsWorld({ wrapReads: slowly });
      const reader = new LiveReader(world);
      const copy = new Copy();
      const buffered: LiveMessage[] = [];
      const collected = reader.collect((message) => buffered.push(message));
      const drain = () => {
        for (const message of buffered.splice(0)) if (message.kind === 'batch') copy.apply(message);
      };
      let reading: Promise<void> = Promise.resolve();
      const read = async () => {
        copy.startReading();
        const [list, counts] = await Promise.all([
          world.client.jobs.list({ limit: 200 }),
          world.client.jobs.counts({}),
        ]);
        const { revision, ...states } = counts;
        copy.snapshot(list.items, states, Math.min(list.revision, revision));
      };
      await world.client.jobs.add({ sources: [{ kind: 'url', value: 'https://a/first' }] });
      await read();
      for (const wish of operations) {
        if (wish.kind === 'wait') await reader.advance(wish.ms);
        else if (wish.kind === 'snapshot') {
          await reading;
          reading = read();
          if (wish.isAwaited) await reading;
        } else await change(world, wish.kind, 'id' in wish ? wish.id : 0);
        drain();
      }
      await reading;
      await reader.advance(200);
      await reader.advance(200);
      drain();
      await reader.leave();
      await collected;
      expect(copy.needsReading).toBe(false);
      const { items } = await world.client.jobs.list({ limit: 200 });
      expect([...copy.jobs.values()].sort((a, b) => b.id - a.id)).toEqual(items);
      expect(copy.counts).toEqual(await countJobs(directReads(world.database.connection)));
      world.feed.stop();
    }),
    { numRuns: 30 },
  );
});

async function change(world: ReturnType<typeof createJobsWorld>, kind: string, id: number): Promise<void> {
  const { queue, client, database } = world;
  const run = {
    run: { state: 'running' },
    die: { state: 'dead', ended_at: 1 },
    succeed: { state: 'succeeded', ended_at: 1 },
  };
  switch (kind) {
    case 'add':
      await client.jobs.add({ sources: [{ kind: 'url', value: 'https://a/more' }] });
      return;
    case 'run':
    case 'die':
    case 'succeed':
      await database.write(() => queue.put(id, 'job.started', run[kind]));
      return;
    case 'retry':
    case 'cancel':
    case 'hold':
    case 'release':
    case 'delete':
    case 'acknowledge':
      await client.jobs.act({ action: kind, selection: { ids: [id + 1] } });
  }
}

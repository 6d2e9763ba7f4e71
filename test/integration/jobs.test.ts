import { expect, test } from 'vitest';
import { ManualClock } from '../helpers/clock.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { emptyResult } from '../helpers/empty-result.ts';
import { codeOf, createEngineWorld } from '../helpers/jobs-world.ts';

const url = (name: string) => ({ kind: 'url' as const, value: `https://example.com/${name}` });

test('adds one job for each source in one commit, with preset, priority, start time and trace [A72]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  let commits = 0;
  database.onCommit(() => commits++);
  const { jobs } = await client.jobs.add({
    sources: [url('a.mp4'), url('b.mp4')],
    preset: 'short',
    priority: 7,
    runAt: '2026-01-05T13:00:00.000Z',
  });
  expect(commits).toBe(1);
  const common = { state: 'scheduled', preset: 'short', priority: 7, trace: 'b'.repeat(32) };
  expect(jobs).toMatchObject([
    { id: 1, title: 'a.mp4', ...common },
    { id: 2, title: 'b.mp4', ...common },
  ]);
  expect(jobs[0]?.recipe?.steps.map((step) => step.kind)).toEqual(['trim']);
});

test('one source that cannot work refuses the whole call and leaves no job [A72]', async () => {
  const { client } = createEngineWorld(new ManualClock());
  const call = client.jobs.add({ sources: [url('a.mp4'), url('missing.mp4')] });
  expect(await codeOf(call)).toBe('video-source-not-found');
  expect((await client.jobs.list({})).total).toBe(0);
});

test.each(['nope', '__proto__', 'toString', 'constructor'])(
  'refuses the unknown queue %s by name [S22]',
  async (queue) => {
    const { client } = createEngineWorld(new ManualClock());
    expect(await codeOf(client.jobs.add({ queue, sources: [url('a.mp4')] }))).toBe('queue-not-found');
  },
);

test('a dedupe key that waits answers with the first job; for several sources each has its own key [A72]', async () => {
  const { client } = createEngineWorld(new ManualClock());
  const first = await client.jobs.add({ sources: [url('a.mp4')], dedupeKey: 'k' });
  const second = await client.jobs.add({ sources: [url('a.mp4')], dedupeKey: 'k' });
  expect(second.jobs.map((job) => job.id)).toEqual(first.jobs.map((job) => job.id));
  const both = { sources: [url('b.mp4'), url('c.mp4')], dedupeKey: 'm' };
  const many = await client.jobs.add(both);
  expect(many.jobs.map((job) => job.dedupeKey)).toEqual(['m/1', 'm/2']);
  expect((await client.jobs.add(both)).jobs.map((job) => job.id)).toEqual(many.jobs.map((job) => job.id));
});

test('one job shows its attempts with errors in the caller’s language and the tail of each log [A73] [A74]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  const error = '{"code":"download-timeout","params":{"seconds":30}}';
  insertJob(database.connection, { id: 42, state: 'dead', attempt: 1, error, error_code: 'download-timeout' });
  database.connection
    .prepare(
      `INSERT INTO attempts (job_id, number, started_at, ended_at, outcome, stage, error, log)
       VALUES (42, 1, 0, 500, 'failed', 'download', ?, ?)`,
    )
    .run(error, `${'x'.repeat(9000)}end`);
  const job = await client.jobs.get({ id: 42 });
  expect(job.attempts).toHaveLength(1);
  expect(job.attempts[0]).toMatchObject({
    number: 1,
    outcome: 'failed',
    stage: 'download',
    endedAt: '1970-01-01T00:00:00.500Z',
    error: { code: 'download-timeout', params: { seconds: 30 } },
  });
  expect(job.attempts[0]?.logTail).toHaveLength(4000);
  const log = await client.jobs.log({ id: 42, number: 1 });
  expect(log.text).toHaveLength(9003);
  expect(log.truncated).toBe(false);
  expect(await codeOf(client.jobs.log({ id: 42, number: 2 }))).toBe('job-not-found');
  expect(await codeOf(client.jobs.get({ id: 43 }))).toBe('job-not-found');
});

test('runs a job again exactly as it was, or with another recipe [A72]', async () => {
  const { client } = createEngineWorld(new ManualClock());
  const [job] = (await client.jobs.add({ sources: [url('a.mp4')], preset: 'short', priority: 3 })).jobs;
  const again = await client.jobs.rerun({ id: 1 });
  expect(again).toMatchObject({ id: 2, preset: 'short', priority: 3, source: job?.source, recipe: job?.recipe });
  const changed = await client.jobs.rerun({ id: 1, recipe: { steps: [{ kind: 'speed' }] }, priority: -1 });
  expect(changed).toMatchObject({ id: 3, preset: null, priority: -1 });
  expect(changed.recipe?.steps.map((step) => step.kind)).toEqual(['speed']);
});

test('retry, cancel and move answer with the job as it is after the commit, or say why not [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  insertJob(database.connection, { id: 1, state: 'dead' });
  expect((await client.jobs.retry({ id: 1 })).state).toBe('queued');
  expect((await client.jobs.move({ id: 1, to: 'top' })).state).toBe('queued');
  expect((await client.jobs.cancel({ id: 1 })).state).toBe('cancelled');
  expect(await codeOf(client.jobs.cancel({ id: 1 }))).toBe('job-state-conflict');
  expect(await codeOf(client.jobs.cancel({ id: 9 }))).toBe('job-not-found');
});

test('lists by state, queue, preset, source, error, time and trace, a page at a time [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock(), {
    handlers: { video: async () => emptyResult, other: async () => emptyResult },
  });
  const { connection } = database;
  insertJob(connection, { id: 1, state: 'succeeded', run_ms: 30, created_at: 1000, preset: 'p' });
  insertJob(connection, { id: 2, state: 'dead', error_code: 'x-y', created_at: 2000, run_ms: 90, trace: 't2' });
  insertJob(connection, { id: 3, state: 'dead', acknowledged_at: 5, created_at: 3000 });
  insertJob(connection, { id: 4, created_at: 4000, source_kind: 'url', source_value: 'https://a/' });
  insertJob(connection, { id: 5, priority: 9, created_at: 5000, queue: 'other' });
  insertJob(connection, { id: 6, state: 'running', created_at: 6000 });
  insertJob(connection, { id: 7, deleted_at: 1 });
  const ids = async (input: Parameters<typeof client.jobs.list>[0]) =>
    (await client.jobs.list(input)).items.map((job) => job.id);

  expect(await ids({})).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await ids({ sort: 'oldest', limit: 2, offset: 1 })).toEqual([2, 3]);
  expect(await ids({ states: ['dead', 'queued'] })).toEqual([5, 4, 3, 2]);
  expect(await ids({ states: ['dead', 'queued'], sort: 'oldest', offset: 1, limit: 2 })).toEqual([3, 4]);
  expect(await ids({ states: ['dead', 'dead'] })).toEqual([3, 2]);
  expect(await ids({ deadLetters: true })).toEqual([2]);
  expect(await ids({ queue: 'other' })).toEqual([5]);
  expect(await ids({ preset: 'p' })).toEqual([1]);
  expect(await ids({ sourceValue: 'https://a/' })).toEqual([4]);
  expect(await ids({ errorCode: 'x-y' })).toEqual([2]);
  expect(await ids({ trace: 't2' })).toEqual([2]);
  const twoSeconds = { createdAfter: '1970-01-01T00:00:02.000Z', createdBefore: '1970-01-01T00:00:04.000Z' };
  expect(await ids(twoSeconds)).toEqual([3, 2]);
  expect(await ids({ sort: 'duration', limit: 2 })).toEqual([2, 1]);
  expect(await ids({ sort: 'priority', limit: 1 })).toEqual([5]);
  // By turn: what runs, then as it will be claimed, then what has ended.
  expect(await ids({ sort: 'queue' })).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await client.jobs.list({ states: ['dead'] })).toMatchObject({ total: 2, totalIsExact: true, upToId: 7 });
});

test('counts by state equal the rows, dead letters apart [I10] [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  insertJob(database.connection, { state: 'dead' });
  insertJob(database.connection, { state: 'dead', acknowledged_at: 1 });
  insertJob(database.connection, { state: 'queued', queue: 'other' });
  insertJob(database.connection, { state: 'queued', deleted_at: 1 });
  expect(await client.jobs.counts({})).toMatchObject({ dead: 2, deadLetters: 1, queued: 1, running: 0 });
  expect(await client.jobs.counts({ queue: 'video' })).toMatchObject({ dead: 2, queued: 0 });
});

test('a bulk action by filter leaves jobs that came later alone, and says which refused [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  const { connection } = database;
  insertJob(connection, { id: 1, state: 'dead' });
  insertJob(connection, { id: 2, state: 'running' });
  insertJob(connection, { id: 3, state: 'dead' });
  const { upToId } = await client.jobs.list({});
  insertJob(connection, { id: 4, state: 'dead' });
  const selection = { filter: {}, upToId };
  expect(await client.jobs.countSelection({ action: 'retry', selection })).toEqual({ matched: 3, eligible: 2 });
  expect(await client.jobs.act({ action: 'retry', selection })).toEqual({
    matched: 3,
    changed: 2,
    refused: [{ id: 2, code: 'job-state-conflict' }],
  });
  expect((await client.jobs.get({ id: 4 })).state).toBe('dead');
  // The same call again changes nothing twice.
  const deadOnes = { filter: { states: ['dead' as const] }, upToId };
  expect((await client.jobs.act({ action: 'retry', selection: deadOnes })).changed).toBe(0);
});

test('a bulk action by ids reports each refusal with its code, deletes softly and restores [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  insertJob(database.connection, { id: 1, state: 'succeeded' });
  insertJob(database.connection, { id: 2, state: 'running' });
  expect(await client.jobs.act({ action: 'delete', selection: { ids: [1, 2, 2, 99] } })).toEqual({
    matched: 3,
    changed: 1,
    refused: [
      { id: 2, code: 'job-state-conflict' },
      { id: 99, code: 'job-not-found' },
    ],
  });
  expect((await client.jobs.list({})).items.map((job) => job.id)).toEqual([2]);
  const selection = { filter: {}, upToId: 99 };
  expect(await client.jobs.countSelection({ action: 'restore', selection })).toEqual({ matched: 1, eligible: 1 });
  expect((await client.jobs.act({ action: 'restore', selection })).changed).toBe(1);
  expect((await client.jobs.list({})).items.map((job) => job.id)).toEqual([2, 1]);
});

test('setting a priority in bulk needs one, and reaches every waiting job [A04]', async () => {
  const { client, database } = createEngineWorld(new ManualClock());
  insertJob(database.connection, { id: 1 });
  const wish = { action: 'set-priority' as const, selection: { ids: [1] } };
  expect(await codeOf(client.jobs.act(wish))).toBe('request-invalid');
  await client.jobs.act({ ...wish, priority: 50 });
  expect((await client.jobs.get({ id: 1 })).priority).toBe(50);
});

test('keeps fifty saved views, replaces by id and refuses the next [A04]', async () => {
  const { client } = createEngineWorld(new ManualClock());
  const view = (id: string) => ({ id, name: `view ${id}`, page: 'queue' as const, query: 'states=dead' });
  for (let index = 0; index < 50; index++) await client.jobs.saveView(view(`v${index}`));
  expect(await codeOf(client.jobs.saveView(view('one-more')))).toBe('view-limit-reached');
  await client.jobs.saveView({ ...view('v0'), name: 'renamed' });
  expect((await client.jobs.listViews()).views.find(({ id }) => id === 'v0')?.name).toBe('renamed');
  await client.jobs.removeView({ id: 'v0' });
  expect(await codeOf(client.jobs.removeView({ id: 'v0' }))).toBe('view-not-found');
  expect((await client.jobs.listViews()).views).toHaveLength(49);
});

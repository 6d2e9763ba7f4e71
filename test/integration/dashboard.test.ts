import { ORPCError } from '@orpc/server';
import { expect, test } from 'vitest';
import { insertJob } from '../helpers/job-rows.ts';
import { createJobsWorld } from '../helpers/jobs-world.ts';

/** The world's clock stands at 2026-01-05 12:00 UTC. */
const at = (time: string) => Date.parse(time);

function seedThreeDays(world: ReturnType<typeof createJobsWorld>): void {
  const { connection } = world.database;
  const ended = (time: string, more: Parameters<typeof insertJob>[1]) =>
    insertJob(connection, {
      state: 'succeeded',
      attempt: 1,
      source_kind: 'url',
      source_value: 'https://a/',
      created_at: at('2025-12-01T00:00:00Z'),
      started_at: at('2025-12-01T00:00:01Z'),
      ended_at: at(time),
      ...more,
    });
  ended('2026-01-02T23:59:59.999Z', { run_ms: 999_000, cached: 1 }); // a millisecond before the period
  ended('2026-01-03T00:00:00.000Z', { run_ms: 1000, cached: 0 });
  ended('2026-01-03T10:00:00.000Z', { run_ms: 2000, cached: 1 });
  ended('2026-01-05T09:00:00.000Z', { run_ms: 4000, cached: 0, source_value: 'https://b/' });
  ended('2026-01-05T10:00:00.000Z', {
    state: 'dead',
    run_ms: 500,
    attempt: 5,
    error: '{"code":"download-timeout","params":{"seconds":30}}',
    error_code: 'download-timeout',
  });
  ended('2026-01-05T11:00:00.000Z', { state: 'cancelled', run_ms: 7 });
  ended('2026-01-05T11:30:00.000Z', { run_ms: 60_000, deleted_at: 1 });
}

test('GET /api/dashboard/stats answers the four metrics, counts by state and the daily series [A09] [A10] [A11] [A12] [A13]', async () => {
  const world = createJobsWorld();
  seedThreeDays(world);
  insertJob(world.database.connection, { state: 'queued' });
  insertJob(world.database.connection, { state: 'held' });
  insertJob(world.database.connection, { state: 'retrying' });
  insertJob(world.database.connection, { state: 'running' });
  expect(await world.client.analytics.stats({ days: 3 })).toEqual({
    period_days: 3,
    total_processed: 4,
    successful: 3,
    failed: 1,
    success_rate: 75,
    avg_processing_time: 1.875,
    p50_processing_time: 1,
    p95_processing_time: 4,
    cache_hit_rate: 33.3,
    by_status: { pending: 2, processing: 1, delayed: 1, completed: 4, failed: 1, cancelled: 1 },
    daily: [
      { date: '2026-01-03', processed: 2, successful: 2, failed: 0, avg_processing_time: 1.5 },
      { date: '2026-01-04', processed: 0, successful: 0, failed: 0, avg_processing_time: null },
      { date: '2026-01-05', processed: 2, successful: 1, failed: 1, avg_processing_time: 2.25 },
    ],
    generated_at: '2026-01-05T12:00:00.000Z',
  });
});

test('where nothing finished, rates and times are null, never NaN [A10] [A11] [A13]', async () => {
  const { client } = createJobsWorld();
  const stats = await client.analytics.stats({});
  expect(stats).toMatchObject({
    period_days: 7,
    total_processed: 0,
    success_rate: null,
    avg_processing_time: null,
    p50_processing_time: null,
    p95_processing_time: null,
    cache_hit_rate: null,
  });
  expect(stats.daily).toHaveLength(7);
  expect(JSON.stringify(stats)).not.toContain('NaN');
});

test('the days of the series are those of the region’s time zone [A13]', async () => {
  const world = createJobsWorld();
  world.settings.set('region', 'es-UY');
  seedThreeDays(world);
  const { daily } = await world.client.analytics.stats({ days: 4 });
  // At UTC-3 the third's first job belongs to the second.
  expect(daily.map(({ date, processed }) => [date, processed])).toEqual([
    ['2026-01-02', 2],
    ['2026-01-03', 1],
    ['2026-01-04', 0],
    ['2026-01-05', 2],
  ]);
});

test.each([{ days: 'abc' }, { days: 0 }, { days: 366 }, { days: 1.5 }, { days: -7 }, { days: Number.NaN }])(
  'refuses %j days before any query runs [A13] [S23]',
  async (input) => {
    const { client } = createJobsWorld();
    // The type is what the test is about.
    const answer = await client.analytics.stats(input as { days: number }).catch((error: unknown) => error);
    expect(answer).toBeInstanceOf(ORPCError);
    expect(answer).toMatchObject({ code: 'BAD_REQUEST' });
  },
);

test('GET /api/dashboard/queue answers counts, the page of waiting jobs by turn and what runs [A14]', async () => {
  const world = createJobsWorld();
  const { connection } = world.database;
  const created = at('2026-01-05T11:00:00Z');
  const url = { source_kind: 'url', source_value: 'https://a/v.mp4', created_at: created };
  insertJob(connection, { id: 1, state: 'held', ...url });
  insertJob(connection, { id: 2, state: 'queued', priority: 0, position: 2, ...url });
  insertJob(connection, { id: 3, state: 'queued', priority: 5, position: 3, preset: 'auto-edit', ...url });
  insertJob(connection, { id: 4, state: 'scheduled', ...url });
  insertJob(connection, { id: 5, state: 'running', attempt: 2, worker: 'video-1', started_at: created + 1000, ...url });
  world.queue.report(5, 2, { stage: 'encode', stages: ['encode'], fraction: 0.4567, speed: 2.5, etaMs: 12_400 });
  const waiting = {
    url: 'https://a/v.mp4',
    retry_count: 0,
    max_retries: 4,
    created_at: '2026-01-05T11:00:00.000Z',
    started_at: null,
    finished_at: null,
    processing_time: null,
    file_size: null,
    video_path: null,
    cached: false,
    error: null,
  };
  expect(await world.client.analytics.queue({ page_size: 2 })).toEqual({
    counts: { pending: 3, processing: 1, delayed: 1, completed: 0, failed: 0, cancelled: 0 },
    pending: [
      { id: 3, status: 'pending', preset: 'auto-edit', priority: 5, ...waiting },
      { id: 2, status: 'pending', preset: null, priority: 0, ...waiting },
    ],
    processing: [
      {
        ...waiting,
        id: 5,
        status: 'processing',
        preset: null,
        priority: 0,
        retry_count: 1,
        started_at: '2026-01-05T11:00:01.000Z',
        progress: 45.7,
        speed: 2.5,
        eta_seconds: 12,
        worker: 'video-1',
      },
    ],
    page: 1,
    page_size: 2,
    total: 3,
  });
  const second = await world.client.analytics.queue({ page: 2, page_size: 2 });
  expect(second.pending.map((job) => job.id)).toEqual([1]);
});

test('GET /api/dashboard/top ranks sources by processed jobs with their success rate [A05] [A15]', async () => {
  const world = createJobsWorld();
  seedThreeDays(world);
  expect(await world.client.analytics.top({ limit: 10 })).toEqual({
    items: [
      {
        url: 'https://a/',
        count: 4,
        successful: 3,
        failed: 1,
        success_rate: 75,
        last_processed_at: '2026-01-05T10:00:00.000Z',
      },
      {
        url: 'https://b/',
        count: 1,
        successful: 1,
        failed: 0,
        success_rate: 100,
        last_processed_at: '2026-01-05T09:00:00.000Z',
      },
    ],
  });
  expect((await world.client.analytics.top({ limit: 1 })).items).toHaveLength(1);
});

test('GET /api/dashboard/recent answers the last processed jobs, newest first [A06] [A16] [X02]', async () => {
  const world = createJobsWorld();
  const { connection } = world.database;
  const result = {
    outputPath: '/out/video_edited.mp4',
    sizeBytes: 1_024_000,
    durationMs: 1000,
    cached: true,
    thumbnailPath: null,
    skipped: [],
    commands: [],
    before: null,
    after: null,
  };
  insertJob(connection, {
    id: 7,
    state: 'succeeded',
    source_kind: 'url',
    source_value: 'https://a/',
    preset: 'auto-edit',
    attempt: 1,
    cached: 1,
    size_bytes: 1_024_000,
    run_ms: 45_250,
    result: JSON.stringify(result),
    created_at: 0,
    started_at: 1000,
    ended_at: 46_250,
  });
  insertJob(connection, {
    id: 8,
    state: 'dead',
    source_kind: 'file',
    source_value: '/in/b.mp4',
    attempt: 5,
    error: '{"code":"x-unheard-of","params":{}}',
    error_code: 'x-unheard-of',
    run_ms: 100,
    created_at: 0,
    started_at: 1000,
    ended_at: 50_000,
  });
  insertJob(connection, { id: 9, state: 'cancelled', ended_at: 60_000 });
  expect(await world.client.analytics.recent({})).toEqual({
    items: [
      {
        id: 8,
        url: '/in/b.mp4',
        status: 'failed',
        preset: null,
        priority: 0,
        retry_count: 4,
        max_retries: 4,
        created_at: '1970-01-01T00:00:00.000Z',
        started_at: '1970-01-01T00:00:01.000Z',
        finished_at: '1970-01-01T00:00:50.000Z',
        processing_time: 0.1,
        file_size: null,
        video_path: null,
        cached: false,
        error: { code: 'x-unheard-of', message: 'x-unheard-of' },
      },
      {
        id: 7,
        url: 'https://a/',
        status: 'completed',
        preset: 'auto-edit',
        priority: 0,
        retry_count: 0,
        max_retries: 4,
        created_at: '1970-01-01T00:00:00.000Z',
        started_at: '1970-01-01T00:00:01.000Z',
        finished_at: '1970-01-01T00:00:46.250Z',
        processing_time: 45.25,
        file_size: 1_024_000,
        video_path: '/out/video_edited.mp4',
        cached: true,
        error: null,
      },
    ],
  });
});

test('the overview compares with the period before, by the hour up to two days [A09] [A10] [A11] [A12]', async () => {
  const world = createJobsWorld();
  seedThreeDays(world);
  await world.database.write(() => {
    world.events.append({ type: 'job.started', subject: 'job:1', trace: 't' });
    world.events.append({ type: 'job.succeeded', subject: 'job:1', data: { title: 'a' }, trace: 't' });
  });
  const day = await world.client.analytics.overview({ days: 1 });
  expect(day.buckets).toHaveLength(24);
  expect(day.bucketMs).toBe(3_600_000);
  expect(day.buckets.at(-1)).toMatchObject({ startsAt: '2026-01-05T12:00:00.000Z', isOpen: true });
  expect(day.buckets.filter((bucket) => bucket.succeeded + bucket.failed > 0).map((bucket) => bucket.startsAt)).toEqual(
    ['2026-01-05T09:00:00.000Z', '2026-01-05T10:00:00.000Z'],
  );
  const three = await world.client.analytics.overview({ days: 3 });
  expect(three.current).toEqual({
    processed: 4,
    succeeded: 3,
    failed: 1,
    successRate: 0.75,
    averageMs: 1875,
    p50Ms: 1000,
    p95Ms: 4000,
    cacheHits: 1,
    cacheHitRate: 1 / 3,
  });
  expect(three.previous).toMatchObject({ processed: 1, averageMs: 999_000, cacheHitRate: 1 });
  expect(three.top.map(({ value, count }) => [value, count])).toEqual([
    ['https://a/', 3],
    ['https://b/', 1],
  ]);
  expect(three.activity.map((event) => event.type)).toEqual(['job.succeeded']);
  expect(three.revision).toBe(world.feed.revision);
});

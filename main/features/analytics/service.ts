import type { Metrics } from '#shared/contract/analytics.ts';
import type { Outputs } from '#shared/contract/index.ts';
import type { EventView } from '#shared/domain/events.ts';
import { apiStatusOf, jobStates, type ApiStatus, type StateCounts } from '#shared/domain/job.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { Clock } from '#platform/clock.ts';
import type { ReadQueries, ReadQuery } from '#platform/database/read-queries.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { countJobs } from '#platform/queue/job-counts.ts';
import {
  jobColumns,
  parseJson,
  toDashboardJob,
  toDashboardRunningJob,
  type JobRow,
  type ViewOptions,
} from '#platform/queue/job-view.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { dayBounds, hourBounds, hourMs, localDate, timeZoneOf } from '#shared/domain/calendar.ts';
import { CostlyCache } from './costly-cache.ts';
import { addTallies, readPercentiles, readTop, tallyBuckets, type Tally } from './queries.ts';

export interface AnalyticsDeps {
  query: ReadQueries;
  queue: QueueRuntime;
  clock: Clock;
  settings: SettingsReader;
  feed: Pick<LiveFeed, 'revision'>;
  /** The computer's own zone. */
  systemTimeZone?: string;
}

/** Up to two days are shown by the hour. */
const hourlyDays = 2;
const overviewTop = 10;
const overviewActivity = 30;

/** Figures over what ended. "Processed" is succeeded and dead; cancelled jobs count nowhere (SHAPES.md). */
export function createAnalyticsService(deps: AnalyticsDeps) {
  const { query, queue, clock, settings, feed } = deps;
  const systemZone = deps.systemTimeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = () => timeZoneOf(settings.get('region'), systemZone);
  const cache = new CostlyCache(clock);
  const view = (language: Language): ViewOptions => ({ language, progressOf: (id) => queue.progressOf(id) });

  return {
    /** A13: the last `days` local days, today included; the totals are the sums of `daily`. */
    stats: ({ days }: { days: number }): Promise<Outputs['analytics']['stats']> =>
      cache.get(`stats:${days}`, async () => {
        const now = clock.now();
        const timeZone = zone();
        const bounds = dayBounds(now, days, timeZone);
        const [tallies, counts] = await Promise.all([tallyBuckets(query, bounds), countJobs(query)]);
        const metrics = await metricsOf(query, bounds, tallies);
        return {
          period_days: days,
          total_processed: metrics.processed,
          successful: metrics.succeeded,
          failed: metrics.failed,
          success_rate: toPercent(metrics.successRate),
          avg_processing_time: toSeconds(metrics.averageMs),
          p50_processing_time: toSeconds(metrics.p50Ms),
          p95_processing_time: toSeconds(metrics.p95Ms),
          cache_hit_rate: toPercent(metrics.cacheHitRate),
          by_status: toStatusCounts(counts),
          daily: tallies.map((tally, index) => ({
            date: localDate(bounds[index] ?? now, timeZone),
            processed: tally.succeeded + tally.dead,
            successful: tally.succeeded,
            failed: tally.dead,
            avg_processing_time: toSeconds(averageOf(tally)),
          })),
          generated_at: new Date(now).toISOString(),
        };
      }),

    /** A14: `pending` holds queued and held jobs by turn, a page at a time; `total` is theirs. */
    async queue({ page, page_size }: { page: number; page_size: number }, language: Language) {
      const [counts, pending, processing] = await Promise.all([
        countJobs(query),
        query.run<JobRow[]>(pendingQuery(queue.queueNames(), (page - 1) * page_size, page_size)),
        query.run<JobRow[]>(runningQuery),
      ]);
      return {
        counts: toStatusCounts(counts),
        pending: pending.map((row) => toDashboardJob(row, view(language))),
        processing: processing.map((row) => toDashboardRunningJob(row, view(language))),
        page,
        page_size,
        total: counts.queued + counts.held,
      };
    },

    /** A15. */
    top: ({ limit }: { limit: number }): Promise<Outputs['analytics']['top']> =>
      cache.get(`top:${limit}`, async () => {
        const rows = await readTop(query, 0, limit);
        const items = rows.map((row) => ({
          url: row.value,
          count: row.count,
          successful: row.succeeded,
          failed: row.dead,
          success_rate: toPercent(row.succeeded / row.count),
          last_processed_at: new Date(row.last_at).toISOString(),
        }));
        return { items };
      }),

    /** A16: processed jobs, the last one first. */
    async recent({ limit }: { limit: number }, language: Language): Promise<Outputs['analytics']['recent']> {
      const rows = await query.run<JobRow[]>({ sql: recentSql, params: [limit], mode: 'all' });
      return { items: rows.map((row) => toDashboardJob(row, view(language))) };
    },

    async overview({ days }: { days: number }): Promise<Outputs['analytics']['overview']> {
      const { revision } = feed;
      const [figures, activity] = await Promise.all([
        cache.get(`overview:${days}`, () => readFigures(query, { now: clock.now(), days, timeZone: zone() })),
        query.run<EventRow[]>({ sql: activitySql, params: [overviewActivity], mode: 'all' }),
      ]);
      return { days, ...figures, activity: activity.map(toEventView), revision };
    },
  };
}
export type AnalyticsService = ReturnType<typeof createAnalyticsService>;

async function readFigures(query: ReadQueries, span: { now: number; days: number; timeZone: string }) {
  const { now, days, timeZone } = span;
  const isHourly = days <= hourlyDays;
  const count = isHourly ? days * 24 : days;
  // Twice as long: the first half is the period before, to compare with.
  const bounds = (isHourly ? hourBounds : dayBounds)(now, count * 2, timeZone);
  const tallies = await tallyBuckets(query, bounds);
  const currentBounds = bounds.slice(count);
  const currentTallies = tallies.slice(count);
  const [current, previous, top] = await Promise.all([
    metricsOf(query, currentBounds, currentTallies),
    metricsOf(query, bounds.slice(0, count + 1), tallies.slice(0, count)),
    readTop(query, currentBounds[0] ?? now, overviewTop),
  ]);
  return {
    current,
    previous,
    bucketMs: isHourly ? hourMs : 24 * hourMs,
    buckets: currentTallies.map((tally, index) => ({
      startsAt: new Date(currentBounds[index] ?? now).toISOString(),
      succeeded: tally.succeeded,
      failed: tally.dead,
      averageMs: averageOf(tally),
      cacheHitRate: ratio(tally.hits, tally.lookups),
      isOpen: index === currentTallies.length - 1,
    })),
    top: top.map((row) => ({
      value: row.value,
      count: row.count,
      succeeded: row.succeeded,
      failed: row.dead,
      lastAt: new Date(row.last_at).toISOString(),
    })),
  };
}

async function metricsOf(query: ReadQueries, bounds: readonly number[], tallies: readonly Tally[]): Promise<Metrics> {
  const sum = addTallies(tallies);
  const { p50, p95 } = await readPercentiles(query, { from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0, timed: sum.timed });
  const processed = sum.succeeded + sum.dead;
  return {
    processed,
    succeeded: sum.succeeded,
    failed: sum.dead,
    successRate: ratio(sum.succeeded, processed),
    averageMs: averageOf(sum),
    p50Ms: p50,
    p95Ms: p95,
    cacheHits: sum.hits,
    cacheHitRate: ratio(sum.hits, sum.lookups),
  };
}

/** null instead of NaN where there is nothing to divide by. */
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const averageOf = (tally: Tally): number | null => ratio(tally.runMs, tally.timed);
const toPercent = (share: number | null): number | null => (share === null ? null : Math.round(share * 1000) / 10);
const toSeconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms) / 1000);

function toStatusCounts(counts: StateCounts): Record<ApiStatus, number> {
  const sums = { pending: 0, processing: 0, delayed: 0, completed: 0, failed: 0, cancelled: 0 };
  for (const state of jobStates) sums[apiStatusOf[state]] += counts[state];
  return sums;
}

const runningQuery = {
  sql: `SELECT ${jobColumns} FROM jobs WHERE state = 'running' AND deleted_at IS NULL ORDER BY id LIMIT 200`,
  params: [],
  mode: 'all',
} as const;

/** Each queue's head comes from one index, so that a long backlog costs nothing. */
function pendingQuery(queueNames: readonly string[], offset: number, limit: number): ReadQuery {
  const key = 'id AS page_id, priority AS page_priority, position AS page_position';
  const order = 'ORDER BY priority DESC, position, id LIMIT ?';
  const queued = queueNames.map(
    () => `SELECT * FROM (SELECT ${key}, 0 AS turn FROM jobs
      WHERE queue = ? AND state = 'queued' AND deleted_at IS NULL ${order})`,
  );
  const held = `SELECT * FROM (SELECT ${key}, 1 AS turn FROM jobs WHERE state = 'held' AND deleted_at IS NULL ${order})`;
  const head = offset + limit;
  return {
    sql: `WITH page AS MATERIALIZED (${[...queued, held].join(' UNION ALL ')}
        ORDER BY turn, page_priority DESC, page_position, page_id LIMIT ? OFFSET ?)
      SELECT ${jobColumns} FROM page JOIN jobs ON id = page_id
      ORDER BY turn, page_priority DESC, page_position, page_id`,
    params: [...queueNames.flatMap((name) => [name, head]), head, limit, offset],
    mode: 'all',
  };
}

const recentSql = `SELECT ${jobColumns} FROM jobs INDEXED BY jobs_ended
  WHERE ended_at IS NOT NULL AND deleted_at IS NULL AND state IN ('succeeded', 'dead') ORDER BY ended_at DESC, id DESC LIMIT ?`;

/** Every job's start would fill the list; that it ended says more. */
const activitySql = `SELECT id, type, at, subject, data, trace FROM events WHERE type NOT IN ('job.started', 'job.changed') ORDER BY id DESC LIMIT ?`;

interface EventRow extends Omit<EventView, 'at' | 'data'> {
  at: number;
  data: string;
}

function toEventView(row: EventRow): EventView {
  const data = parseJson(row.data);
  const isRecord = typeof data === 'object' && data !== null && !Array.isArray(data);
  return { ...row, at: new Date(row.at).toISOString(), data: isRecord ? { ...data } : {} };
}

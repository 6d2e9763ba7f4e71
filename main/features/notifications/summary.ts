import { dayBounds, localDate } from '#shared/domain/calendar.ts';
import type { Clock } from '#platform/clock.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { Fields } from './fields.ts';
import type { SummaryStats } from './ports.ts';

export interface SummaryDeps {
  readonly getStats: (days: number) => Promise<SummaryStats>;
  readonly query: ReadQueries;
  readonly clock: Clock;
  readonly timeZone: () => string;
}

interface Day {
  readonly total: number;
  readonly successful: number;
  readonly failed: number;
  readonly seconds: number | null;
}

const dayMs = 86_400_000;
const mostErrors = 3;
const mostDays = 365;

/** The fields of the daily summary (A38) for the `days` local dates that end with `date`, which is today where it is left out. */
export async function summaryFields(deps: SummaryDeps, days: number, date?: string): Promise<Fields> {
  const today = localDate(deps.clock.now(), deps.timeZone());
  const last = date ?? today;
  const lag = Math.max(0, Math.round((Date.parse(today) - Date.parse(last)) / dayMs));
  const span = Math.min(mostDays, days + lag);
  const stats = await deps.getStats(span);
  const bounds = dayBounds(deps.clock.now(), span, deps.timeZone());
  const [from = 0, until = 0] = [bounds[0], bounds[Math.max(1, span - lag)]];
  const figures = lag === 0 ? totalsOf(stats) : sumOf(stats.daily.slice(0, days).map(dayOf));
  return {
    date: last,
    days,
    ...figures,
    top_errors: await topErrors(deps.query, from, until),
    is_late: String(lag > 0),
  };
}

const totalsOf = ({
  total_processed,
  successful,
  failed,
  success_rate,
  avg_processing_time,
}: SummaryStats): Fields => ({
  total_processed,
  successful,
  failed,
  success_rate,
  avg_processing_time: avg_processing_time === null ? null : oneDecimal(avg_processing_time),
});

const dayOf = (day: SummaryStats['daily'][number]): Day => ({
  total: day.processed,
  successful: day.successful,
  failed: day.failed,
  seconds: day.avg_processing_time,
});

/** Of days that are over. The average weighs each day by what it processed. */
function sumOf(days: readonly Day[]): Fields {
  const add = (value: (day: Day) => number) => days.reduce((sum, day) => sum + value(day), 0);
  const total = add((day) => day.total);
  const timed = add((day) => (day.seconds === null ? 0 : day.total));
  return {
    total_processed: total,
    successful: add((day) => day.successful),
    failed: add((day) => day.failed),
    success_rate: total === 0 ? null : oneDecimal((100 * add((day) => day.successful)) / total),
    avg_processing_time: timed === 0 ? null : oneDecimal(add((day) => (day.seconds ?? 0) * day.total) / timed),
  };
}

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

async function topErrors(query: ReadQueries, from: number, until: number): Promise<string[]> {
  const rows = await query.run<{ code: string; count: number }[]>({
    sql: `SELECT coalesce(error_code, 'internal-error') AS code, count(*) AS count FROM jobs
      WHERE state = 'dead' AND deleted_at IS NULL AND ended_at >= ? AND ended_at < ? GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostErrors}`,
    params: [from, until],
    mode: 'all',
  });
  return rows.map(({ code, count }) => `${code} × ${count}`);
}

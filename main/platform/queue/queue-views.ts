import type { QueueView } from '#shared/contract/queues.ts';
import type { Clock } from '../clock.ts';
import type { ReadQueries } from '../database/read-queries.ts';
import type { QueueRuntime } from './queue-port.ts';

interface QueueRow {
  name: string;
  status: QueueView['status'];
  remaining: number | null;
  changed_by: string | null;
  changed_at: number | null;
  queued: number;
  later: number;
  oldest_run_at: number | null;
  recent_run_ms: number | null;
}

/** The speed of a queue is that of its last jobs, none older than this. */
const recentJobs = 20;
const recentMs = 3_600_000;

const sql = `
  SELECT names.value AS name, coalesce(queues.status, 'running') AS status, remaining, changed_by, changed_at,
    (SELECT count(*) FROM jobs INDEXED BY jobs_ready
      WHERE queue = names.value AND state = 'queued' AND deleted_at IS NULL) AS queued,
    (SELECT count(*) FROM jobs
      WHERE queue = names.value AND state IN ('scheduled', 'retrying', 'held') AND deleted_at IS NULL) AS later,
    (SELECT run_at FROM jobs
      WHERE queue = names.value AND state = 'queued' AND deleted_at IS NULL ORDER BY id LIMIT 1) AS oldest_run_at,
    (SELECT avg(run_ms) FROM (SELECT run_ms FROM jobs
      WHERE queue = names.value AND ended_at IS NOT NULL AND ended_at >= ? AND deleted_at IS NULL AND run_ms IS NOT NULL
      ORDER BY ended_at DESC LIMIT ${recentJobs})) AS recent_run_ms
  FROM json_each(?) AS names LEFT JOIN queues ON queues.name = names.value
  ORDER BY names.key`;

/** Every registered queue as it stands now. `waiting` counts queued, scheduled, retrying and held jobs. */
export async function readQueueViews(query: ReadQueries, queue: QueueRuntime, clock: Clock): Promise<QueueView[]> {
  const now = clock.now();
  const rows = await query.run<QueueRow[]>({
    sql,
    params: [now - recentMs, JSON.stringify(queue.queueNames())],
    mode: 'all',
  });
  return rows.map((row) => toView(row, queue.load(row.name), now));
}

function toView(row: QueueRow, load: { workers: number; busy: number }, now: number): QueueView {
  return {
    name: row.name,
    status: row.status,
    remaining: row.status === 'draining' ? row.remaining : null,
    changedBy: row.changed_by,
    changedAt: row.changed_at === null ? null : new Date(row.changed_at).toISOString(),
    workers: load.workers,
    busy: load.busy,
    waiting: row.queued + row.later,
    oldestWaitingMs: row.oldest_run_at === null ? null : Math.max(0, now - row.oldest_run_at),
    emptyAt: emptyAt(row, load, now),
  };
}

function emptyAt(row: QueueRow, load: { workers: number; busy: number }, now: number): string | null {
  if (row.status !== 'running' || row.recent_run_ms === null || load.workers < 1) return null;
  // What runs is on average half done.
  const rounds = (row.queued + load.busy / 2) / load.workers;
  return rounds === 0 ? null : new Date(now + Math.ceil(rounds * row.recent_run_ms)).toISOString();
}

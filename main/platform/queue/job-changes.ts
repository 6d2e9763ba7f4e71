import { AppError } from '#shared/contract/errors.ts';
import type { EventType } from '#shared/domain/events.ts';
import type { JobState } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import { reachKillPoint } from '../kill-point.ts';
import { JobPlaces, type Place } from './job-places.ts';
import type { NewJob } from './queue-port.ts';

interface JobChangesDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  maxAttemptsOf: (queue: string) => number;
  /** Called inside the write that made a job of the queue ready. */
  onReady: (queue: string) => void;
  /** Called inside the write that gave a job a time to wait for. */
  onLater: (runAt: number) => void;
}

export interface ChangedRow {
  id: number;
  queue: string;
  state: JobState;
  title: string;
  attempt: number;
  run_at: number;
  dedupe_key: string | null;
  deleted_at: number | null;
  trace: string;
}

/** A deleted job can be brought back for this long. */
export const keptDeletedMs = 86_400_000;
const defaultMaxAttempts = 5;
const waiting = ['queued', 'scheduled', 'retrying', 'held'] as const;

/** What people do to jobs: each method is called inside a write, changes the row and appends its event. */
export class JobChanges {
  readonly #deps: JobChangesDeps;
  readonly #places: JobPlaces;
  readonly #sql;

  constructor(deps: JobChangesDeps) {
    this.#deps = deps;
    this.#places = new JobPlaces(deps.database);
    this.#sql = prepare(deps.database);
  }

  add(job: NewJob): { id: number; isDuplicate: boolean } {
    const { database, clock, events } = this.#deps;
    database.assertSpace();
    const known = job.dedupeKey === undefined ? undefined : this.#sql.activeByKey.get(job.queue, job.dedupeKey);
    if (known) return { id: known.id, isDuplicate: true };
    const now = clock.now();
    const runAt = job.runAt ?? now;
    const state = job.held ? 'held' : runAt > now ? 'scheduled' : 'queued';
    const id = this.#insert(job, { state, runAt, now });
    reachKillPoint('K01');
    events.append({ type: 'job.added', subject: `job:${id}`, data: { title: job.title, state }, trace: job.trace });
    this.#announce({ queue: job.queue, state, run_at: runAt });
    return { id, isDuplicate: false };
  }

  retry(id: number, actor: string): void {
    const row = this.#require(id, 'retry', ['dead', 'cancelled']);
    this.#refuseTwin(row);
    this.#sql.retry.run(this.#deps.clock.now(), id);
    this.#append('job.retried', row, { actor });
    this.#announce({ ...row, state: 'queued' });
  }

  cancel(id: number, actor: string): 'cancelled' | 'requested' {
    const row = this.#require(id, 'cancel', [...waiting, 'running']);
    if (row.state === 'running') {
      this.#sql.requestCancel.run(actor, id);
      return 'requested';
    }
    this.#sql.cancelWaiting.run(this.#deps.clock.now(), id);
    reachKillPoint('K15');
    this.#append('job.cancelled', row, { actor });
    return 'cancelled';
  }

  hold(id: number, actor: string): void {
    const row = this.#require(id, 'hold', ['queued', 'scheduled', 'retrying']);
    this.#sql.setState.run('held', id);
    this.#append('job.held', row, { actor });
  }

  /** A job whose time has not come waits for it again. */
  release(id: number, actor: string): void {
    const row = this.#require(id, 'release', ['held']);
    const isEarly = row.run_at > this.#deps.clock.now();
    const state = isEarly ? (row.attempt > 0 ? 'retrying' : 'scheduled') : 'queued';
    this.#sql.setState.run(state, id);
    this.#append('job.released', row, { actor });
    this.#announce({ ...row, state });
  }

  remove(id: number, actor: string): void {
    const row = this.#require(id, 'delete', [...waiting, 'succeeded', 'dead', 'cancelled']);
    this.#sql.setDeleted.run(this.#deps.clock.now(), id);
    this.#append('job.deleted', row, { actor });
  }

  restore(id: number, actor: string): void {
    const row = this.#sql.get.get(id);
    if (!row || (row.deleted_at !== null && row.deleted_at < this.#deps.clock.now() - keptDeletedMs))
      throw new AppError('job-not-found', { id });
    if (row.deleted_at === null) throw new AppError('job-state-conflict', { id, state: row.state, action: 'restore' });
    if ((waiting as readonly JobState[]).includes(row.state)) this.#refuseTwin(row);
    this.#sql.setDeleted.run(null, id);
    this.#append('job.restored', row, { actor });
    this.#announce(row);
  }

  acknowledge(id: number, actor: string): void {
    const row = this.#require(id, 'acknowledge', ['dead']);
    this.#sql.acknowledge.run(this.#deps.clock.now(), id);
    this.#append('job.acknowledged', row, { actor });
  }

  setPriority(id: number, priority: number, actor: string): void {
    const row = this.#require(id, 'set-priority', waiting);
    this.#sql.setPriority.run(priority, id);
    this.#append('job.changed', row, { actor, change: 'priority', priority });
  }

  move(id: number, to: Place, actor: string): void {
    const row = this.#require(id, 'move', waiting);
    if (typeof to === 'object') {
      const target = this.#require(to.before, 'move', waiting);
      if (target.queue !== row.queue) throw new AppError('job-not-found', { id: to.before });
    }
    if (this.#places.move(id, to)) this.#append('job.changed', row, { actor, change: 'position' });
  }

  /** Jobs that were deleted for good: at most `limit` a call; answers how many. */
  purge(limit: number): number {
    return this.#sql.purge.run(this.#deps.clock.now() - keptDeletedMs, limit).changes;
  }

  #insert(job: NewJob, { state, runAt, now }: { state: JobState; runAt: number; now: number }): number {
    const { lastInsertRowid } = this.#sql.insert.run(
      job.queue,
      state,
      job.priority ?? 0,
      runAt,
      job.title,
      job.source?.kind ?? null,
      job.source?.value ?? null,
      job.preset,
      JSON.stringify(job.payload),
      job.dedupeKey ?? null,
      job.maxAttempts ?? this.#deps.maxAttemptsOf(job.queue) ?? defaultMaxAttempts,
      job.trace,
      now,
    );
    return Number(lastInsertRowid);
  }

  #require(id: number, action: string, states: readonly JobState[]): ChangedRow {
    const row = this.#sql.get.get(id);
    if (!row || row.deleted_at !== null) throw new AppError('job-not-found', { id });
    if (!states.includes(row.state)) throw new AppError('job-state-conflict', { id, state: row.state, action });
    return row;
  }

  /** The key may be in use by a younger job by now. */
  #refuseTwin(row: ChangedRow): void {
    const twin = row.dedupe_key === null ? undefined : this.#sql.activeByKey.get(row.queue, row.dedupe_key);
    if (twin && twin.id !== row.id) throw new AppError('job-duplicate', { id: twin.id });
  }

  #announce({ queue, state, run_at: runAt }: Pick<ChangedRow, 'queue' | 'state' | 'run_at'>): void {
    if (state === 'queued') this.#deps.onReady(queue);
    else if (state === 'scheduled' || state === 'retrying') this.#deps.onLater(runAt);
  }

  #append(type: EventType, row: ChangedRow, data: Record<string, unknown>): void {
    this.#deps.events.append({ type, subject: `job:${row.id}`, data: { title: row.title, ...data }, trace: row.trace });
  }
}

function prepare({ connection }: Database) {
  return {
    get: connection.prepare<[number], ChangedRow>(
      'SELECT id, queue, state, title, attempt, run_at, dedupe_key, deleted_at, trace FROM jobs WHERE id = ?',
    ),
    activeByKey: connection.prepare<[string, string], { id: number }>(
      `SELECT id FROM jobs INDEXED BY jobs_dedupe WHERE queue = ? AND dedupe_key = ?
       AND state IN ('queued', 'scheduled', 'retrying', 'held', 'running') AND deleted_at IS NULL`,
    ),
    // Its place is its id, which the table's own sequence is about to give.
    insert: connection.prepare(
      `INSERT INTO jobs (position, queue, state, priority, run_at, title, source_kind, source_value, preset, payload, dedupe_key,
         max_attempts, trace, created_at)
       VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'jobs'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    retry: connection.prepare(
      `UPDATE jobs SET state = 'queued', attempt = 0, interruptions = 0, run_at = ?, error = NULL, error_code = NULL, ended_at = NULL,
         started_at = NULL, run_ms = NULL, cancel_by = NULL, acknowledged_at = NULL WHERE id = ?`,
    ),
    requestCancel: connection.prepare('UPDATE jobs SET cancel_by = ? WHERE id = ?'),
    cancelWaiting: connection.prepare("UPDATE jobs SET state = 'cancelled', ended_at = ? WHERE id = ?"),
    setState: connection.prepare('UPDATE jobs SET state = ? WHERE id = ?'),
    setDeleted: connection.prepare('UPDATE jobs SET deleted_at = ? WHERE id = ?'),
    acknowledge: connection.prepare('UPDATE jobs SET acknowledged_at = ? WHERE id = ?'),
    setPriority: connection.prepare('UPDATE jobs SET priority = ? WHERE id = ?'),
    purge: connection.prepare(
      `DELETE FROM jobs WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_deleted WHERE deleted_at IS NOT NULL AND deleted_at < ?
       ORDER BY deleted_at LIMIT ?)`,
    ),
  };
}

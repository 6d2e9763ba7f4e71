import { AppError } from '#shared/contract/errors.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';

/**
 * The queue's port over plain SQL, without workers: a test moves jobs by hand with `put`. Every change appends its event, and each
 * refuses where the engine does.
 */
export class ManualQueue implements QueueRuntime {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #loads = new Map<string, { workers: number; busy: number }>();
  readonly #progress = new Map<number, JobProgress>();
  readonly #listeners = new Set<(change: { id: number; attempt: number; progress: JobProgress }) => void>();
  readonly interrupted: string[] = [];

  constructor(deps: { database: Database; events: EventLog; clock: Clock; queues?: readonly string[] }) {
    this.#database = deps.database;
    this.#events = deps.events;
    this.#clock = deps.clock;
    for (const name of deps.queues ?? ['video']) this.#loads.set(name, { workers: 3, busy: 0 });
  }

  /** Sets columns of a job and says so by an event. Inside a write. */
  put(id: number, type: Parameters<EventLog['append']>[0]['type'], columns: Record<string, unknown>): void {
    const set = Object.keys(columns).map((key) => `${key} = @${key}`);
    this.#database.connection.prepare(`UPDATE jobs SET ${set.join(', ')} WHERE id = @id`).run({ id, ...columns });
    this.#events.append({ type, subject: `job:${id}`, trace: 'a'.repeat(32) });
  }

  report(id: number, attempt: number, progress: JobProgress): void {
    this.#progress.set(id, progress);
    for (const listener of this.#listeners) listener({ id, attempt, progress });
  }

  add: QueueRuntime['add'] = (job) => {
    const { connection } = this.#database;
    if (job.dedupeKey !== undefined) {
      const known = connection
        .prepare<[string, string], { id: number }>(
          `SELECT id FROM jobs WHERE queue = ? AND dedupe_key = ?
           AND state IN ('queued', 'scheduled', 'retrying', 'held', 'running') AND deleted_at IS NULL`,
        )
        .get(job.queue, job.dedupeKey);
      if (known) return { id: known.id, isDuplicate: true };
    }
    const now = this.#clock.now();
    const runAt = job.runAt ?? now;
    const row = connection
      .prepare(
        `INSERT INTO jobs (queue, state, priority, position, run_at, title, source_kind, source_value, preset, payload, dedupe_key,
           max_attempts, trace, created_at)
         VALUES (?, ?, ?, (SELECT coalesce(max(id), 0) + 1 FROM jobs), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        job.queue,
        job.held ? 'held' : runAt > now ? 'scheduled' : 'queued',
        job.priority ?? 0,
        runAt,
        job.title,
        job.source?.kind ?? null,
        job.source?.value ?? null,
        job.preset,
        JSON.stringify(job.payload),
        job.dedupeKey ?? null,
        job.maxAttempts ?? 5,
        job.trace,
        now,
      );
    const id = Number(row.lastInsertRowid);
    this.#events.append({ type: 'job.added', subject: `job:${id}`, trace: job.trace });
    return { id, isDuplicate: false };
  };

  retry = (id: number) =>
    this.#move(id, 'retry', ['dead', 'cancelled'], 'job.retried', { state: 'queued', ended_at: null });
  hold = (id: number) => this.#move(id, 'hold', ['queued', 'scheduled', 'retrying'], 'job.held', { state: 'held' });
  release = (id: number) => this.#move(id, 'release', ['held'], 'job.released', { state: 'queued' });
  acknowledge = (id: number) =>
    this.#move(id, 'acknowledge', ['dead'], 'job.acknowledged', { acknowledged_at: this.#clock.now() });
  setPriority = (id: number, priority: number) =>
    this.#move(id, 'set-priority', ['queued', 'scheduled', 'retrying', 'held'], 'job.released', { priority });
  cancel: QueueRuntime['cancel'] = (id) => {
    const waiting = ['queued', 'scheduled', 'retrying', 'held', 'running'];
    this.#move(id, 'cancel', waiting, 'job.cancelled', { state: 'cancelled', ended_at: this.#clock.now() });
    return 'cancelled';
  };
  remove = (id: number) => {
    const states = ['queued', 'scheduled', 'retrying', 'held', 'succeeded', 'dead', 'cancelled'];
    this.#move(id, 'delete', states, 'job.deleted', { deleted_at: this.#clock.now() });
  };
  restore = (id: number) => this.put(id, 'job.restored', { deleted_at: null });
  move: QueueRuntime['move'] = (id, to) => {
    if (to !== 'top') throw new Error('the manual queue moves to the top alone');
    this.#move(id, 'move', ['queued'], 'job.released', { position: -id });
  };

  pauseQueue = (name: string, actor: string) => this.#setQueue(name, 'paused', null, actor, 'queue.paused');
  resumeQueue = (name: string, actor: string) => this.#setQueue(name, 'running', null, actor, 'queue.resumed');
  drainQueue = (name: string, remaining: number, actor: string) =>
    this.#setQueue(name, remaining > 0 ? 'draining' : 'paused', remaining, actor, 'queue.draining');

  register = () => {};
  isRunning = true;
  start = async () => {
    this.isRunning = true;
  };
  stop = async () => {
    this.isRunning = false;
  };
  setWorkers = (name: string, workers: number) => {
    this.#loads.set(name, { workers, busy: this.load(name).busy });
  };
  setBusy = (name: string, busy: number) => {
    this.#loads.set(name, { workers: this.load(name).workers, busy });
  };
  interruptRunning = async (name: string) => {
    this.interrupted.push(name);
  };
  queueNames = () => [...this.#loads.keys()];
  load = (name: string) => this.#loads.get(name) ?? { workers: 0, busy: 0 };
  progressOf = (id: number) => this.#progress.get(id) ?? null;
  onProgress: QueueRuntime['onProgress'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #move(
    id: number,
    action: string,
    from: readonly string[],
    type: Parameters<EventLog['append']>[0]['type'],
    columns: Record<string, unknown>,
  ): void {
    const row = this.#database.connection
      .prepare<[number], { state: string }>('SELECT state FROM jobs WHERE id = ? AND deleted_at IS NULL')
      .get(id);
    if (!row) throw new AppError('job-not-found', { id });
    if (!from.includes(row.state)) throw new AppError('job-state-conflict', { id, state: row.state, action });
    this.put(id, type, columns);
  }

  #setQueue(
    name: string,
    status: string,
    remaining: number | null,
    actor: string,
    type: Parameters<EventLog['append']>[0]['type'],
  ): void {
    this.#database.connection
      .prepare(
        `INSERT INTO queues (name, status, remaining, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET status = excluded.status, remaining = excluded.remaining,
           changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      )
      .run(name, status, remaining, actor, this.#clock.now());
    this.#events.append({ type, subject: `queue:${name}`, trace: 'a'.repeat(32) });
  }
}

import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';

interface DueTimerDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  onReady: (queue: string) => void;
  onError: (error: unknown) => void;
}

/** The wall clock may be set while we wait: what is due is looked at again at least this often. */
const longestWaitMs = 30_000;
const batchSize = 500;
const againMs = 1000;

/** Puts scheduled and retrying jobs into the line when their time comes. */
export class DueTimer {
  readonly #deps: DueTimerDeps;
  readonly #sql;
  #stopTimer: (() => void) | null = null;
  #firesAt = Number.POSITIVE_INFINITY;
  #isOpen = false;

  constructor(deps: DueTimerDeps) {
    this.#deps = deps;
    const { connection } = deps.database;
    this.#sql = {
      next: connection
        .prepare<[], number | null>(
          `SELECT run_at FROM jobs INDEXED BY jobs_due WHERE state IN ('scheduled', 'retrying') AND deleted_at IS NULL
           ORDER BY run_at, id LIMIT 1`,
        )
        .pluck(),
      promote: connection.prepare<[number, number], { id: number; queue: string; title: string; trace: string }>(
        `UPDATE jobs SET state = 'queued' WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_due
           WHERE state IN ('scheduled', 'retrying') AND deleted_at IS NULL AND run_at <= ? ORDER BY run_at, id LIMIT ?)
         RETURNING id, queue, title, trace`,
      ),
    };
  }

  start(): void {
    this.#isOpen = true;
    this.#setForNext();
  }

  /** A job waits for this time. Inside a write. */
  noteLater(runAt: number): void {
    this.#deps.database.afterCommit(() => this.set(runAt));
  }

  stop(): void {
    this.#isOpen = false;
    this.#clear();
  }

  #clear(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#firesAt = Number.POSITIVE_INFINITY;
  }

  #setForNext(): void {
    const runAt = this.#sql.next.get();
    if (typeof runAt === 'number') this.set(runAt);
  }

  /** As `noteLater`, once the row stands. */
  set(runAt: number): void {
    const { clock } = this.#deps;
    const delayMs = Math.min(longestWaitMs, Math.max(0, runAt - clock.now()));
    const firesAt = clock.monotonic() + delayMs;
    if (!this.#isOpen || firesAt >= this.#firesAt) return;
    this.#clear();
    this.#firesAt = firesAt;
    this.#stopTimer = clock.after(delayMs, () => this.#fire());
  }

  #fire(): void {
    const { database, clock, onError } = this.#deps;
    this.#clear();
    database
      .write(() => this.#promote())
      .then(
        () => this.#isOpen && this.#setForNext(),
        (error: unknown) => {
          onError(error);
          if (this.#isOpen) this.#stopTimer = clock.after(againMs, () => this.#fire());
        },
      );
  }

  #promote(): void {
    const { clock, events, onReady } = this.#deps;
    const rows = this.#sql.promote.all(clock.now(), batchSize);
    for (const { id, title, trace } of rows)
      events.append({ type: 'job.changed', subject: `job:${id}`, data: { title, change: 'due' }, trace });
    for (const queue of new Set(rows.map((row) => row.queue))) onReady(queue);
  }
}

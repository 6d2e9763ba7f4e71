import type { EventType } from '#shared/domain/events.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';

interface QueueRow {
  status: 'running' | 'paused' | 'draining';
  remaining: number | null;
}

const neverTouched: QueueRow = { status: 'running', remaining: null };

/** Events of a queue as a whole belong to no single thread of work. */
const noTrace = '0'.repeat(32);

/** Pause, resume and drain: rows of `queues`. Everything here is called inside a write. */
export class QueueSwitches {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #sql;
  /** Queues that may be draining: the others are spared a query at each ending. */
  readonly #draining = new Set<string>();
  /** Rows as they stand, so that no job costs a query; not filled while a change of them may still be taken back. */
  readonly #known = new Map<string, QueueRow>();
  #isChanging = false;

  constructor({ database, events, clock }: { database: Database; events: EventLog; clock: Clock }) {
    this.#database = database;
    this.#events = events;
    this.#clock = clock;
    const { connection } = database;
    this.#sql = {
      get: connection.prepare<[string], QueueRow>('SELECT status, remaining FROM queues WHERE name = ?'),
      set: connection.prepare(
        `INSERT INTO queues (name, status, remaining, changed_by, changed_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET status = excluded.status, remaining = excluded.remaining,
           changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      ),
      take: connection.prepare("UPDATE queues SET remaining = remaining + ? WHERE name = ? AND status = 'draining'"),
      countRunning: connection
        .prepare<[string], number>(
          "SELECT count(*) FROM jobs INDEXED BY jobs_leased WHERE state = 'running' AND queue = ?",
        )
        .pluck(),
    };
    for (const name of connection
      .prepare<[], string>("SELECT name FROM queues WHERE status = 'draining'")
      .pluck()
      .all())
      this.#draining.add(name);
    database.onCommit(() => (this.#isChanging = false));
  }

  isPaused = (queue: string): boolean => this.#get(queue).status === 'paused';

  /** How many of `wanted` jobs the queue may begin now. */
  allowance(queue: string, wanted: number): number {
    const row = this.#get(queue);
    if (row.status === 'running') return wanted;
    return row.status === 'paused' ? 0 : Math.min(wanted, row.remaining ?? 0);
  }

  /** After a claim of `count` jobs. */
  noteTaken(queue: string, count: number): void {
    if (this.#draining.has(queue)) this.#take(queue, count);
  }

  /** A job was handed back unfinished: a draining queue still owes it. */
  noteHandedBack(queue: string): void {
    if (this.#draining.has(queue)) this.#take(queue, -1);
  }

  /** After a job's end: a drained queue pauses once nothing of it runs. */
  noteEnded(queue: string): void {
    if (!this.#draining.has(queue)) return;
    const row = this.#get(queue);
    if (row.status !== 'draining') return void this.#draining.delete(queue);
    if ((row.remaining ?? 0) > 0 || (this.#sql.countRunning.get(queue) ?? 0) > 0) return;
    this.#set(queue, 'paused', null, 'drain');
    this.#events.append({ type: 'queue.drained', subject: `queue:${queue}`, data: { name: queue }, trace: noTrace });
  }

  pause(queue: string, actor: string): void {
    this.#set(queue, 'paused', null, actor);
    this.#append('queue.paused', queue, { actor });
  }

  resume(queue: string, actor: string): void {
    this.#set(queue, 'running', null, actor);
    this.#append('queue.resumed', queue, { actor });
  }

  /** Takes `remaining` more jobs, then pauses. With nothing left to run it pauses at once. */
  drain(queue: string, remaining: number, actor: string): void {
    this.#set(queue, 'draining', remaining, actor);
    this.#append('queue.draining', queue, { actor, remaining });
    this.#draining.add(queue);
    this.noteEnded(queue);
  }

  noteWorkers(queue: string, workers: number): void {
    this.#append('queue.workers-changed', queue, { workers });
  }

  #get(queue: string): QueueRow {
    const known = this.#known.get(queue);
    if (known) return known;
    const row = this.#sql.get.get(queue) ?? neverTouched;
    if (!this.#isChanging) this.#known.set(queue, row);
    return row;
  }

  #take(queue: string, count: number): void {
    this.#sql.take.run(-count, queue);
    this.#forget(queue);
  }

  #forget(queue: string): void {
    this.#known.delete(queue);
    this.#isChanging = true;
  }

  #set(queue: string, status: QueueRow['status'], remaining: number | null, actor: string): void {
    this.#sql.set.run(queue, status, remaining, actor, this.#clock.now());
    this.#forget(queue);
    if (status !== 'draining') this.#database.afterCommit(() => this.#draining.delete(queue));
  }

  #append(type: EventType, queue: string, data: Record<string, unknown>): void {
    this.#events.append({ type, subject: `queue:${queue}`, data: { name: queue, ...data }, trace: noTrace });
  }
}

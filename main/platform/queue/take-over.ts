import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import type { QueueSwitches } from './queue-switches.ts';

interface LostRow {
  id: number;
  queue: string;
  title: string;
  attempt: number;
  max_attempts: number;
  lease_token: number;
  interruptions: number;
  cancel_by: string | null;
  trace: string;
}

interface TakeOverDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  switches: QueueSwitches;
  /** When the attempt that follows `attempt` should come. */
  retryAt: (row: { queue: string; attempt: number }, error: AppError) => number;
  onReady: (queue: string) => void;
  onLater: (runAt: number) => void;
}

/** A job that ended the process so often in a row is held responsible: from then on each time costs an attempt. */
const toleratedInterruptions = 3;
const batchSize = 500;

/** Brings back jobs whose worker is gone: its process died, or its lease ran out and nobody here holds it. */
export class TakeOver {
  readonly #deps: TakeOverDeps;
  readonly #sql;

  constructor(deps: TakeOverDeps) {
    this.#deps = deps;
    const { connection } = deps.database;
    const columns =
      'SELECT id, queue, title, attempt, max_attempts, lease_token, interruptions, cancel_by, trace FROM jobs INDEXED BY jobs_leased';
    this.#sql = {
      foreign: connection.prepare<[string, number], LostRow>(
        `${columns} WHERE state = 'running' AND coalesce(worker, '') NOT LIKE ? || '/%' LIMIT ?`,
      ),
      expired: connection.prepare<[number], LostRow>(
        `${columns} WHERE state = 'running' AND lease_until < ? LIMIT ${batchSize}`,
      ),
      requeue: connection.prepare(
        "UPDATE jobs SET state = 'queued', attempt = attempt - 1, interruptions = interruptions + 1, lease_until = NULL WHERE id = ?",
      ),
      retryLater: connection.prepare(
        `UPDATE jobs SET state = 'retrying', interruptions = interruptions + 1, run_at = ?, error = ?, error_code = ?,
           lease_until = NULL WHERE id = ?`,
      ),
      bury: connection.prepare(
        `UPDATE jobs SET state = 'dead', interruptions = 0, ended_at = ?, run_ms = NULL, error = ?, error_code = ?, lease_until = NULL,
           acknowledged_at = NULL WHERE id = ?`,
      ),
      cancel: connection.prepare("UPDATE jobs SET state = 'cancelled', ended_at = ?, lease_until = NULL WHERE id = ?"),
      endAttempt: connection.prepare(
        "UPDATE attempts SET ended_at = ?, outcome = ?, error = ? WHERE job_id = ? AND number = ? AND outcome = 'running'",
      ),
    };
  }

  /** At start: every running job that is not of this run of the console. Answers how many. */
  async takeForeign(consoleId: string): Promise<number> {
    let total = 0;
    for (;;) {
      const count = await this.#deps.database.write(() => this.#take(this.#sql.foreign.all(consoleId, batchSize)));
      total += count;
      if (count < batchSize) return total;
    }
  }

  /** While running: expired leases of jobs that no pool here holds. */
  takeExpired(isHeld: (id: number) => boolean): Promise<number> {
    const { database, clock } = this.#deps;
    return database.write(() => this.#take(this.#sql.expired.all(clock.now()).filter((row) => !isHeld(row.id))));
  }

  #take(rows: readonly LostRow[]): number {
    for (const row of rows) this.#takeOne(row);
    return rows.length;
  }

  #takeOne(row: LostRow): void {
    const { clock, switches, onReady } = this.#deps;
    const now = clock.now();
    if (row.cancel_by !== null) {
      this.#sql.cancel.run(now, row.id);
      this.#endAttempt(row, 'cancelled', null, now);
      this.#append('job.cancelled', row, { actor: row.cancel_by });
      switches.noteEnded(row.queue);
    } else if (row.interruptions + 1 >= toleratedInterruptions) this.#countAgainst(row, now);
    else {
      this.#sql.requeue.run(row.id);
      this.#endAttempt(row, 'interrupted', null, now);
      this.#append('job.released', row, { reason: 'interrupted' });
      switches.noteHandedBack(row.queue);
      onReady(row.queue);
    }
  }

  #countAgainst(row: LostRow, now: number): void {
    const { retryAt, onLater, switches } = this.#deps;
    const error = new AppError('job-crashed', { reason: 'process-died' });
    const json = JSON.stringify({ code: error.code, params: error.params });
    const data = { attempt: row.attempt, maxAttempts: row.max_attempts, code: error.code };
    this.#endAttempt(row, 'failed', json, now);
    if (row.attempt >= row.max_attempts) {
      this.#sql.bury.run(now, json, error.code, row.id);
      this.#append('job.dead', row, data);
    } else {
      const runAt = retryAt(row, error);
      this.#sql.retryLater.run(runAt, json, error.code, row.id);
      this.#append('job.retrying', row, { ...data, runAt: new Date(runAt).toISOString() });
      onLater(runAt);
    }
    switches.noteEnded(row.queue);
  }

  #endAttempt(row: LostRow, outcome: 'interrupted' | 'failed' | 'cancelled', error: string | null, now: number): void {
    this.#sql.endAttempt.run(now, outcome, error, row.id, row.lease_token);
  }

  #append(
    type: 'job.released' | 'job.cancelled' | 'job.dead' | 'job.retrying',
    row: LostRow,
    data: Record<string, unknown>,
  ): void {
    this.#deps.events.append({ type, subject: `job:${row.id}`, data: { title: row.title, ...data }, trace: row.trace });
  }
}

import type { AppError } from '#shared/contract/errors.ts';
import { sourceKinds, type JobResult, type Source } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import { reachKillPoint } from '../kill-point.ts';
import type { ClaimedJob, Dispatcher, RunRecord } from './queue-port.ts';
import type { QueueSwitches } from './queue-switches.ts';

interface ClaimedRow {
  id: number;
  priority: number;
  position: number;
  title: string;
  source_kind: string | null;
  source_value: string | null;
  preset: string | null;
  payload: string;
  attempt: number;
  max_attempts: number;
  lease_token: number;
  trace: string;
}

interface Ending {
  readonly job: ClaimedJob;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
  readonly error: string | null;
  readonly record: RunRecord;
}

interface DispatcherDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  switches: QueueSwitches;
}

/** Dispatch over the jobs' own rows. Claims and endings that come together share one commit. */
export class SqliteDispatcher implements Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #sql;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#sql = prepare(deps.database);
  }

  claim(queue: string, limit: () => number, leaseMs: number, worker: string): Promise<ClaimedJob[]> {
    const { database, switches, clock, events } = this.#deps;
    const take = () => {
      const allowed = database.diskState === 'full' ? 0 : switches.allowance(queue, limit());
      if (allowed <= 0) return [];
      const now = clock.now();
      const rows = this.#sql.claim.all(now + leaseMs, worker, now, queue, allowed);
      if (rows.length === 0) return [];
      switches.noteTaken(queue, rows.length);
      // RETURNING promises no order.
      if (rows.length > 1) rows.sort(byUrgency);
      this.#sql.insertAttempts.run(JSON.stringify(rows.map((row) => row.id)));
      for (const row of rows) {
        const data = { title: row.title, attempt: row.attempt, maxAttempts: row.max_attempts };
        events.append({ type: 'job.started', subject: `job:${row.id}`, data, trace: row.trace });
      }
      return rows.map((row) => toClaimedJob(queue, row));
    };
    return database.write(take, { isRepeatable: true });
  }

  heartbeat(jobs: readonly ClaimedJob[], leaseMs: number): Promise<{ lost: number[]; cancelled: number[] }> {
    return this.#deps.database.write(() => {
      const until = this.#deps.clock.now() + leaseMs;
      const lost: number[] = [];
      const cancelled: number[] = [];
      for (const { id, leaseToken } of jobs) {
        const row = this.#sql.renew.get(until, id, leaseToken);
        if (!row) lost.push(id);
        else if (row.cancel_by !== null) cancelled.push(id);
      }
      return { lost, cancelled };
    });
  }

  succeed(
    job: ClaimedJob,
    result: JobResult,
    record: RunRecord & { within: readonly (() => void)[] },
  ): Promise<boolean> {
    const { database, clock, switches } = this.#deps;
    const complete = () => {
      const now = clock.now();
      const cached = result.cached ? 1 : 0;
      const json = JSON.stringify(result);
      const { changes } = this.#sql.succeed.run(
        json,
        cached,
        result.sizeBytes,
        record.runMs,
        now,
        job.id,
        job.leaseToken,
      );
      if (changes === 0) return false;
      for (const change of record.within) change();
      this.#endAttempt({ job, outcome: 'succeeded', error: null, record }, now);
      this.#append('job.succeeded', job, { runMs: record.runMs, cached: result.cached });
      switches.noteEnded(job.queue);
      reachCompletion();
      database.afterCommit(reachCompletion);
      return true;
    };
    // What a handler wants done with the completion may have effects of its own.
    return database.write(complete, { isRepeatable: record.within.length === 0 });
  }

  fail(job: ClaimedJob, error: AppError, retryAt: number | null, record: RunRecord): Promise<boolean> {
    return this.#deps.database.write(() => {
      const now = this.#deps.clock.now();
      const json = JSON.stringify({ code: error.code, params: error.params });
      const { changes } =
        retryAt === null
          ? this.#sql.bury.run(json, error.code, record.runMs, now, job.id, job.leaseToken)
          : this.#sql.retryLater.run(json, error.code, retryAt, job.id, job.leaseToken);
      if (changes === 0) return retryAt !== null && this.#cancelInstead(job, record, now);
      if (retryAt !== null) reachKillPoint('K12');
      this.#endAttempt({ job, outcome: 'failed', error: json, record }, now);
      const counted = { attempt: job.attempt, maxAttempts: job.maxAttempts, code: error.code };
      if (retryAt === null) this.#append('job.dead', job, counted);
      else this.#append('job.retrying', job, { ...counted, runAt: new Date(retryAt).toISOString() });
      this.#deps.switches.noteEnded(job.queue);
      return true;
    });
  }

  release(job: ClaimedJob, record: RunRecord): Promise<boolean> {
    return this.#deps.database.write(() => {
      const now = this.#deps.clock.now();
      if (this.#sql.handBack.run(job.id, job.leaseToken).changes === 0) return this.#cancelInstead(job, record, now);
      this.#endAttempt({ job, outcome: 'interrupted', error: null, record }, now);
      this.#append('job.released', job, { reason: 'interrupted' });
      this.#deps.switches.noteHandedBack(job.queue);
      return true;
    });
  }

  confirmCancelled(job: ClaimedJob, record: RunRecord): Promise<boolean> {
    return this.#deps.database.write(() => this.#cancelInstead(job, record, this.#deps.clock.now()));
  }

  /** Also where a job should have come back, but somebody had asked it to stop. False when the lease was lost. */
  #cancelInstead(job: ClaimedJob, record: RunRecord, now: number): boolean {
    const row = this.#sql.cancel.get(now, record.runMs, job.id, job.leaseToken);
    if (!row) return false;
    reachKillPoint('K15');
    this.#endAttempt({ job, outcome: 'cancelled', error: null, record }, now);
    this.#append('job.cancelled', job, { actor: row.cancel_by });
    this.#deps.switches.noteEnded(job.queue);
    return true;
  }

  #endAttempt({ job, outcome, error, record }: Ending, now: number): void {
    // Most short jobs have nothing to tell, and each value bound has its price.
    if (outcome === 'succeeded' && record.stage === null && record.log === '')
      return void this.#sql.endQuietAttempt.run(now, job.id, job.leaseToken);
    this.#sql.endAttempt.run(now, outcome, record.stage, error, record.log, job.id, job.leaseToken);
  }

  #append(
    type: 'job.succeeded' | 'job.dead' | 'job.retrying' | 'job.released' | 'job.cancelled',
    job: ClaimedJob,
    data: Record<string, unknown>,
  ): void {
    this.#deps.events.append({ type, subject: `job:${job.id}`, data: { title: job.title, ...data }, trace: job.trace });
  }
}

function prepare({ connection }: Database) {
  const held = "WHERE id = ? AND lease_token = ? AND state = 'running'";
  return {
    claim: connection.prepare<[number, string, number, string, number], ClaimedRow>(
      `UPDATE jobs SET state = 'running', lease_token = lease_token + 1, attempt = attempt + 1, lease_until = ?, worker = ?,
         started_at = ?, progress = NULL, cancel_by = NULL
       WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_ready WHERE queue = ? AND state = 'queued' AND deleted_at IS NULL
         ORDER BY priority DESC, position, id LIMIT ?)
       RETURNING id, priority, position, title, source_kind, source_value, preset, payload, attempt, max_attempts, lease_token, trace`,
    ),
    insertAttempts: connection.prepare<[string]>(
      `INSERT INTO attempts (job_id, number, started_at, outcome, worker)
       SELECT jobs.id, lease_token, started_at, 'running', worker FROM json_each(?) AS claimed CROSS JOIN jobs ON jobs.id = claimed.value`,
    ),
    renew: connection.prepare<[number, number, number], { cancel_by: string | null }>(
      `UPDATE jobs SET lease_until = ? ${held} RETURNING cancel_by`,
    ),
    succeed: connection.prepare(
      `UPDATE jobs SET state = 'succeeded', result = ?, cached = ?, size_bytes = ?, run_ms = ?, ended_at = ?, lease_until = NULL,
         interruptions = 0, error = NULL, error_code = NULL ${held}`,
    ),
    bury: connection.prepare(
      `UPDATE jobs SET state = 'dead', error = ?, error_code = ?, run_ms = ?, ended_at = ?, lease_until = NULL, interruptions = 0,
         acknowledged_at = NULL ${held}`,
    ),
    retryLater: connection.prepare(
      `UPDATE jobs SET state = 'retrying', error = ?, error_code = ?, run_at = ?, lease_until = NULL, interruptions = 0
       ${held} AND cancel_by IS NULL`,
    ),
    handBack: connection.prepare(
      `UPDATE jobs SET state = 'queued', attempt = attempt - 1, lease_until = NULL, interruptions = 0 ${held} AND cancel_by IS NULL`,
    ),
    cancel: connection.prepare<[number, number, number, number], { cancel_by: string | null }>(
      `UPDATE jobs SET state = 'cancelled', ended_at = ?, run_ms = ?, lease_until = NULL, interruptions = 0 ${held}
       RETURNING cancel_by`,
    ),
    endQuietAttempt: connection.prepare(
      "UPDATE attempts SET ended_at = ?, outcome = 'succeeded' WHERE job_id = ? AND number = ?",
    ),
    endAttempt: connection.prepare(
      'UPDATE attempts SET ended_at = ?, outcome = ?, stage = ?, error = ?, log = ? WHERE job_id = ? AND number = ?',
    ),
  };
}

const reachCompletion = (): void => reachKillPoint('K09');

const byUrgency = (a: ClaimedRow, b: ClaimedRow): number =>
  b.priority - a.priority || a.position - b.position || a.id - b.id;

function toClaimedJob(queue: string, row: ClaimedRow): ClaimedJob {
  return {
    id: row.id,
    queue,
    title: row.title,
    source: toSource(row),
    preset: row.preset,
    payload: parsePayload(row.payload),
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    leaseToken: row.lease_token,
    trace: row.trace,
  };
}

function toSource({ source_kind: stored, source_value: value }: ClaimedRow): Source | null {
  const kind = sourceKinds.find((known) => known === stored);
  return kind && value ? { kind, value } : null;
}

/** `undefined`, which no JSON is, where the stored text is damaged: the pool then fails the job. */
function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

import Sqlite from 'better-sqlite3';
import { applyPragmas } from '#platform/database/database.ts';
import { newTraceId, systemRandom } from '#platform/ids.ts';
import { emptyResult } from '../../helpers/empty-result.ts';
import { liveQueue, payload, prefetch, title, waitingQueue, workers, type Contestant } from './contestant.ts';

interface Claimed {
  id: number;
  title: string;
  attempt: number;
  max_attempts: number;
  lease_token: number;
  payload: string;
  trace: string;
}

const worker = 'limit/bare';
const noop = async (_payload: unknown) => emptyResult;

/**
 * What this machine can do with our schema: prepared statements in one loop, no more. Everything that waits when the loop comes
 * round shares one transaction and one sync; workers claim and complete a batch at a time. It writes the very rows that the
 * product writes (`same-rows.ts` compares them) and does nothing else: no savepoints, no refusals, no listeners, no timers.
 */
export class Limit implements Contestant {
  readonly name = 'limit';
  readonly share = 1;
  readonly #connection: Sqlite.Database;
  readonly #sql;
  #adds: { queue: string; resolve: (id: number) => void }[] = [];
  #ended: Claimed[] = [];
  #busy = 0;
  #claimsFrom: string | null = null;
  #left = 0;
  #isScheduled = false;
  #waiting = new Map<number, () => void>();
  #onWorked: (() => void) | null = null;

  constructor(file: string) {
    this.#connection = new Sqlite(file);
    applyPragmas(this.#connection);
    this.#sql = prepare(this.#connection);
  }

  add = async () => void (await this.#add(waitingQueue));

  async work(count: number): Promise<number> {
    this.#left = count;
    const worked = new Promise<void>((resolve) => (this.#onWorked = resolve));
    this.#claimsFrom = waitingQueue;
    this.#schedule();
    await worked;
    this.#claimsFrom = null;
    return count;
  }

  async startLive(): Promise<void> {
    this.#left = Infinity;
    this.#claimsFrom = liveQueue;
  }

  async runOne(): Promise<void> {
    const id = await this.#add(liveQueue);
    await new Promise<void>((resolve) => this.#waiting.set(id, resolve));
  }

  async halt(): Promise<void> {
    this.#claimsFrom = null;
  }

  close = async () => void this.#connection.close();

  #add(queue: string): Promise<number> {
    return new Promise((resolve) => {
      this.#adds.push({ queue, resolve });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    const adds = this.#adds;
    const ended = this.#ended;
    this.#adds = [];
    this.#ended = [];
    this.#sql.begin.run();
    const ids = adds.map(({ queue }) => this.#insert(queue));
    for (const job of ended) this.#complete(job);
    this.#busy -= ended.length;
    const claimed = this.#claimsFrom === null ? [] : this.#claim(this.#claimsFrom);
    this.#sql.commit.run();
    adds.forEach(({ resolve }, index) => resolve(ids[index] ?? 0));
    for (const job of ended) this.#answer(job.id);
    if (this.#left === 0 && this.#busy === 0) this.#onWorked?.();
    for (const job of claimed) void this.#run(job);
  }

  #insert(queue: string): number {
    const now = Date.now();
    const trace = newTraceId(systemRandom);
    const row = this.#sql.insertJob.run(queue, now, title, JSON.stringify(payload), trace, now);
    const id = Number(row.lastInsertRowid);
    this.#append('job.added', id, { title, state: 'queued' }, trace);
    return id;
  }

  #claim(queue: string): Claimed[] {
    const limit = Math.min(workers + prefetch - this.#busy, this.#left);
    if (limit === 0) return [];
    const now = Date.now();
    const rows = this.#sql.claim.all(now + 30_000, worker, now, queue, limit);
    for (const { id, lease_token: token, title, attempt, max_attempts: maxAttempts, trace } of rows) {
      this.#sql.insertAttempt.run(id, token, now, worker);
      this.#append('job.started', id, { title, attempt, maxAttempts }, trace);
    }
    this.#busy += rows.length;
    this.#left -= rows.length;
    return rows;
  }

  async #run(job: Claimed): Promise<void> {
    await noop(JSON.parse(job.payload));
    this.#ended.push(job);
    this.#schedule();
  }

  #complete({ id, lease_token: token, title, trace }: Claimed): void {
    const now = Date.now();
    this.#sql.succeed.run(JSON.stringify(emptyResult), now, id, token);
    this.#sql.endAttempt.run(now, id, token);
    this.#append('job.succeeded', id, { title, runMs: 0, cached: false }, trace);
  }

  #answer(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  #append(type: string, id: number, data: Record<string, unknown>, trace: string): void {
    this.#sql.insertEvent.run(type, Date.now(), `job:${id}`, JSON.stringify(data), trace);
  }
}

function prepare(connection: Sqlite.Database) {
  return {
    begin: connection.prepare('BEGIN IMMEDIATE'),
    commit: connection.prepare('COMMIT'),
    insertJob: connection.prepare(
      `INSERT INTO jobs (position, queue, state, priority, run_at, title, payload, max_attempts, trace, created_at)
       VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'jobs'), ?, 'queued', 0, ?, ?, ?, 5, ?, ?)`,
    ),
    insertEvent: connection.prepare('INSERT INTO events (type, at, subject, data, trace) VALUES (?, ?, ?, ?, ?)'),
    claim: connection.prepare<[number, string, number, string, number], Claimed>(
      `UPDATE jobs SET state = 'running', lease_token = lease_token + 1, attempt = attempt + 1, lease_until = ?, worker = ?,
         started_at = ?
       WHERE id IN (SELECT id FROM jobs INDEXED BY jobs_ready WHERE queue = ? AND state = 'queued' AND deleted_at IS NULL
         ORDER BY priority DESC, position, id LIMIT ?)
       RETURNING id, title, attempt, max_attempts, lease_token, payload, trace`,
    ),
    insertAttempt: connection.prepare(
      "INSERT INTO attempts (job_id, number, started_at, outcome, worker) VALUES (?, ?, ?, 'running', ?)",
    ),
    succeed: connection.prepare(
      `UPDATE jobs SET state = 'succeeded', result = ?, cached = 0, run_ms = 0, ended_at = ?, lease_until = NULL
       WHERE id = ? AND lease_token = ? AND state = 'running'`,
    ),
    endAttempt: connection.prepare(
      "UPDATE attempts SET ended_at = ?, outcome = 'succeeded' WHERE job_id = ? AND number = ?",
    ),
  };
}

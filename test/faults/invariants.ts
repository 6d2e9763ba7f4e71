import Sqlite from 'better-sqlite3';
import type { Connection } from '#platform/database/database.ts';
import { migrate } from '#platform/database/open.ts';
import { migrations } from '#platform/database/migrations/index.ts';

/** What the console had said before the fault: ids whose add, and whose success, was told to somebody. */
export interface Promised {
  readonly added?: Iterable<number>;
  readonly succeeded?: Iterable<number>;
}

/** The invariants that rows can show (docs/faults.md): I1, I2, I4, I7, I10. Empty when all hold. Writes nothing. */
export function findBrokenInvariants(connection: Connection, promised: Promised = {}): string[] {
  return [
    ...findDamage(connection),
    ...findLost(connection, promised),
    ...findTwice(connection),
    ...findOddAttempts(connection),
    ...findOddCounts(connection),
  ];
}

/** The same over a database file that nobody has open. A file that can't be read breaks them all. */
export function findBrokenInFile(file: string, promised: Promised = {}): string[] {
  const connection = new Sqlite(file, { fileMustExist: true });
  try {
    return findBrokenInvariants(connection, promised);
  } catch (error) {
    return [`I7 the database can't be read: ${String(error)}`];
  } finally {
    connection.close();
  }
}

/** I7. There is no full-text index yet; its own check belongs here. */
function findDamage(connection: Connection): string[] {
  const broken: string[] = [];
  const verdict = connection.pragma('integrity_check(1)', { simple: true });
  if (verdict !== 'ok') broken.push(`I7 integrity_check: ${String(verdict)}`);
  const orphans = connection.pragma('foreign_key_check') as unknown[]; // a list of rows, by SQLite's manual
  if (orphans.length > 0) broken.push(`I7 ${orphans.length} rows without their parent`);
  const version = connection.pragma('user_version', { simple: true });
  if (version !== migrations.length) broken.push(`I7 schema ${String(version)} instead of ${migrations.length}`);
  if (schemaOf(connection) !== freshSchema()) broken.push('I7 the schema is not what its migrations make');
  return broken;
}

const schemaOf = (connection: Connection): string =>
  connection
    .prepare<[], string>(
      "SELECT coalesce(sql, name) FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    )
    .pluck()
    .all()
    .join('\n');

let fresh: string | undefined;
function freshSchema(): string {
  if (fresh !== undefined) return fresh;
  const connection = new Sqlite(':memory:');
  migrate(connection);
  fresh = schemaOf(connection);
  connection.close();
  return fresh;
}

/** I1: an id that was told is a row; a success that was told is one. */
function findLost(connection: Connection, { added = [], succeeded = [] }: Promised): string[] {
  const states = new Map(connection.prepare<[], [number, string]>('SELECT id, state FROM jobs').raw().all());
  const lost = [...added].filter((id) => !states.has(id));
  const undone = [...succeeded].filter((id) => states.get(id) !== 'succeeded');
  return [
    ...(lost.length > 0 ? [`I1 ${lost.length} acknowledged jobs lost: ${lost.slice(0, 5).join()}`] : []),
    ...(undone.length > 0 ? [`I1 ${undone.length} told successes lost: ${undone.slice(0, 5).join()}`] : []),
  ];
}

/** I2: a job completes once, unless an operator ran it again; the state and the log of events tell the same. */
function findTwice(connection: Connection): string[] {
  const twice = connection
    .prepare<[], string>(
      `SELECT subject FROM events WHERE type IN ('job.succeeded', 'job.retried') GROUP BY subject
       HAVING sum(type = 'job.succeeded') > 1 + sum(type = 'job.retried')`,
    )
    .pluck()
    .all();
  const untold = connection
    .prepare<[], number>(
      `SELECT id FROM jobs WHERE (state = 'succeeded') <>
       EXISTS (SELECT 1 FROM events WHERE subject = 'job:' || jobs.id AND type = 'job.succeeded') AND
       NOT EXISTS (SELECT 1 FROM events WHERE subject = 'job:' || jobs.id AND type = 'job.retried')`,
    )
    .pluck()
    .all();
  return [
    ...(twice.length > 0 ? [`I2 completed twice: ${twice.slice(0, 5).join()}`] : []),
    ...(untold.length > 0 ? [`I2 row and event disagree: ${untold.slice(0, 5).join()}`] : []),
  ];
}

/** I4: each claim left a row (the lease's token counts them), attempts stay in their limit, an ended job has its time. */
function findOddAttempts(connection: Connection): string[] {
  const odd = connection
    .prepare<[], number>(
      `SELECT id FROM jobs WHERE attempt > max_attempts OR attempt < 0
         OR (state IN ('succeeded', 'dead', 'cancelled')) <> (ended_at IS NOT NULL)
         OR lease_token <> (SELECT count(*) FROM attempts WHERE job_id = jobs.id)
         OR (state = 'running') <> (SELECT count(*) FROM attempts WHERE job_id = jobs.id AND outcome = 'running')`,
    )
    .pluck()
    .all();
  return odd.length > 0 ? [`I4 attempts of ${odd.length} jobs are wrong: ${odd.slice(0, 5).join()}`] : [];
}

/** I10: what the indexes count is what a walk over the rows counts. */
function findOddCounts(connection: Connection): string[] {
  const byIndex = connection
    .prepare('SELECT state, count(*) FROM jobs WHERE deleted_at IS NULL GROUP BY state ORDER BY state')
    .raw()
    .all();
  const byWalk = connection
    .prepare('SELECT state, count(*) FROM jobs NOT INDEXED WHERE deleted_at IS NULL GROUP BY state ORDER BY state')
    .raw()
    .all();
  const isEqual = JSON.stringify(byIndex) === JSON.stringify(byWalk);
  return isEqual ? [] : [`I10 counts ${JSON.stringify(byIndex)}, rows ${JSON.stringify(byWalk)}`];
}

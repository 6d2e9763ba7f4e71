import type Sqlite from 'better-sqlite3';
import { findBrokenInvariants } from './invariants.ts';
import type { WorkKind } from './work-kinds.ts';

/** What the console has said, by the job's key. */
export interface Promised {
  /** It began to add these. */
  readonly tried: Set<string>;
  /** It answered that these are stored, under this id. */
  readonly added: Map<string, number>;
  /** It answered that these are cancelled, or will be. */
  readonly cancelled: Set<string>;
}

interface WorkRow {
  id: number;
  title: string;
  kind: WorkKind;
  state: string;
  attempt: number;
  succeeded: number;
  effects: number;
  told: number;
  lastEvent: string;
}

/** I1, I2, I4, I7 and I10, at any time between two runs. */
export function findDamage(database: Sqlite.Database, { tried, added }: Promised): string[] {
  const broken = findBrokenInvariants(database, { added: added.values() });
  const rows = database.prepare<[], { id: number; title: string }>('SELECT id, title FROM jobs').all();
  const ids = new Map(rows.map(({ id, title }) => [title, id]));
  if (ids.size !== rows.length) broken.push(`I1 ${rows.length - ids.size} jobs are there twice`);
  for (const [key, id] of added) if (ids.get(key) !== id) broken.push(`I1 ${key} was answered as ${id}`);
  for (const key of ids.keys()) if (!tried.has(key)) broken.push(`I1 ${key} was never added`);
  return broken;
}

/** The same once all has been done: each job has ended as its kind must, once, and said so last of all. */
export function findBrokenWork(database: Sqlite.Database, promised: Promised): string[] {
  const rows = database
    .prepare<[], WorkRow>(
      `SELECT id, title, payload ->> 'kind' AS kind, state, attempt,
         (SELECT count(*) FROM attempts WHERE job_id = jobs.id AND outcome = 'succeeded') AS succeeded,
         (SELECT count(*) FROM events WHERE subject = 'job:' || jobs.id AND type = 'fault.effect') AS effects,
         (SELECT count(*) FROM events WHERE subject = 'job:' || jobs.id AND type = 'job.succeeded') AS told,
         (SELECT type FROM events WHERE subject = 'job:' || jobs.id ORDER BY id DESC LIMIT 1) AS lastEvent
       FROM jobs`,
    )
    .all();
  return [
    ...findDamage(database, promised),
    ...rows.flatMap((row) => findBrokenJob(row, promised).map((text) => `job ${row.id} (${row.kind}): ${text}`)),
  ];
}

function findBrokenJob(row: WorkRow, { cancelled }: Promised): string[] {
  const broken: string[] = [];
  const wanted = wantedStates(row, cancelled);
  if (!wanted.includes(row.state)) broken.push(`is ${row.state} instead of ${wanted.join(' or ')}`);
  const ends = row.state === 'succeeded' ? 1 : 0;
  if (row.effects !== ends || row.told !== ends || row.succeeded !== ends)
    broken.push(`${row.effects} effects, ${row.told} told, ${row.succeeded} attempts succeeded, being ${row.state}`);
  if (row.state !== 'scheduled' && row.lastEvent !== `job.${row.state}`) broken.push(`last told: ${row.lastEvent}`);
  return broken;
}

function wantedStates({ kind, title }: WorkRow, cancelled: ReadonlySet<string>): readonly string[] {
  if (kind === 'cancelled') return ['cancelled'];
  if (kind !== 'withdrawn') return ['succeeded'];
  // Killed before it could be withdrawn, it still waits for its far day.
  return cancelled.has(title) ? ['cancelled'] : ['cancelled', 'scheduled'];
}

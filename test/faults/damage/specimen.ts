import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseCare } from '#platform/database/care.ts';
import type { Connection, Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open.ts';
import { directReads } from '#platform/database/read-queries.ts';
import { systemClock } from '#platform/clock.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { createWork } from '../queue-work.ts';

const jobs = 300;

export interface Specimens {
  /** Closed in order. */
  readonly closed: string;
  /** As a killed console left it: half of its rows stand in the write-ahead log alone. */
  readonly killed: string;
  /** All rows of both, as text. */
  readonly content: string;
  /** Of the last job: stands in the jobs' rows, in an index and in the events. */
  readonly trace: string;
}

export const databaseIn = (folder: string): string => path.join(folder, 'atalaya.db');

/** Two data folders with the same 300 jobs, and a day's copy beside each. */
export async function makeSpecimens(root: string): Promise<Specimens> {
  const closed = path.join(root, 'closed');
  const killed = path.join(root, 'killed');
  mkdirSync(closed);
  const database = openDatabase(databaseIn(closed));
  const work = createWork(database, { workers: 4 });
  await work.queue.start();
  await addJobs(work.add, jobs / 2);
  await whenAllEnded(database);
  await careOf(database, path.join(closed, 'backups')).look();
  database.connection.pragma('wal_checkpoint(TRUNCATE)');
  database.connection.pragma('wal_autocheckpoint = 0');
  await addJobs(work.add, jobs / 2);
  await whenAllEnded(database);
  cpSync(closed, killed, { recursive: true });
  await work.queue.stop(1000);
  const content = dump(database.connection);
  const trace = database.connection.prepare<[], string>('SELECT trace FROM jobs ORDER BY id DESC').pluck().get() ?? '';
  database.close();
  return { closed, killed, content, trace };
}

export function careOf(database: Database, backupFolder: string, onDamage: (detail: string) => void = () => {}) {
  return new DatabaseCare({
    database,
    query: { ...directReads(database.connection), stop: () => Promise.resolve() },
    clock: systemClock,
    logger: silentLogger,
    backupFolder,
    onDamage,
  });
}

const addJobs = (add: (title: string) => Promise<number>, count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => add(`clip-${index}`)));

async function whenAllEnded(database: Database): Promise<void> {
  const left = database.connection.prepare("SELECT count(*) FROM jobs WHERE state <> 'succeeded'").pluck();
  await new Promise<void>((resolve) => {
    const look = (): void => void (left.get() === 0 && resolve());
    database.onCommit(look);
    look();
  });
}

/** Every row of every table. */
export function dump(connection: Connection): string {
  const tables = connection
    .prepare<[], string>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  return tables
    .map((name) => `${name}\n${JSON.stringify(connection.prepare(`SELECT * FROM ${name}`).all())}`)
    .join('\n');
}

export const pageBytesOf = (file: string): number => readFileSync(file).readUInt16BE(16);

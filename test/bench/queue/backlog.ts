import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { buildDBClient } from 'liteque';
import { better, defineQueue } from 'plainjob';
import { openDatabase } from '#platform/database/open.ts';
import { payload, title, waitingQueue } from './contestant.ts';

const now = Date.now();
const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)';

/** Makes a file with `count` waiting jobs; each contestant works on a copy of its kind's file. */
const kinds = {
  atalaya(file: string, count: number): void {
    const database = openDatabase(file);
    const { connection } = database;
    connection
      .prepare(
        `${numbers} INSERT INTO jobs (queue, state, position, run_at, title, payload, max_attempts, trace, created_at)
         SELECT @queue, 'queued', i, @now, @title, @payload, 5, lower(hex(randomblob(16))), @now FROM n`,
      )
      .run({ count, now, queue: waitingQueue, title, payload: JSON.stringify(payload) });
    connection.exec(
      `INSERT INTO events (type, at, subject, data, trace)
       SELECT 'job.added', created_at, 'job:' || id, json_object('title', title, 'state', state), trace FROM jobs`,
    );
    database.close();
  },
  plainjob(file: string, count: number): void {
    const connection = new Sqlite(file);
    const queue = defineQueue({ connection: better(connection), logger: quiet });
    connection
      .prepare(
        `${numbers} INSERT INTO plainjob_jobs (type, data, created_at, next_run_at) SELECT @queue, @data, @now, @now FROM n`,
      )
      .run({ count, now, queue: waitingQueue, data: JSON.stringify(payload) });
    queue.close();
  },
  liteque(file: string, count: number): void {
    const connection = connectionOf(buildDBClient(file, { runMigrations: true }));
    connection
      .prepare(
        `${numbers} INSERT INTO tasks (queue, payload, createdAt, availableAt, status, allocationId, numRunsLeft, maxNumRuns)
         SELECT @queue, @data, @now / 1000, @now, 'pending', lower(hex(randomblob(6))), 5, 5 FROM n`,
      )
      .run({ count, now, queue: waitingQueue, data: JSON.stringify(payload) });
    connection.close();
  },
} as const;

/** Liteque hands out drizzle's handle alone, and its durability is set on the connection beneath. */
export const connectionOf = (db: ReturnType<typeof buildDBClient>): Sqlite.Database =>
  (db as unknown as { session: { client: Sqlite.Database } }).session.client; // drizzle keeps it out of its types

export const quiet = { error() {}, warn() {}, info() {}, debug() {} };

/** A fresh copy of a file with that backlog, in a folder of its own; answers its path. */
export function copyBacklog(folder: string, kind: keyof typeof kinds, count: number, name: string): string {
  const template = path.join(folder, `template-${kind}-${count}.db`);
  if (!existsSync(template)) kinds[kind](template, count);
  const own = path.join(folder, `${name.replaceAll(/\W+/g, '-')}-${count}`);
  mkdirSync(own);
  const file = path.join(own, 'atalaya.db');
  copyFileSync(template, file);
  return file;
}

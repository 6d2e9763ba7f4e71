import { existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { findGoodBackup, listBackups } from '#platform/database/backup.ts';
import { DatabaseCare } from '#platform/database/care.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open.ts';
import { directReads } from '#platform/database/read-queries.ts';
import { restoreDatabase } from '#platform/database/restore.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { ManualClock } from '../helpers/clock.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { insertJob } from '../helpers/job-rows.ts';

const dayMs = 86_400_000;
const fileIn = (folder: string) => path.join(folder, 'atalaya.db');
const backupsIn = (folder: string) => path.join(folder, 'backups');
const restore = (folder: string, wish: { from?: string; isEmpty?: boolean } = {}) =>
  restoreDatabase({ file: fileIn(folder), backupFolder: backupsIn(folder), ...wish });

function careOf(database: Database, folder: string, clock = new ManualClock(Date.now())) {
  const damage: string[] = [];
  const care = new DatabaseCare({
    database,
    query: { ...directReads(database.connection), stop: () => Promise.resolve() },
    clock,
    logger: silentLogger,
    backupFolder: backupsIn(folder),
    onDamage: (detail) => damage.push(detail),
  });
  onTestFinished(() => care.stop());
  return { care, clock, damage };
}

/** A closed database with `jobs` jobs, and a good copy of a day beside it. */
async function makeDatabase(jobs = 3): Promise<string> {
  const folder = temporaryFolder();
  const database = openDatabase(fileIn(folder));
  for (let id = 1; id <= jobs; id += 1) insertJob(database.connection, { id });
  await careOf(database, folder).care.look();
  database.close();
  return folder;
}

function countJobs(folder: string): unknown {
  const database = openDatabase(fileIn(folder));
  try {
    return database.connection.prepare('SELECT count(*) FROM jobs').pluck().get();
  } finally {
    database.close();
  }
}

test('a checkpoint that was cut off leaves a file shorter than its header tells, and the log has the rest [F05]', () => {
  const folder = temporaryFolder();
  const database = openDatabase(fileIn(folder));
  database.connection.pragma('wal_autocheckpoint = 0');
  const before = readFileSync(fileIn(folder));
  for (let id = 1; id <= 200; id += 1) insertJob(database.connection, { id });
  const log = readFileSync(`${fileIn(folder)}-wal`);
  database.connection.pragma('wal_checkpoint(TRUNCATE)');
  const after = readFileSync(fileIn(folder));
  const marker = readFileSync(`${fileIn(folder)}.marker`);
  database.close();
  expect(after.length).toBeGreaterThan(before.length);
  // The first page had arrived when the power went, those behind it had not.
  writeFileSync(fileIn(folder), Buffer.concat([after.subarray(0, 4096), before.subarray(4096)]));
  writeFileSync(`${fileIn(folder)}-wal`, log);
  writeFileSync(`${fileIn(folder)}.marker`, marker);
  expect(countJobs(folder)).toBe(200);
});

test('a whole database is left as it is by restore', async () => {
  const folder = await makeDatabase();
  const before = readFileSync(fileIn(folder));
  expect(restore(folder)).toEqual({ source: 'intact', backup: null, keptIn: null });
  expect(readFileSync(fileIn(folder)).equals(before)).toBe(true);
});

test('restore brings back the last good copy and keeps what it replaced [F12]', async () => {
  const folder = await makeDatabase();
  truncateSync(fileIn(folder), 8192);
  const restored = restore(folder);
  expect(restored).toMatchObject({ source: 'backup', backup: { path: findGoodBackup(backupsIn(folder)) } });
  expect(readFileSync(path.join(restored.keptIn ?? '', 'atalaya.db')).length).toBe(8192);
  expect(countJobs(folder)).toBe(3);
});

test('a value that its column does not allow is not carried into the restored database [F12]', async () => {
  const folder = await makeDatabase();
  const writer = new Sqlite(fileIn(folder));
  writer.pragma('ignore_check_constraints = ON');
  writer.exec("UPDATE jobs SET state = 'queuee' WHERE id = 1");
  writer.close();
  expect(() => openDatabase(fileIn(folder))).toThrow('database-damaged');
  expect(restore(folder)).toMatchObject({ source: 'backup' });
  expect(countJobs(folder)).toBe(3);
});

test('a table whose own text was damaged is not carried into the restored database [F12]', async () => {
  const folder = await makeDatabase();
  const writer = new Sqlite(fileIn(folder));
  writer.unsafeMode(true);
  writer.pragma('writable_schema = ON');
  writer.exec("UPDATE sqlite_master SET sql = replace(sql, 'Place among', 'Plabe among') WHERE name = 'jobs'");
  writer.close();
  // The count of free pages is wrong too: the check finds that, and a copy of the rows is rid of it, but not of the text.
  const bytes = readFileSync(fileIn(folder));
  bytes.writeUInt32BE(7, 36);
  writeFileSync(fileIn(folder), bytes);
  expect(restore(folder)).toMatchObject({ source: 'backup' });
  expect(countJobs(folder)).toBe(3);
});

test('a restore that was cut off before its last step is finished by the next [F12]', async () => {
  const folder = await makeDatabase(5);
  renameSync(fileIn(folder), `${fileIn(folder)}.restored`);
  expect(() => openDatabase(fileIn(folder))).toThrow('database-emptied');
  expect(restore(folder).source).toBe('repaired');
  expect(countJobs(folder)).toBe(5);
});

test('without a good copy restore says so, and begins anew only when it is told to [F12]', async () => {
  const folder = await makeDatabase();
  truncateSync(fileIn(folder), 8192);
  for (const copy of listBackups(backupsIn(folder))) truncateSync(copy, 8192);
  expect(() => restore(folder)).toThrow('backup-not-found');
  const { source, keptIn } = restore(folder, { isEmpty: true });
  expect(source).toBe('empty');
  expect(readdirSync(keptIn ?? '')).toEqual(expect.arrayContaining(['atalaya.db', 'atalaya.db.marker']));
  expect(countJobs(folder)).toBe(0);
});

test('restore takes no copy that is damaged, and touches no database of a later program [F12]', async () => {
  const folder = await makeDatabase();
  const broken = path.join(folder, 'broken.db');
  writeFileSync(broken, 'no database');
  expect(() => restore(folder, { from: broken })).toThrow('database-damaged');
  const database = openDatabase(fileIn(folder));
  database.connection.pragma('user_version = 99');
  database.close();
  expect(() => restore(folder)).toThrow('database-newer');
});

test('a day’s copy is made once a day, three are kept, and they open by themselves', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(fileIn(folder));
  onTestFinished(() => database.close());
  const { care, clock } = careOf(database, folder);
  await care.look();
  await care.look();
  expect(listBackups(backupsIn(folder))).toHaveLength(1);
  for (let day = 1; day <= 4; day += 1) {
    clock.advance(dayMs + 1000);
    await care.look();
  }
  expect(listBackups(backupsIn(folder))).toHaveLength(3);
  expect(findGoodBackup(backupsIn(folder))).not.toBeNull();
  expect(readdirSync(backupsIn(folder)).every((name) => name.endsWith('.db'))).toBe(true);
});

test('the check runs after the start, tells of damage, and copies none of it [F12]', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(fileIn(folder));
  onTestFinished(() => database.close());
  insertJob(database.connection, { id: 1 });
  // A row that no longer has its parent, as after a damaged page.
  database.connection.pragma('foreign_keys = OFF');
  database.connection.exec("INSERT INTO attempts (job_id, number, started_at, outcome) VALUES (99, 1, 0, 'failed')");
  const { care, clock, damage } = careOf(database, folder);
  care.start();
  clock.advance(5000);
  await care.look();
  expect(damage).toEqual(['rows of attempts without their parent']);
  expect(existsSync(backupsIn(folder))).toBe(false);
});

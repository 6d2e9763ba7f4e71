import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { reachKillPoint } from '../kill-point.ts';
import type { Connection } from './database.ts';
import { syncFile, syncFolder } from '../durable.ts';

/** Before a change of the schema, and of a day: so many of each are kept. */
const kept = { 'before-v': 5, daily: 3 } as const;
const backupName = /^(before-v\d+|daily)-.*\.db$/;

/** A whole copy of the database as it is now, under its final name only once it is synced. Answers its path. */
export function backUp(connection: Connection, folder: string, label: string): string {
  const file = newBackupPath(folder, label, Date.now());
  const temporary = `${file}.part`;
  rmSync(temporary, { force: true });
  connection.prepare('VACUUM INTO ?').run(temporary);
  reachKillPoint('K17');
  syncFile(temporary);
  renameSync(temporary, file);
  syncFolder(folder);
  reachKillPoint('K17');
  removeOldBackups(folder);
  return file;
}

/** Makes the folder where it is missing. */
export function newBackupPath(folder: string, label: string, at: number): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `${label}-${fileStamp(at)}.db`);
}

/** Copies made before migrations and of days, newest first. */
export function listBackups(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => backupName.test(name))
    .map((name) => path.join(folder, name))
    .sort((a, b) => backupTime(b) - backupTime(a));
}

/** When the copy was made, in epoch ms. */
export const backupTime = (file: string): number => statSync(file).mtimeMs;

/** And what a console that was killed while copying left. */
export function removeOldBackups(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.endsWith('.db.part')) rmSync(path.join(folder, name), { force: true });
  for (const [label, count] of Object.entries(kept)) {
    const ofKind = listBackups(folder).filter((file) => path.basename(file).startsWith(label));
    for (const old of ofKind.slice(count)) rmSync(old, { force: true });
  }
}

/** The newest backup that SQLite finds whole, to be offered when the database itself is damaged. */
export function findGoodBackup(folder: string): string | null {
  return listBackups(folder).find(isWhole) ?? null;
}

/** Whether SQLite finds nothing wrong in all of the file. */
export const isWhole = (file: string): boolean =>
  readCopy(file, (connection) => connection.pragma('integrity_check', { simple: true })) === 'ok';

/** What `read` finds in a file that nobody has open; null where it can't be read. */
export function readCopy<T>(file: string, read: (connection: Connection) => T): T | null {
  try {
    const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      return read(connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    if (error instanceof Sqlite.SqliteError) return null;
    throw error;
  }
}

/**
 * Keeps a damaged database as it was found, with its write-ahead log, so that nothing that follows can make it worse. The same
 * file found again is not copied again. Answers the copy's path; null when there was no room for it.
 */
export function quarantine(file: string, folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { size, mtimeMs } = statSync(file);
    const copy = path.join(folder, `damaged-${size}-${Math.round(mtimeMs)}.db`);
    if (existsSync(copy)) return copy;
    copyFileSync(file, `${copy}.part`);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    renameSync(`${copy}.part`, copy);
    return copy;
  } catch {
    // The damaged file itself stays where it is, untouched: nothing is lost by having no second one.
    return null;
  }
}

const fileStamp = (at: number): string => new Date(at).toISOString().replaceAll(/[:.]/g, '-');

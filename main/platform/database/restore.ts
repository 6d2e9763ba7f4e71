import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { Connection } from './database.ts';
import { backupTime, findGoodBackup, isWhole, readCopy } from './backup.ts';
import { syncFile, syncFolder } from '../durable.ts';
import { DatabaseMarker } from './marker.ts';
import { migrations } from './migrations/index.ts';
import { hasLostCommits } from './wal-check.ts';

export interface RestoreRequest {
  readonly file: string;
  readonly backupFolder: string;
  /** This copy and no other. */
  readonly from?: string;
  /** Begins anew, with nothing. */
  readonly isEmpty?: boolean;
}

export interface Restored {
  /** `repaired`: all that could be read of the database itself. */
  readonly source: 'intact' | 'repaired' | 'backup' | 'empty';
  /** The copy that was brought back, and when it was made (epoch ms). */
  readonly backup: { path: string; at: number } | null;
  /** The folder in which everything that was replaced is kept. */
  readonly keptIn: string | null;
}

/**
 * Makes a database out of a damaged one that opens again: of what can still be read of it, else of the newest good copy. Nothing is
 * thrown away, and a run that was cut off is finished by the next. Call while no console has the folder. Throws `backup-not-found`,
 * `database-damaged` for a `from` that is not whole, `database-newer`.
 */
export function restoreDatabase(request: RestoreRequest): Restored {
  const { file, backupFolder } = request;
  const draft = `${file}.restored`;
  // The marker goes last: a run that is cut off leaves a database that is missed, not one that never was.
  if (request.isEmpty)
    return { source: 'empty', backup: null, keptIn: putAside(file, backupFolder, [...suffixes, '.marker']) };
  const isGiven = request.from !== undefined;
  if (!isGiven) refuseNewer(file);
  if (!isGiven && isIntact(file)) return { source: 'intact', backup: null, keptIn: null };
  const isRepaired = !isGiven && (existsSync(draft) || drawFrom(file, draft));
  const backup = isRepaired ? null : takeCopy(request, draft);
  // As after a clean end: the log that an unclean one would have left goes away with the old file.
  new DatabaseMarker(`${file}.marker`).write({ schema: migrations.length, isOpen: false });
  const keptIn = putAside(file, backupFolder, suffixes);
  renameSync(draft, file);
  syncFolder(path.dirname(file));
  return { source: isRepaired ? 'repaired' : 'backup', backup, keptIn };
}

/** What belongs to a database file, by what follows its name. */
const suffixes = ['-wal', '-shm', ''];

const isIntact = (file: string): boolean => existsSync(file) && !hasLostCommits(file) && holdsConsole(file);

/** A later program's database is no damage: that program opens it. */
function refuseNewer(file: string): void {
  const found = readCopy(file, (connection) => connection.pragma('user_version', { simple: true })) ?? 0;
  const supported = migrations.length;
  if (Number(found) > supported && isWhole(file))
    throw new AppError('database-newer', { found: Number(found), supported });
}

/** Our tables are there, and SQLite finds nothing wrong. */
function holdsConsole(file: string): boolean {
  return (
    isWhole(file) &&
    hasSoundRows(file) &&
    readCopy(
      file,
      (connection) => connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").get() !== undefined,
    ) === true
  );
}

/**
 * Whether every row keeps the constraints of its table, as the next start asks: SQLite leaves CHECK out of every check on a connection
 * that can only read, and one that can write would bring the log in. So it is asked of a copy.
 */
function hasSoundRows(file: string): boolean {
  const folder = mkdtempSync(path.join(path.dirname(file), 'look-'));
  try {
    const copy = path.join(folder, path.basename(file));
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    const connection = new Sqlite(copy);
    try {
      return connection.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      connection.close();
    }
  } catch (error) {
    if (error instanceof Sqlite.SqliteError) return false;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether its tables are word for word what the migrations make: damage in a table's own text is copied with it. */
function hasOwnSchema(file: string): boolean {
  const schemaOf = (connection: Connection) =>
    connection
      .prepare<[], string>('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name')
      .pluck()
      .all();
  const isOwn = readCopy(file, (connection) => {
    const version = Number(connection.pragma('user_version', { simple: true }));
    const made = new Sqlite(':memory:');
    for (const sql of migrations.slice(0, version)) made.exec(sql);
    const isSame = JSON.stringify(schemaOf(made)) === JSON.stringify(schemaOf(connection));
    made.close();
    return isSame;
  });
  return isOwn === true;
}

/** Every row that can be read, with indexes made new. False where reading breaks off, or finds no console. */
function drawFrom(file: string, draft: string): boolean {
  const part = `${draft}.part`;
  rmSync(part, { force: true });
  try {
    const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      connection.prepare('VACUUM INTO ?').run(part);
    } finally {
      connection.close();
    }
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Sqlite.SqliteError && !error.code.startsWith('SQLITE_FULL')) return false;
    throw error;
  }
  if (holdsConsole(part) && hasOwnSchema(part)) return finish(part, draft);
  rmSync(part, { force: true });
  return false;
}

function takeCopy({ from, backupFolder }: RestoreRequest, draft: string): { path: string; at: number } {
  const copy = from ?? findGoodBackup(backupFolder);
  if (copy === null || !existsSync(copy)) throw new AppError('backup-not-found');
  if (!holdsConsole(copy)) throw new AppError('database-damaged', { reason: 'check-failed' });
  copyFileSync(copy, `${draft}.part`);
  finish(`${draft}.part`, draft);
  return { path: copy, at: backupTime(copy) };
}

function finish(part: string, draft: string): true {
  syncFile(part);
  renameSync(part, draft);
  return true;
}

/** The log goes with its database: over another one it would be played into what it doesn't belong to. */
function putAside(file: string, backupFolder: string, wanted: readonly string[]): string | null {
  const parts = wanted.filter((suffix) => existsSync(file + suffix));
  if (parts.length === 0) return null;
  const folder = path.join(backupFolder, `replaced-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const suffix of parts) renameSync(file + suffix, path.join(folder, path.basename(file) + suffix));
  syncFolder(folder);
  syncFolder(path.dirname(file));
  return folder;
}

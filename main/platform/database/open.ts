import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { systemClock, type Clock } from '../clock.ts';
import { reachKillPoint } from '../kill-point.ts';
import { backUp, quarantine } from './backup.ts';
import { applyPragmas, applyReadPragmas, Database, type Connection } from './database.ts';
import { DiskGuard } from './disk-guard.ts';
import { canWrite, hasWal, inspectFile, walExists } from './file-check.ts';
import { DatabaseMarker } from './marker.ts';
import { migrations } from './migrations/index.ts';
import { hasLostCommits } from './wal-check.ts';

export interface OpenOptions {
  readOnly?: boolean;
  /** Copies before migrations, and damaged files. Default: `backups` beside the file. */
  backupFolder?: string;
  /** Tells an emptied database from a new one. Default: the file's name with `.marker`. */
  marker?: string;
  /** Room kept for the day when the disk is full; 0 (the default) is none. The console keeps 32 MiB. */
  ballastBytes?: number;
  clock?: Clock;
}

/** "ATAL" in ASCII: tells our files from any other SQLite database. */
export const applicationId = 0x4154_414c;
/** A check of the whole file takes about 4 ms a MiB: small files have it at every start, large ones after an unclean end. */
const alwaysCheckedBytes = 32 * 1024 * 1024;

/**
 * Opens (or makes) the database file at `path` and brings it to the newest schema. What can't be written is opened read-only.
 * Throws `database-damaged` (a copy is kept), `database-emptied`, `database-newer`; none of them writes to the file.
 */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const folder = path.dirname(file);
  const place = { file, backupFolder: options.backupFolder ?? path.join(folder, 'backups') };
  const marker = new DatabaseMarker(options.marker ?? `${file}.marker`);
  const before = marker.read();
  const found = inspectFile(file);
  if (found.kind === 'damaged') throw damaged(place, found.reason);
  if (found.kind === 'database') {
    const isForeign = found.applicationId !== 0 && found.applicationId !== applicationId;
    // Where ours has been, a foreign mark is damage.
    if (isForeign) throw damaged(place, before ? 'not-a-database' : 'foreign');
    if (found.isCutShort && !hasWal(file)) throw damaged(place, 'cut-short');
    // Before anything opens it: SQLite's own look at the log makes the index beside it anew.
    if (before?.isOpen && hasLostCommits(file)) throw damaged(place, 'wal-damaged');
    assertNotNewer(Math.max(found.userVersion, hasWal(file) ? versionInWal(place) : 0));
    if (before?.isOpen && !walExists(file)) throw damaged(place, 'wal-missing');
  } else if (before || hasWal(file)) throw new AppError('database-emptied');

  if (options.readOnly || !canWrite(file)) return openReadOnly(place);
  const isSuspect = before?.isOpen !== false || (found.kind === 'database' && found.sizeBytes < alwaysCheckedBytes);
  const connection = new Sqlite(file);
  try {
    if (found.kind === 'database') checkContent(connection, place, { isSuspect, isInitialised: before !== null });
    applyPragmas(connection);
    migrate(connection, place.backupFolder);
    return openedDatabase(connection, marker, file, options);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function openedDatabase(connection: Connection, marker: DatabaseMarker, file: string, options: OpenOptions): Database {
  const folder = path.dirname(file);
  const { ballastBytes = 0, clock = systemClock } = options;
  const disk = new DiskGuard({ folder, clock, ballastBytes, ballastPath: path.join(folder, 'ballast') });
  const schema = migrations.length;
  // In this order: the marker says `open` only while the write-ahead log exists.
  connection.prepare('SELECT count(*) FROM sqlite_master').get();
  marker.write({ schema, isOpen: true });
  disk.start();
  const database: Database = new Database(connection, {
    disk,
    beforeClose: () => {
      checkpoint(connection);
      marker.write({ schema, isOpen: false });
    },
    afterClose: () => {
      process.off('exit', close);
      // Closed after an error, without a checkpoint of ours: the last connection's end may have brought the log in and removed it.
      if (marker.read()?.isOpen && !walExists(file)) marker.write({ schema, isOpen: false });
    },
  });
  // Where a process ends without closing (its loop ran dry, Electron's exit), SQLite's binding closes the connection and removes the
  // log: the marker would then call it missing, and the next start would refuse a healthy file as damaged.
  const close = () => database.close();
  process.once('exit', close);
  return database;
}

/** Brings the write-ahead log into the file, so that a copy of the file alone is whole. */
function checkpoint(connection: Connection): void {
  reachKillPoint('K16');
  connection.pragma('wal_checkpoint(TRUNCATE)');
  reachKillPoint('K16');
}

interface Place {
  file: string;
  backupFolder: string;
}

function damaged({ file, backupFolder }: Place, reason: string, cause?: unknown): AppError {
  const isOurs = existsSync(file) && statSync(file).isFile() && reason !== 'foreign';
  const copy = isOurs ? quarantine(file, backupFolder) : null;
  return new AppError('database-damaged', { reason, ...(copy !== null && { copy }) }, { cause });
}

/** The newest schema may stand in the write-ahead log alone; a read-only look changes neither of the two files. */
function versionInWal(place: Place): number {
  const connection = new Sqlite(place.file, { readonly: true });
  try {
    return connection.pragma('user_version', { simple: true }) as number; // SQLite answers a number
  } catch (error) {
    if (isDamage(error)) throw damaged(place, unreadable(error), error);
    return 0;
  } finally {
    connection.close();
  }
}

function assertNotNewer(found: number): void {
  if (found > migrations.length) throw new AppError('database-newer', { found, supported: migrations.length });
}

/** The first statement finds what opening doesn't: SQLite opens anything. */
function checkContent(
  connection: Connection,
  place: Place,
  { isSuspect, isInitialised }: { isSuspect: boolean; isInitialised: boolean },
): void {
  try {
    const tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    const version = connection.pragma('user_version', { simple: true });
    const application = connection.pragma('application_id', { simple: true });
    if (version === 0 && application === 0 && tables.length > 0) throw damaged(place, 'foreign');
    const isBare = version === 0 || !tables.includes('jobs');
    if (isBare && (isInitialised || application === applicationId)) throw new AppError('database-emptied');
    if (!isSuspect) return;
    const verdict = connection.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') throw damaged(place, 'check-failed', new Error(String(verdict)));
  } catch (error) {
    throw isDamage(error) ? damaged(place, unreadable(error), error) : error;
  }
}

/** Nothing can be brought to a newer schema here, so an old one is refused. */
function openReadOnly(place: Place): Database {
  if (!existsSync(place.file)) throw new AppError('database-read-only');
  const connection = connectReadOnly(place.file);
  try {
    applyReadPragmas(connection);
    checkContent(connection, place, { isSuspect: false, isInitialised: true });
    const version = connection.pragma('user_version', { simple: true }) as number; // SQLite answers a number
    assertNotNewer(version);
    if (version < migrations.length) throw new AppError('database-read-only');
    const copy = connection.name === place.file ? null : path.dirname(connection.name);
    return new Database(connection, { isReadOnly: true, ...(copy && { afterClose: () => removeFolder(copy) }) });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Reading a WAL database needs a `-shm` file beside it; where none can be made, a copy elsewhere is read instead. */
function connectReadOnly(file: string): Connection {
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    connection.prepare('SELECT count(*) FROM sqlite_master').get();
    return connection;
  } catch (error) {
    connection.close();
    if (isDamage(error) || !/^SQLITE_(CANTOPEN|READONLY)/.test(codeOf(error))) throw error;
  }
  const copy = path.join(mkdtempSync(path.join(os.tmpdir(), 'atalaya-read-')), path.basename(file));
  for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) cpSync(file + suffix, copy + suffix);
  return new Sqlite(copy, { readonly: true, fileMustExist: true });
}

const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/**
 * Runs the missing migrations, each in a transaction of its own, after a backup of a database that holds rows. Throws
 * `database-newer` without writing to a file of a later program.
 */
export function migrate(connection: Connection, backupFolder?: string): void {
  const found = connection.pragma('user_version', { simple: true }) as number; // SQLite answers a number
  assertNotNewer(found);
  if (found > 0 && found < migrations.length && backupFolder)
    backUp(connection, backupFolder, `before-v${migrations.length}`);
  migrations.slice(found).forEach((sql, index) => {
    connection.transaction(() => {
      connection.exec(sql);
      connection.pragma(`user_version = ${found + index + 1}`);
      connection.pragma(`application_id = ${applicationId}`);
      reachKillPoint('K18');
    })();
    reachKillPoint('K18');
  });
  // The schema stands in the file itself: a copy without its log is then seen to lack rows, not tables.
  if (found < migrations.length) checkpoint(connection);
}

const unreadable = (error: unknown): string => `sqlite-unreadable:${codeOf(error)}`;
const codeOf = (error: unknown): string => (error instanceof Sqlite.SqliteError ? error.code : '');
const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

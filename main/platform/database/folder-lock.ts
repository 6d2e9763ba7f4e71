import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { isWriteRefusal } from '../write-refusal.ts';

/** Two that start in the same instant may both see the other's half-taken lock; one of them gets it within this time. */
const contentionMs = 250;

/**
 * Owns a data folder for one process. The lock is the kernel's own on a small file (through SQLite, which does it on every system):
 * it ends with the process, however that ends, so that none is ever stale. Never open `console.lock` in this process by other
 * means: closing it would give the lock up.
 */
export class FolderLock {
  readonly #connection: Sqlite.Database | null;
  readonly #pidFile: string | null;

  private constructor(connection: Sqlite.Database | null, pidFile: string | null) {
    this.#connection = connection;
    this.#pidFile = pidFile;
  }

  /** Throws `console-already-running` with the owner's pid (0 while it is not known). A folder that can't be written needs none. */
  static acquire(folder: string): FolderLock {
    const pidFile = path.join(folder, 'console.pid');
    const connection = takeLock(path.join(folder, 'console.lock'), pidFile);
    const hasPid = connection !== null && writePid(pidFile);
    return new FolderLock(connection, hasPid ? pidFile : null);
  }

  /** A second call does nothing. */
  release(): void {
    if (!this.#connection?.open) return;
    if (this.#pidFile) rmSync(this.#pidFile, { force: true });
    this.#connection.close();
  }
}

function takeLock(file: string, pidFile: string): Sqlite.Database | null {
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(file, { timeout: contentionMs });
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    const code = error instanceof Sqlite.SqliteError ? error.code : '';
    if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)) return null;
    if (code.startsWith('SQLITE_BUSY'))
      throw new AppError('console-already-running', { pid: readPid(pidFile) }, { cause: error });
    throw error;
  }
}

/** False in a folder that can only be read: nobody else can be writing there either. */
function writePid(pidFile: string): boolean {
  const temporary = `${pidFile}.${process.pid}`;
  try {
    writeFileSync(temporary, `${process.pid}\n`, { mode: 0o600 });
    renameSync(temporary, pidFile);
    return true;
  } catch (error) {
    if (isWriteRefusal(error)) return false;
    throw error;
  }
}

function readPid(pidFile: string): number {
  try {
    return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';

const codeOf = (error: unknown): string => (error instanceof Sqlite.SqliteError ? error.code : '');

/** A failed sync may have lost pages that the kernel now calls clean: only a new process that reads the file again is safe. */
export const isUnsafeAfter = (error: unknown): boolean =>
  /^SQLITE_(IOERR_(DIR_)?FSYNC|CORRUPT|NOTADB)/.test(codeOf(error));

/** `disk-full` is left to the caller, who knows the folder; what is no error of SQLite comes back as it is. */
export function translateSqliteError(error: unknown): unknown {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_FULL')) return 'disk-full';
  if (code.startsWith('SQLITE_READONLY')) return new AppError('database-read-only', {}, { cause: error });
  if (isUnsafeAfter(error))
    return new AppError('database-damaged', { reason: `sqlite-unreadable:${code}` }, { cause: error });
  return error;
}

/** The database itself refuses for now, whatever is written: what must be kept is tried again. */
export const isDatabaseRefusal = (error: unknown): boolean =>
  error instanceof AppError && ['disk-full', 'database-read-only', 'database-busy'].includes(error.code);

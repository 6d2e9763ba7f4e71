import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { applyPragmas, Database, type Connection } from './database.ts';
import { migrations } from './migrations/index.ts';

/** "ATAL" in ASCII: tells our files from any other SQLite database. */
export const applicationId = 0x4154_414c;

/** Opens (or makes) the database file at `path` and brings it to the newest schema. */
export function openDatabase(path: string): Database {
  const connection = new Sqlite(path);
  applyPragmas(connection);
  migrate(connection);
  return new Database(connection);
}

/** Runs the missing migrations, each in a transaction. Throws `database-newer` without writing to a file of a later program. */
export function migrate(connection: Connection): void {
  const found = connection.pragma('user_version', { simple: true }) as number;
  if (found > migrations.length) throw new AppError('database-newer', { found, supported: migrations.length });
  migrations.slice(found).forEach((sql, index) => {
    connection.transaction(() => {
      connection.exec(sql);
      connection.pragma(`user_version = ${found + index + 1}`);
      connection.pragma(`application_id = ${applicationId}`);
    })();
  });
}

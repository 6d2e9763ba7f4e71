import { renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log/logger.ts';
import { backupTime, listBackups, newBackupPath, removeOldBackups } from './backup.ts';
import type { Database } from './database.ts';
import { syncFile, syncFolder } from '../durable.ts';
import type { ReadQueries } from './read-queries.ts';

export interface DatabaseCareDeps {
  readonly database: Database;
  /** A worker of its own: the check of a large file takes seconds (4 ms a MiB), and searches must not wait behind it. */
  readonly query: ReadQueries & { stop(): Promise<void> };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backupFolder: string;
  /** Hears once of damage that opening the file did not find. */
  readonly onDamage: (detail: string) => void;
}

/** The start itself is busy enough. */
const firstAfterMs = 5000;
const dayMs = 86_400_000;

/**
 * Looks after the database while it is used: at start and every day the whole of it is checked, and a day's copy is laid beside it
 * once the check has found it whole. Damage is told and never copied.
 */
export class DatabaseCare {
  readonly #deps: DatabaseCareDeps;
  #stopTimers: (() => void)[] = [];
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(deps: DatabaseCareDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock } = this.#deps;
    this.#stopTimers = [clock.after(firstAfterMs, () => void this.look()), clock.every(dayMs, () => void this.look())];
  }

  /** One round. Never rejects: what keeps it from its end is logged. A second call waits for the first. */
  look(): Promise<void> {
    this.#running ??= this.#round().finally(() => (this.#running = null));
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const stop of this.#stopTimers.splice(0)) stop();
    // A check that runs is given up with its worker.
    await this.#deps.query.stop();
    await this.#running;
  }

  async #round(): Promise<void> {
    const { logger, onDamage } = this.#deps;
    try {
      const damage = await this.#findDamage();
      if (damage !== null) {
        logger.critical('the database is damaged', { detail: damage });
        onDamage(damage);
      } else if (!this.#isStopped) await this.#copyDaily();
    } catch (error) {
      if (!this.#isStopped) logger.error('the check of the database did not come to its end', { error });
    }
  }

  async #findDamage(): Promise<string | null> {
    const { query } = this.#deps;
    const found = await query.run<{ integrity_check: string }>({
      sql: 'PRAGMA integrity_check(1)',
      params: [],
      mode: 'get',
    });
    if (found.integrity_check !== 'ok') return found.integrity_check;
    const orphan = await query.run<{ table: string } | undefined>({
      sql: 'PRAGMA foreign_key_check',
      params: [],
      mode: 'get',
    });
    return orphan === undefined ? null : `rows of ${orphan.table} without their parent`;
  }

  async #copyDaily(): Promise<void> {
    const { database, clock, logger, backupFolder } = this.#deps;
    if (database.isReadOnly || database.diskState === 'full') return;
    const [newest] = listBackups(backupFolder);
    if (newest && clock.now() - backupTime(newest) < dayMs) return;
    if (!hasRoom(database.connection.name)) return logger.warning('no room for a copy of the database');
    const file = newBackupPath(backupFolder, 'daily', clock.now());
    const temporary = `${file}.part`;
    try {
      // Page by page, between the console's own work; writes that come meanwhile are in it.
      await database.connection.backup(temporary, { progress: () => this.#pagesAtOnce() });
      settle(temporary);
      syncFile(temporary);
      renameSync(temporary, file);
      syncFolder(path.dirname(file));
    } finally {
      rmSync(temporary, { force: true });
    }
    removeOldBackups(backupFolder);
  }

  #pagesAtOnce(): number {
    if (this.#isStopped) throw new AppError('console-stopping');
    return 200;
  }
}

/** A copy bears the mark of a write-ahead log, with which reading it alone would make files beside it. */
function settle(file: string): void {
  const connection = new Sqlite(file);
  connection.pragma('journal_mode = DELETE');
  connection.close();
}

/** Twice the file's size: a copy must not be what fills the disk. */
function hasRoom(file: string): boolean {
  const { bavail, bsize } = statfsSync(path.dirname(file));
  return bavail * bsize > 2 * statSync(file).size;
}

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '#platform/clock.ts';
import { DatabaseCare } from '#platform/database/care.ts';
import { openDatabase } from '#platform/database/open.ts';
import { QueryPool } from '#platform/database/query-pool.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { Notice } from '../features/system/service.ts';

/** Beside the database: dropped when the disk is full, because a full disk cannot even delete. */
const ballastBytes = 32 * 1024 * 1024;

export const databaseFile = (dataFolder: string): string => path.join(dataFolder, 'atalaya.db');
export const backupFolder = (dataFolder: string): string => path.join(dataFolder, 'backups');

/** The database of a data folder, where else the console may write, and what the operator must hear about both. */
export function openStorage({ dataFolder, clock }: { dataFolder: string; clock: Clock }) {
  const database = openDatabase(databaseFile(dataFolder), { ballastBytes, clock });
  const notices: Notice[] = database.isReadOnly ? [{ code: 'database-read-only', params: { folder: dataFolder } }] : [];
  const scratch = database.isReadOnly ? mkdtempSync(path.join(os.tmpdir(), 'atalaya-read-')) : null;
  return {
    database,
    notices,
    /** For files in work: elsewhere where the data folder can only be read. */
    workFolder: scratch ?? dataFolder,
    createCare: (deps: { logger: Logger; queryWorker: URL }) =>
      new DatabaseCare({
        database,
        query: new QueryPool(database.connection.name, deps.queryWorker),
        clock,
        logger: deps.logger,
        backupFolder: backupFolder(dataFolder),
        onDamage: (detail) => notices.push({ code: 'database-damaged', params: { detail } }),
      }),
    close(): void {
      database.close();
      if (scratch) rmSync(scratch, { recursive: true, force: true });
    },
  };
}

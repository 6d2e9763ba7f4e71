import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open.ts';

/** A folder of its own that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real, migrated database file that is closed and removed with the test. */
export function openTestDatabase(folder = temporaryFolder()): Database {
  const database = openDatabase(path.join(folder, 'atalaya.db'));
  onTestFinished(() => database.close());
  return database;
}

import { stat } from 'node:fs/promises';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

/** A log that long was not brought into the file for a while: something reads without end. SQLite's own limit is 4 MB. */
const longWalBytes = 512 * 1024 * 1024;

interface DatabaseProbeDeps {
  readonly database: Database;
  readonly query: ReadQueries;
  readonly file: string;
}

/** Does it answer, is it whole as far as is known, can it be written. */
export function createDatabaseProbe({ database, query, file }: DatabaseProbeDeps): Probe {
  return {
    name: 'database',
    async check(): Promise<ProbeFinding> {
      const details = {
        sizeBytes: await sizeOf(file),
        walBytes: await sizeOf(`${file}-wal`),
        integrity: database.brokenBy ? 'damaged' : 'whole',
        isReadOnly: database.isReadOnly,
      };
      if (database.brokenBy) return { state: 'down', cause: 'database.broken', cure: 'database.restart', details };
      try {
        await query.run({ sql: 'SELECT count(*) FROM queues', params: [], mode: 'get' });
      } catch (error) {
        const reason = error instanceof Error ? error.name : 'unknown';
        return { state: 'down', cause: 'database.silent', cure: 'database.restart', details: { ...details, reason } };
      }
      if (database.isReadOnly)
        return { state: 'degraded', cause: 'database.readOnly', cure: 'database.allow', details };
      if (details.walBytes > longWalBytes)
        return { state: 'degraded', cause: 'database.walLong', cure: 'database.restart', details };
      return { state: 'ok', cause: null, cure: null, details };
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file).catch(() => null); // no write-ahead log yet, or a copy is read
  return facts?.size ?? 0;
}

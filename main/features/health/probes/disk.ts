import type { Database } from '#platform/database/database.ts';
import { freeBytes } from '#platform/disk.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

const lowBytes = 1_000_000_000;

/** Room where the console keeps its own records. Results lie elsewhere and have a check of their own. */
export function createDiskProbe({
  database,
  folder,
}: {
  database: Pick<Database, 'diskState'>;
  folder: string;
}): Probe {
  return {
    name: 'disk',
    async check(): Promise<ProbeFinding> {
      const details = { path: folder, freeBytes: await freeBytes(folder) };
      if (database.diskState === 'full') return { state: 'down', cause: 'disk.full', cure: 'disk.free', details };
      if (details.freeBytes < lowBytes) return { state: 'degraded', cause: 'disk.low', cure: 'disk.free', details };
      return { state: 'ok', cause: null, cure: null, details };
    },
  };
}

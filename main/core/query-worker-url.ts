import { existsSync } from 'node:fs';

/** The worker's entry: beside the bundle's entries, or the source itself where nothing is bundled. */
export function queryWorkerUrl(): URL {
  const candidates = ['./query-worker.js', '../query-worker.js', '../platform/database/query-worker.ts'];
  const found = candidates.map((name) => new URL(name, import.meta.url)).find((url) => existsSync(url));
  if (!found) throw new Error('the query worker is not built');
  return found;
}

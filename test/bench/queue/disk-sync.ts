import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { quantile } from './scenarios.ts';

/** What one durable 4 KiB write costs here: no commit can be quicker. In ms. */
export function measureDiskSync(folder: string, count = 300): { p50Ms: number; p99Ms: number } {
  const file = path.join(folder, 'sync-probe');
  const page = Buffer.alloc(4096, 'a');
  const descriptor = openSync(file, 'w');
  // Written once before, as the write-ahead log is: no new blocks are given out while measuring.
  for (let index = 0; index < count; index++) writeSync(descriptor, page, 0, page.length, index * page.length);
  fdatasyncSync(descriptor);
  const times = Array.from({ length: count }, (_, index) => {
    const startedAt = performance.now();
    writeSync(descriptor, page, 0, page.length, index * page.length);
    fdatasyncSync(descriptor);
    return performance.now() - startedAt;
  });
  closeSync(descriptor);
  rmSync(file);
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { VideoParts } from './deps.ts';

/** Downloaded sources stay this long for looking at before and after. */
const keepSourcesMs = 24 * 3_600_000;
/** And not more than this of them. */
const keepSourcesBytes = 20_000_000_000;

/**
 * Once at start, before any job runs: ends what a dead console left running, then removes its unfinished files. Two writers on
 * one output can't be: the process is gone before its name is.
 */
export async function sweepAfterDeath(parts: VideoParts): Promise<void> {
  const orphans = await parts.registry.killOrphans();
  if (orphans > 0) parts.logger.warning('ended programs that a dead console had left running', { count: orphans });
  await rm(path.join(parts.folders.temp, 'work'), { recursive: true, force: true });
  const folder = parts.folders.output();
  for (const name of await namesIn(folder)) {
    if (name.startsWith(parts.partPrefix) && name.endsWith('.part')) await rm(path.join(folder, name), { force: true });
  }
}

/** From time to time: downloaded sources that are old, or too many. */
export async function sweepSources(parts: VideoParts, isRunning: (jobId: number) => boolean): Promise<void> {
  const root = path.join(parts.folders.temp, 'sources');
  const found = await Promise.all((await namesIn(root)).map((name) => measure(root, name)));
  let bytes = 0;
  for (const entry of found.toSorted((a, b) => b.changedAt - a.changedAt)) {
    bytes += entry.bytes;
    const isOld = parts.clock.now() - entry.changedAt > keepSourcesMs;
    if ((isOld || bytes > keepSourcesBytes) && !isRunning(Number(entry.name)))
      await rm(path.join(root, entry.name), { recursive: true, force: true });
  }
}

async function measure(root: string, name: string): Promise<{ name: string; changedAt: number; bytes: number }> {
  let [changedAt, bytes] = [0, 0];
  for (const file of await namesIn(path.join(root, name))) {
    const found = await stat(path.join(root, name, file)).catch(() => null);
    changedAt = Math.max(changedAt, found?.mtimeMs ?? 0);
    bytes += found?.size ?? 0;
  }
  return { name, changedAt, bytes };
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program of the system; null where the machine refuses or lacks it. */
export async function tryRun(command: string, ...words: string[]): Promise<string | null> {
  try {
    const { stdout } = await run(command, words, { timeout: 20_000 });
    return stdout;
  } catch {
    // Refused, or not there: the caller names what it skips.
    return null;
  }
}

export interface SmallDisk {
  readonly kind: 'ext4' | 'tmpfs';
  readonly folder: string;
  release(): Promise<void>;
}

/** A disk of `megabytes` under `folder`: an ext4 image, else memory; null where nothing can be mounted. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<SmallDisk | null> {
  const place = path.join(folder, 'disk');
  mkdirSync(place, { recursive: true });
  const release = async () => void (await tryRun('umount', place));
  const image = path.join(folder, 'disk.img');
  const isMade =
    (await tryRun('truncate', '-s', `${megabytes}M`, image)) !== null &&
    (await tryRun('mkfs.ext4', '-q', '-F', image)) !== null;
  if (isMade && (await tryRun('mount', '-o', 'loop', image, place)) !== null)
    return { kind: 'ext4', folder: place, release };
  if ((await tryRun('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'atalaya', place)) !== null)
    return { kind: 'tmpfs', folder: place, release };
  return null;
}

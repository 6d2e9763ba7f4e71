import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, statfs } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

/** Bytes that an ordinary user may still write under `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  const found = await statfs(folder);
  return found.bavail * found.bsize;
}

/** Throws `disk-full` where fewer than `neededBytes` are free. */
export async function requireSpace(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free < neededBytes)
    throw new AppError('disk-full', { path: folder, freeBytes: free, neededBytes: Math.round(neededBytes) });
}

/** Makes the folder where it is missing. Throws `output-folder-unwritable` where that, or writing in it, is not possible. */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    await makeFolder(path.resolve(folder));
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError('output-folder-unwritable', { path: folder }, { cause: error });
  }
}

/** Parents first. Not mkdir's own `recursive`: that one never comes back where a parent can't be made at all, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // fs rejects with system errors
    if (code === 'EEXIST' || code === 'EISDIR') return;
    if (code !== 'ENOENT' || path.dirname(folder) === folder) throw error;
    await makeFolder(path.dirname(folder));
    await mkdir(folder);
  }
}

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename in the folder last through a power cut. Windows knows no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path.resolve(folder), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** SHA-256 in hex, with `onBytes` told how far it has come. */
export async function hashFile(
  file: string,
  options: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = createReadStream(file, {
    highWaterMark: 1_048_576,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // opened without an encoding: buffers
    hash.update(chunk);
    bytes += chunk.length;
    options.onBytes?.(bytes);
  }
  return hash.digest('hex');
}

import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isWriteRefusal } from '../write-refusal.ts';

/** What the first hundred bytes of a database file tell, without opening it as a database (SQLite's file format, 1.3). */
export type FileFinding =
  | { readonly kind: 'missing' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'damaged'; readonly reason: 'not-a-file' | 'not-a-database' }
  | {
      readonly kind: 'database';
      readonly applicationId: number;
      readonly userVersion: number;
      readonly sizeBytes: number;
      /** Shorter than its header tells. No damage while a write-ahead log holds the rest: a checkpoint was cut off. */
      readonly isCutShort: boolean;
    };

const headerBytes = 100;
const magic = 'SQLite format 3\0';

export function inspectFile(file: string): FileFinding {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return { kind: 'missing' };
  if (!stats.isFile()) return { kind: 'damaged', reason: 'not-a-file' };
  if (stats.size === 0) return { kind: 'empty' };
  const { header, sizeBytes } = readHeader(file);
  if (header.length < headerBytes || header.toString('latin1', 0, 16) !== magic)
    return { kind: 'damaged', reason: 'not-a-database' };
  return {
    kind: 'database',
    applicationId: header.readInt32BE(68),
    userVersion: header.readInt32BE(60),
    sizeBytes,
    isCutShort: sizeBytes < sizeInHeader(header),
  };
}

function readHeader(file: string): { header: Buffer; sizeBytes: number } {
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    const length = readSync(handle, header, 0, headerBytes, 0);
    return { header: header.subarray(0, length), sizeBytes: fstatSync(handle).size };
  } finally {
    closeSync(handle);
  }
}

/** Pages times page size; 0 where the counters show that the page count is not kept. */
function sizeInHeader(header: Buffer): number {
  const stored = header.readUInt16BE(16);
  const pageBytes = stored === 1 ? 65_536 : stored;
  const isCountValid = header.readUInt32BE(24) === header.readUInt32BE(92);
  return isCountValid ? pageBytes * header.readUInt32BE(28) : 0;
}

/** Whether the write-ahead log holds anything. */
export const hasWal = (file: string): boolean => (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
export const walExists = (file: string): boolean => statSync(`${file}-wal`, { throwIfNoEntry: false }) !== undefined;

/** Root passes every permission check, so that only trying tells: a read-only mount, an immutable file, a folder of another. */
export function canWrite(file: string): boolean {
  const probe = path.join(path.dirname(file), `.${path.basename(file)}-probe`);
  try {
    if (statSync(file, { throwIfNoEntry: false })) closeSync(openSync(file, 'r+'));
    // A full disk may refuse even this, and is no lack of permission.
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return true; // node:fs throws nothing else
    if (isWriteRefusal(error)) return false;
    throw error;
  }
}

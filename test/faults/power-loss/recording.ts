import { readFileSync } from 'node:fs';

/** What a program did to the files of its folder, in order (recorder.c). */
export interface DiskOperation {
  readonly kind: 'made' | 'written' | 'cut' | 'synced' | 'renamed' | 'removed';
  readonly inode: number;
  /** Of the write; the new length of a cut. */
  readonly offset: number;
  readonly path: string;
  /** The new name of a renamed file. */
  readonly other: string;
  readonly bytes: Buffer;
}

const kinds: Readonly<Record<string, DiskOperation['kind']>> = {
  C: 'made',
  W: 'written',
  T: 'cut',
  S: 'synced',
  R: 'renamed',
  U: 'removed',
};
const headBytes = 25;

export function readRecording(file: string): DiskOperation[] {
  const log = readFileSync(file);
  const operations: DiskOperation[] = [];
  for (let at = 0; at < log.length;) {
    const kind = kinds[String.fromCharCode(log.readUInt8(at))];
    if (!kind) throw new Error(`the recording is broken at byte ${at}`);
    const length = log.readUInt32LE(at + 17);
    const pathEnd = at + headBytes + log.readUInt16LE(at + 21);
    const otherEnd = pathEnd + log.readUInt16LE(at + 23);
    operations.push({
      kind,
      inode: Number(log.readBigUInt64LE(at + 1)),
      offset: Number(log.readBigInt64LE(at + 9)),
      path: log.toString('utf8', at + headBytes, pathEnd),
      other: log.toString('utf8', pathEnd, otherEnd),
      bytes: log.subarray(otherEnd, otherEnd + length),
    });
    at = otherEnd + length;
  }
  return operations;
}

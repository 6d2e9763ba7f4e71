import { existsSync, readFileSync } from 'node:fs';

/**
 * The write-ahead log as SQLite will read it: up to the first frame whose checksum is wrong, and silently (SQLite's file format, 4).
 * That is right for a frame that a power cut tore, and a loss for one that had been acknowledged.
 */
interface WalFinding {
  readonly salt: Buffer;
  /** Frames that SQLite will take, up to the last commit among them. */
  readonly committedFrames: number;
  /** Commits behind the first bad frame that belong to the same log. */
  readonly commitsBehind: number;
}

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const magicLittle = 0x377f_0682;
const magicBig = 0x377f_0683;

/**
 * Whether commits that were synced can no longer be read from the log of `file`. The wal-index beside it, which outlives a killed
 * process, counts only frames that had been synced; without one, two commits behind a bad frame tell the same, because each commit is
 * synced before the next one begins.
 */
export function hasLostCommits(file: string): boolean {
  const walFile = `${file}-wal`;
  if (!existsSync(walFile)) return false;
  const wal = readFileSync(walFile);
  if (wal.length <= walHeaderBytes) return false;
  const found = readWal(wal);
  // The head is synced before any frame follows it.
  if (found === null) return true;
  return found.commitsBehind > 1 || indexedFrames(`${file}-shm`, found.salt) > found.committedFrames;
}

/** Null where the log's head is none. */
function readWal(wal: Buffer): WalFinding | null {
  const magic = wal.readUInt32BE(0);
  if (magic !== magicLittle && magic !== magicBig) return null;
  const sum = new WalChecksum(magic === magicBig);
  sum.add(wal, 0, 24);
  if (!sum.equals(wal, 24)) return null;
  const salt = wal.subarray(16, 24);
  const frameBytes = frameHeaderBytes + pageBytes(wal);
  const count = Math.floor((wal.length - walHeaderBytes) / frameBytes);
  let [committedFrames, commitsBehind] = [0, 0];
  let isIntact = true;
  for (let index = 0; index < count; index += 1) {
    const at = walHeaderBytes + index * frameBytes;
    const isOfThisLog = wal.compare(salt, 0, 8, at + 8, at + 16) === 0;
    const isCommit = wal.readUInt32BE(at + 4) !== 0;
    if (isIntact && isOfThisLog) {
      sum.add(wal, at, at + 8);
      sum.add(wal, at + frameHeaderBytes, at + frameBytes);
    }
    isIntact &&= isOfThisLog && sum.equals(wal, at + 16);
    if (isIntact && isCommit) committedFrames = index + 1;
    if (!isIntact && isOfThisLog && isCommit) commitsBehind += 1;
  }
  return { salt, committedFrames, commitsBehind };
}

const pageBytes = (wal: Buffer): number => wal.readUInt32BE(8) || 65_536;

/** SQLite's own, over pairs of 32-bit words in the byte order that the log's magic number names. */
class WalChecksum {
  readonly #isBig: boolean;
  #first = 0;
  #second = 0;

  constructor(isBig: boolean) {
    this.#isBig = isBig;
  }

  add(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at += 8) {
      this.#first = (this.#first + this.#word(bytes, at) + this.#second) >>> 0;
      this.#second = (this.#second + this.#word(bytes, at + 4) + this.#first) >>> 0;
    }
  }

  /** Stored big-endian, whatever the words were. */
  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#first && bytes.readUInt32BE(at + 4) === this.#second;
  }

  #word(bytes: Buffer, at: number): number {
    return this.#isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}

/** `mxFrame` of a wal-index that belongs to the log with this salt; 0 where there is none, or one of an older log. */
function indexedFrames(shmFile: string, salt: Buffer): number {
  if (!existsSync(shmFile)) return 0;
  const head = readFileSync(shmFile).subarray(0, 48);
  if (head.length < 48 || head.compare(salt, 0, 8, 32, 40) !== 0) return 0;
  // Its numbers are in the order of the machine that wrote it; the file never moves to another one.
  return new Uint32Array(Uint8Array.from(head.subarray(16, 20)).buffer)[0] ?? 0;
}

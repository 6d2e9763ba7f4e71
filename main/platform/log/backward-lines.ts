import { open, type FileHandle } from 'node:fs/promises';

const chunkBytes = 65_536;
/** A line longer than this is none of ours and is skipped. */
const longestLineBytes = 1_048_576;

/** Reads the lines of one file from its end, or from `endAt`, to its beginning. Only what is asked for is read. */
export class BackwardLines {
  readonly #handle: FileHandle;
  #position: number;
  /** What was read and not yet given: text between `#position` and the last line given. */
  #rest: Buffer = Buffer.alloc(0);
  #lines: string[] = [];
  bytesRead = 0;

  private constructor(handle: FileHandle, endAt: number) {
    this.#handle = handle;
    this.#position = endAt;
  }

  /** Null where the file is gone (rotated away between listing and opening). */
  static async open(file: string, endBefore: number | null): Promise<BackwardLines | null> {
    let handle: FileHandle;
    try {
      handle = await open(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs rejects with system errors
      throw error;
    }
    const { size } = await handle.stat();
    return new BackwardLines(handle, endBefore === null ? size : await findNumber(handle, size, endBefore));
  }

  /** The line before the one given last; null at the beginning of the file. */
  async previous(): Promise<string | null> {
    for (;;) {
      const line = this.#lines.pop();
      if (line !== undefined) {
        if (line.length > 0) return line;
        continue;
      }
      if (this.#position === 0) return null;
      await this.#readChunk();
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #readChunk(): Promise<void> {
    const length = Math.min(chunkBytes, this.#position);
    const chunk = Buffer.alloc(length);
    const { bytesRead } = await this.#handle.read(chunk, 0, length, this.#position - length);
    this.#position -= length;
    this.bytesRead += bytesRead;
    const joined = Buffer.concat([chunk.subarray(0, bytesRead), this.#rest]);
    // The first piece may begin in the middle of a line, unless the file begins here.
    const start = this.#position === 0 ? 0 : joined.indexOf(0x0a) + 1;
    if (start === 0 && this.#position > 0) {
      this.#rest = joined.length > longestLineBytes ? Buffer.alloc(0) : joined;
      return;
    }
    this.#rest = joined.subarray(0, start);
    this.#lines = joined.subarray(start).toString('utf8').split('\n');
  }
}

const lineHead = /\n\{"level":"[A-Z]+","ts":"[^"]+","n":(\d+)/;

/**
 * Where to begin to read back so that no line below `number` is missed and at most a chunk of others is met. Lines rise within a
 * file: halving finds the place in some 20 reads.
 */
async function findNumber(handle: FileHandle, size: number, number: number): Promise<number> {
  let low = 0;
  let high = size;
  while (high - low > chunkBytes) {
    const middle = Math.floor((low + high) / 2);
    const found = await lineAfter(handle, middle, size);
    if (found !== null && found.number < number) low = middle;
    else high = middle;
  }
  return (await lineAfter(handle, high, size))?.offset ?? size;
}

/** The first line that begins at or after `offset`, before `end`. */
async function lineAfter(
  handle: FileHandle,
  offset: number,
  end: number,
): Promise<{ offset: number; number: number } | null> {
  if (offset === 0) return { offset: 0, number: 0 };
  for (let at = offset; at < end; at += chunkBytes) {
    // One byte earlier tells whether a line begins exactly here; some more than the step, for a head that straddles two.
    const window = Buffer.alloc(chunkBytes + 512);
    const { bytesRead } = await handle.read(window, 0, window.length, at - 1);
    const match = lineHead.exec(window.toString('latin1', 0, bytesRead));
    if (match) return { offset: at + match.index, number: Number(match[1]) };
  }
  return null;
}

import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { LogLevel, LogLine } from '#shared/contract/logs.ts';
import { BackwardLines } from './backward-lines.ts';
import { isAtLeast, isLogLevel } from './levels.ts';
import { listRotated } from './log-file.ts';
import { matchesFilter, parseLogLine, type LogFilter } from './log-line.ts';
import { logFileNames } from './log-routes.ts';

/** A search looks through so much of the logs per call; then it answers what it found, and the cursor to go on from. */
const mostBytesPerPage = 32_000_000;
/** As long as the longest line, and some. */
const tailBytes = 262_144;

export interface LogFileView {
  name: string;
  sizeBytes: number;
  modifiedAt: string | null;
}

/** Reads the log files back: several merged by time, newest last, page by page towards the past. */
export class LogReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Each log with the size of its present file. */
  files(): LogFileView[] {
    return logFileNames.map((name) => {
      const file = path.join(this.#folder, name);
      if (!existsSync(file)) return { name, sizeBytes: 0, modifiedAt: null };
      const { size, mtime } = statSync(file);
      return { name, sizeBytes: size, modifiedAt: mtime.toISOString() };
    });
  }

  /**
   * The newest `limit` lines that match and are older than the cursor `before`, in rising order; `before` of the answer goes
   * further back, null at the beginning. Throws `log-file-unknown`, and `request-malformed` for a cursor that is none.
   */
  async page(filter: LogFilter, limit: number, before?: string): Promise<{ lines: LogLine[]; before: string | null }> {
    const names = requireFiles(filter.files);
    const number = before === undefined ? null : requireCursor(before);
    const sources = names.map((name) => new LogSource(this.#folder, name, number, filter));
    try {
      return await mergePage(sources, limit);
    } finally {
      await Promise.all(sources.map((source) => source.close()));
    }
  }

  /** The number of the newest line of all files; 0 where there is none. Reads the tails alone. */
  highestNumber(): number {
    return Math.max(0, ...logFileNames.map((name) => newestNumber(this.#folder, name)));
  }
}

/** Throws `log-file-unknown`; none named means all. */
export function requireFiles(names: readonly string[] | undefined): readonly string[] {
  if (!names || names.length === 0) return logFileNames;
  for (const file of names) if (!logFileNames.includes(file)) throw new AppError('log-file-unknown', { file });
  return [...new Set(names)];
}

function requireCursor(before: string): number {
  if (!/^\d{1,16}$/.test(before)) throw new AppError('request-malformed', { reason: 'wrong-format' });
  return Number(before);
}

/** A line of a source: its place in the order, and the line itself where the filter wants it. */
interface Head {
  readonly number: number;
  readonly line: LogLine | null;
}

async function mergePage(
  sources: readonly LogSource[],
  limit: number,
): Promise<{ lines: LogLine[]; before: string | null }> {
  const lines: LogLine[] = [];
  for (;;) {
    let newest: { source: LogSource; head: Head } | null = null;
    for (const source of sources) {
      const head = source.ready ?? (await source.head());
      if (head && (newest === null || head.number > newest.head.number)) newest = { source, head };
    }
    if (newest === null) return { lines: lines.reverse(), before: null };
    const bytesRead = sources.reduce((sum, source) => sum + source.bytesRead, 0);
    // The line in hand was looked at and not taken: the next page begins with it.
    if (lines.length === limit || bytesRead > mostBytesPerPage)
      return { lines: lines.reverse(), before: String(newest.head.number + 1) };
    newest.source.drop();
    if (newest.head.line) lines.push(newest.head.line);
  }
}

const lineHead = /^\{"level":"([A-Z]+)","ts":"[^"]+","n":(\d+)/;

/** One log with its rotated files, walked towards the past. */
class LogSource {
  readonly #name: string;
  readonly #before: number;
  /** Newest last. */
  readonly #files: string[];
  readonly #filter: LogFilter;
  /** Text that a wanted line has as it stands in JSON: most lines are passed over without parsing them. */
  readonly #needles: readonly string[];
  #current: BackwardLines | null = null;
  #head: Head | null = null;
  #finishedBytes = 0;

  constructor(folder: string, name: string, before: number | null, filter: LogFilter) {
    this.#name = name;
    this.#before = before ?? Number.POSITIVE_INFINITY;
    this.#files = [...listRotated(folder, name).map(({ file }) => file), path.join(folder, name)].filter(isReadable);
    this.#filter = filter;
    this.#needles = [filter.text, filter.trace, filter.module].flatMap((text) =>
      text ? [JSON.stringify(text).slice(1, -1).toLowerCase()] : [],
    );
  }

  get bytesRead(): number {
    return this.#finishedBytes + (this.#current?.bytesRead ?? 0);
  }

  /** The line that `head` would give, where it is at hand. */
  get ready(): Head | null {
    return this.#head;
  }

  /** The next line towards the past, the same until `drop`; null when there is none. */
  async head(): Promise<Head | null> {
    while (this.#head === null) {
      const reader = await this.#reader();
      if (reader === null) return null;
      const text = await reader.previous();
      if (text === null) await this.close();
      else this.#head = this.#parse(text);
    }
    return this.#head;
  }

  drop(): void {
    this.#head = null;
  }

  async close(): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    this.#finishedBytes += current.bytesRead;
    this.#current = null;
    await current.close();
  }

  async #reader(): Promise<BackwardLines | null> {
    while (this.#current === null) {
      const file = this.#files.pop();
      if (file === undefined) return null;
      this.#current = await BackwardLines.open(file, Number.isFinite(this.#before) ? this.#before : null);
    }
    return this.#current;
  }

  #parse(text: string): Head | null {
    const [, level, digits] = lineHead.exec(text) ?? [];
    const number = Number(digits ?? Number.NaN);
    if (!isLogLevel(level) || !(number < this.#before)) return null;
    if (!this.#mayMatch(level, text)) return { number, line: null };
    const line = parseLogLine(text, this.#name);
    return line && { number, line: matchesFilter(line, this.#filter) ? line : null };
  }

  #mayMatch(level: LogLevel, text: string): boolean {
    if (this.#filter.level && !isAtLeast(level, this.#filter.level)) return false;
    if (this.#needles.length === 0) return true;
    const lower = text.toLowerCase();
    return this.#needles.every((needle) => lower.includes(needle));
  }
}

/** Of the newest line of a log, from the end of its present file or of the last rotated one. */
function newestNumber(folder: string, name: string): number {
  const files = [
    path.join(folder, name),
    ...listRotated(folder, name)
      .map(({ file }) => file)
      .reverse(),
  ];
  for (const file of files.filter(isReadable).slice(0, 2)) {
    const numbers = [...readTail(file).matchAll(/^\{"level":"[A-Z]+","ts":"[^"]+","n":(\d+)/gm)];
    const last = numbers.at(-1)?.[1];
    if (last !== undefined) return Number(last);
  }
  return 0;
}

/** Logs of another user, in a data folder that can only be looked at, are as good as none. */
function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function readTail(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    const bytesRead = readSync(handle, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8', 0, bytesRead);
  } finally {
    closeSync(handle);
  }
}

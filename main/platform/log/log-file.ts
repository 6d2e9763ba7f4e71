import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import { reachKillPoint } from '../kill-point.ts';

const dayMs = 86_400_000;
/** However fast lines come, one log never takes more than this many files. */
const mostRotated = 25;

interface LogFileOptions {
  folder: string;
  /** As `queue.log`; rotated files stand beside it as `queue.2026-01-05T12-00-00-000Z.log`. */
  name: string;
  clock: Clock;
  maxBytes: () => number;
  keepDays: () => number;
}

/**
 * One log, appended line by line with a call of its own, so that a process that is killed loses no line it wrote. Rotated at
 * `maxBytes` and after a day; rotated files go after `keepDays`. A disk that refuses never throws at who logs: see `failure`.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  readonly #path: string;
  #handle: number | null = null;
  #sizeBytes = 0;
  #startedAt = 0;
  #failure: { at: number; error: unknown; lostLines: number } | null = null;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.#path = path.join(options.folder, options.name);
  }

  get path(): string {
    return this.#path;
  }

  /** Set while lines cannot be written. */
  get failure(): { at: number; error: unknown; lostLines: number } | null {
    return this.#failure;
  }

  /** `line` ends in a line break. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    try {
      const handle = this.#openForWrite(bytes.length);
      const written = writeSync(handle, bytes);
      this.#sizeBytes += written;
      if (written < bytes.length) this.#sizeBytes += writeSync(handle, bytes, written);
      this.#failure = null;
    } catch (error) {
      this.close();
      const { at, lostLines } = this.#failure ?? { at: this.#options.clock.now(), lostLines: 0 };
      this.#failure = { at, error, lostLines: lostLines + 1 };
    }
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  /** Removes rotated files that are older than `keepDays`, and the oldest above the number kept. */
  removeOld(): void {
    const oldest = this.#options.clock.now() - this.#options.keepDays() * dayMs;
    const files = listRotated(this.#options.folder, this.#options.name);
    files.forEach(({ file, rotatedAt }, index) => {
      if (rotatedAt < oldest || index < files.length - mostRotated) rmSync(file, { force: true });
    });
  }

  #openForWrite(moreBytes: number): number {
    this.#handle ??= this.#open();
    const isTooBig = this.#sizeBytes > 0 && this.#sizeBytes + moreBytes > this.#options.maxBytes();
    const isTooOld = this.#sizeBytes > 0 && this.#options.clock.now() - this.#startedAt >= dayMs;
    if (isTooBig || isTooOld) this.#handle = this.#rotate();
    return this.#handle;
  }

  #rotate(): number {
    const { folder, name, clock } = this.#options;
    this.close();
    let at = clock.now();
    while (existsSync(rotatedPath(folder, name, at))) at += 1;
    renameSync(this.#path, rotatedPath(folder, name, at));
    reachKillPoint('K19');
    this.removeOld();
    return this.#open();
  }

  #open(): number {
    mkdirSync(path.dirname(this.#path), { recursive: true, mode: 0o700 });
    const handle = openSync(this.#path, 'a+', 0o600);
    this.#sizeBytes = fstatSync(handle).size;
    this.#startedAt = (this.#sizeBytes > 0 ? firstLineAt(handle) : null) ?? this.#options.clock.now();
    // A process killed inside a write may have left half a line.
    if (this.#sizeBytes > 0 && lastByte(handle, this.#sizeBytes) !== 0x0a) this.#sizeBytes += writeSync(handle, '\n');
    return handle;
  }
}

const stamp = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/;

function rotatedPath(folder: string, name: string, at: number): string {
  const { dir, name: stem } = path.parse(name);
  return path.join(folder, dir, `${stem}.${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.log`);
}

/** The rotated files of a log, oldest first. */
export function listRotated(folder: string, name: string): { file: string; rotatedAt: number }[] {
  const { dir, name: stem } = path.parse(name);
  const place = path.join(folder, dir);
  return namesIn(place)
    .filter((entry) => entry.startsWith(`${stem}.`) && entry.endsWith('.log'))
    .flatMap((entry) => {
      const parts = stamp.exec(entry.slice(stem.length + 1, -'.log'.length));
      if (!parts) return [];
      const [, day, hours, minutes, seconds, ms] = parts;
      return [{ file: path.join(place, entry), rotatedAt: Date.parse(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`) }];
    })
    .sort((a, b) => a.rotatedAt - b.rotatedAt);
}

/** Of a folder that is not there, or that only somebody else may read, there are none. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return []; // node:fs throws nothing else
    throw error;
  }
}

function firstLineAt(handle: number): number | null {
  const head = Buffer.alloc(256);
  const length = readSync(handle, head, 0, head.length, 0);
  const at = Date.parse(/"ts":"([^"]+)"/.exec(head.toString('utf8', 0, length))?.[1] ?? '');
  return Number.isNaN(at) ? null : at;
}

function lastByte(handle: number, sizeBytes: number): number {
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, sizeBytes - 1);
  return byte.readUInt8(0);
}

import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';

export type DiskState = 'ok' | 'full';

export interface DiskGuardOptions {
  folder: string;
  clock: Clock;
  /** Where the ballast lies and how large it is; 0 is none. A full disk can't even delete: dropping it makes room for that. */
  ballastPath: string;
  ballastBytes: number;
}

/** Left free beside the ballast before the disk counts as usable again. */
const marginBytes = 4 * 1024 * 1024;
const checkEveryMs = 1000;
const pieceBytes = 1024 * 1024;

/** Knows whether the disk is full, and keeps the ballast: dropped when it is, laid down again when there is space. */
export class DiskGuard {
  readonly #options: DiskGuardOptions;
  readonly #listeners = new Set<(state: DiskState) => void>();
  #state: DiskState = 'ok';
  #stopCheck: (() => void) | null = null;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  get state(): DiskState {
    return this.#state;
  }

  onChange(listener: (state: DiskState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lays the ballast if there is room for it. Without room the disk counts as nearly full, not as full. */
  start(): void {
    this.#layBallast();
  }

  enterFull(): void {
    rmSync(this.#options.ballastPath, { force: true });
    this.#stopCheck ??= this.#options.clock.every(checkEveryMs, () => this.#check());
    this.#enter('full');
  }

  toError(cause?: unknown): AppError {
    const { folder } = this.#options;
    return new AppError(
      'disk-full',
      { path: folder, freeBytes: this.#freeBytes(), neededBytes: this.#neededBytes() },
      { cause },
    );
  }

  stop(): void {
    this.#stopCheck?.();
    this.#stopCheck = null;
  }

  #check(): void {
    if (this.#freeBytes() < this.#neededBytes() || !this.#layBallast()) return;
    this.stop();
    this.#enter('ok');
  }

  #enter(state: DiskState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#options.folder);
    return bavail * bsize;
  }

  #neededBytes(): number {
    const { ballastBytes } = this.#options;
    return ballastBytes + Math.min(marginBytes, Math.max(ballastBytes, 256 * 1024));
  }

  /** Written, not only sized: a sparse file holds no room. Bytes that differ, for file systems that compress. */
  #layBallast(): boolean {
    const { ballastPath, ballastBytes } = this.#options;
    if (ballastBytes === 0) return true;
    if (statSync(ballastPath, { throwIfNoEntry: false })?.size === ballastBytes) return true;
    const temporary = `${ballastPath}.part`;
    try {
      const piece = Buffer.alloc(Math.min(pieceBytes, ballastBytes));
      for (let at = 0; at < piece.length; at += 4) piece.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
      const file = openSync(temporary, 'w', 0o600);
      try {
        for (let left = ballastBytes; left > 0; left -= piece.length)
          writeSync(file, piece, 0, Math.min(left, piece.length));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, ballastPath);
      return true;
    } catch {
      // No room for it: what was written of it is given back, and the state stays as it is.
      rmSync(temporary, { force: true });
      return false;
    }
  }
}

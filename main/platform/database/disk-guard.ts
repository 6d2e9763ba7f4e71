import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';

export type DiskState = 'ok' | 'full';

export interface DiskGuardOptions {
  folder: string;
  clock: Clock;
  /**
   * Where the ballast lies and how large it is; 0 is none, and never more than a 16th of the disk. A full disk can't even delete:
   * dropping it makes room for that.
   */
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
  #isChecking = false;

  constructor(options: DiskGuardOptions) {
    const { blocks, bsize } = statfsSync(options.folder);
    this.#options = { ...options, ballastBytes: Math.min(options.ballastBytes, Math.floor((blocks * bsize) / 16)) };
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
    void this.#layBallast();
  }

  enterFull(): void {
    rmSync(this.#options.ballastPath, { force: true });
    this.#stopCheck ??= this.#options.clock.every(checkEveryMs, () => void this.#check());
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

  async #check(): Promise<void> {
    if (this.#isChecking || this.#freeBytes() < this.#neededBytes()) return;
    this.#isChecking = true;
    const isLaid = await this.#layBallast();
    this.#isChecking = false;
    if (!isLaid || !this.#stopCheck) return;
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
  async #layBallast(): Promise<boolean> {
    const { ballastPath, ballastBytes } = this.#options;
    if (ballastBytes === 0) return true;
    const temporary = `${ballastPath}.part`;
    try {
      if (statSync(ballastPath, { throwIfNoEntry: false })?.size === ballastBytes) return true;
      const file = await open(temporary, 'w', 0o600);
      try {
        const piece = randomBytes(Math.min(pieceBytes, ballastBytes));
        for (let left = ballastBytes; left > 0; left -= piece.length)
          await file.write(piece, 0, Math.min(left, piece.length));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, ballastPath);
      return true;
    } catch {
      // No room for it: what was written of it is given back, and the state stays as it is.
      await rm(temporary, { force: true });
      return false;
    }
  }
}

import type { Upload } from '#shared/contract/video.ts';
import { judgeAnswer, nextChunk, patientFailures, uploadDelayMs } from './upload-plan.ts';

export interface UploadDoors {
  begin(file: { name: string; sizeBytes: number }): Promise<Upload>;
  get(id: string): Promise<Upload>;
  remove(id: string): Promise<unknown>;
  /** Sends one chunk; answers status 0 when nothing came back. */
  send(
    id: string,
    offset: number,
    body: Blob,
    signal: AbortSignal,
  ): Promise<{ status: number; retryAfter: string | null; error: unknown }>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly random: () => number;
}

/**
 * waiting ──► sending ──► done
 *                ├──► failed ──(again)──► sending, from where the console stands
 *                └──► cancelled
 */
export type UploadState =
  | { readonly status: 'waiting' }
  | { readonly status: 'sending'; readonly fraction: number; readonly isRetrying: boolean }
  | { readonly status: 'done'; readonly uploadId: string }
  | { readonly status: 'failed'; readonly error: unknown; readonly fraction: number }
  | { readonly status: 'cancelled' };

/** One file on its way to the console, in chunks, from wherever the last try ended. */
export class FileUpload {
  readonly #doors: UploadDoors;
  readonly #file: File;
  readonly #tell: (state: UploadState) => void;
  #stop = new AbortController();
  #id: string | null = null;
  #offset = 0;

  constructor(file: File, doors: UploadDoors, tell: (state: UploadState) => void) {
    this.#file = file;
    this.#doors = doors;
    this.#tell = tell;
  }

  /** Sends until all is there; the outcome is told, never thrown. */
  async run(): Promise<void> {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    try {
      await this.#locate();
      await this.#sendAll(signal);
      if (this.#id) this.#tell({ status: 'done', uploadId: this.#id });
    } catch (error) {
      if (!signal.aborted) this.#tell({ status: 'failed', error, fraction: this.#fraction() });
    }
  }

  /** Stops and lets the console forget what it has. */
  async cancel(): Promise<void> {
    this.#stop.abort();
    this.#tell({ status: 'cancelled' });
    if (this.#id) await this.#doors.remove(this.#id);
  }

  #fraction = (): number => (this.#file.size === 0 ? 0 : this.#offset / this.#file.size);

  async #locate(): Promise<void> {
    this.#tell({ status: 'sending', fraction: this.#fraction(), isRetrying: false });
    const { name, size } = this.#file;
    const upload = this.#id ? await this.#doors.get(this.#id) : await this.#doors.begin({ name, sizeBytes: size });
    this.#id = upload.id;
    this.#offset = upload.offset;
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (;;) {
      signal.throwIfAborted();
      const chunk = nextChunk(this.#offset, this.#file.size);
      if (!chunk || !this.#id) return;
      const body = this.#file.slice(chunk.start, chunk.end);
      const answer = await this.#doors.send(this.#id, chunk.start, body, signal);
      signal.throwIfAborted();
      const verdict = judgeAnswer(answer.status, answer.retryAfter);
      if (verdict.kind === 'stop') throw answer.error;
      if (verdict.kind === 'continue') {
        failures = 0;
        this.#offset = chunk.end;
      } else {
        failures += 1;
        if (failures > patientFailures) throw answer.error;
        await this.#recover(
          verdict.kind === 'wait' ? (verdict.ms ?? uploadDelayMs(failures, this.#doors.random)) : 0,
          signal,
        );
      }
      this.#tell({ status: 'sending', fraction: this.#fraction(), isRetrying: failures > 0 });
    }
  }

  /** Waits, then asks where the console stands. While it can't be reached the next round waits again. */
  async #recover(delayMs: number, signal: AbortSignal): Promise<void> {
    this.#tell({ status: 'sending', fraction: this.#fraction(), isRetrying: true });
    if (delayMs > 0) await this.#doors.wait(delayMs, signal);
    if (!this.#id) return;
    try {
      this.#offset = (await this.#doors.get(this.#id)).offset;
    } catch (error) {
      if (isGone(error)) throw error;
    }
  }
}

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'upload-not-found';

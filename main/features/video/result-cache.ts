import { copyFile, constants, stat } from 'node:fs/promises';
import type { JobResult } from '#shared/domain/job.ts';
import { hashFile } from '#platform/disk.ts';
import type { Parts } from './publish.ts';
import type { ResultRow, VideoStore } from './store.ts';

export interface WorkKey {
  readonly contentHash: string;
  readonly recipeHash: string;
}

/** Either the earlier result, or the right (and duty) to do the work and to say how it ended. */
export type Claim =
  | { readonly kind: 'known'; readonly row: ResultRow }
  | { readonly kind: 'lead'; readonly settle: (row: ResultRow | null) => void };

const recentLimit = 200;

/** Keeps the same work from being done twice: by rows for what is done, by promises for what is being done. */
export class ResultCache {
  readonly #store: VideoStore;
  readonly #running = new Map<string, Promise<ResultRow | null>>();
  /** Done a moment ago; the row follows with the commit of its job. */
  readonly #recent = new Map<string, ResultRow>();

  constructor(store: VideoStore) {
    this.#store = store;
  }

  /** Waits for a job that does the same work now. `wait` wraps the waiting (progress, cancel). */
  async claim(key: WorkKey, wait: <T>(task: Promise<T>) => Promise<T>): Promise<Claim> {
    const name = `${key.contentHash}/${key.recipeHash}`;
    for (;;) {
      const known = this.#store.getResult(key.contentHash, key.recipeHash) ?? this.#recent.get(name);
      if (known) return { kind: 'known', row: known };
      const running = this.#running.get(name);
      if (!running) return this.#lead(name);
      await wait(running);
    }
  }

  /** The files of a row are gone or changed: forget it. Call inside `database.write`. */
  forget(row: ResultRow): void {
    this.#recent.delete(`${row.content_hash}/${row.recipe_hash}`);
    this.#store.removeResult(row);
  }

  #lead(name: string): Claim {
    const { promise, resolve } = Promise.withResolvers<ResultRow | null>();
    this.#running.set(name, promise);
    const settle = (row: ResultRow | null): void => {
      if (this.#running.get(name) !== promise) return;
      this.#running.delete(name);
      if (row) {
        this.#recent.set(name, row);
        const oldest = this.#recent.keys().next().value;
        if (this.#recent.size > recentLimit && oldest !== undefined) this.#recent.delete(oldest);
      }
      resolve(row);
    };
    return { kind: 'lead', settle };
  }
}

/** Copies an earlier result to `to`, by reference where the file system can. Null where it is no longer what it was. */
export async function copyResult(row: ResultRow, to: Parts, signal: AbortSignal): Promise<JobResult | null> {
  const result = JSON.parse(row.result) as JobResult; // written by us, from a JobResult
  const found = await stat(row.output_path).catch(() => null);
  if (!found?.isFile() || found.size !== row.size_bytes) return null;
  if (to.thumbnail && !(result.thumbnailPath && (await isThere(result.thumbnailPath)))) return null;
  await copyFile(row.output_path, to.video, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  if ((await hashFile(to.video, { signal })) !== row.output_hash) return null;
  if (to.thumbnail && result.thumbnailPath) await copyFile(result.thumbnailPath, to.thumbnail);
  return { ...result, cached: true, commands: [] };
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isFile() && found.size > 0,
    () => false,
  );

import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Upload } from '#shared/contract/video.ts';
import { requireSpace, syncFolder } from '#platform/disk.ts';
import { newSecretId } from '#platform/ids.ts';
import type { VideoParts } from './deps.ts';
import { cleanTitle } from './output-name.ts';
import type { UploadRow } from './store.ts';

const maxOpenUploads = 100;
/** A part may be this long: what is lost at most when the connection breaks. */
const maxChunkBytes = 8_388_608;
/** Untouched for so long, an upload goes: given up, or long since edited. */
const keepMs = 24 * 3_600_000;

/**
 * Files that a browser sends in parts. The offset is what is on the disk; a part is synced before it is acknowledged. One part
 * at a time per upload.
 */
export class Uploads {
  readonly #parts: VideoParts;
  readonly #busy = new Set<string>();

  constructor(parts: VideoParts) {
    this.#parts = parts;
  }

  /** Throws `video-source-too-large`, `upload-limit-reached`, `disk-full` or `database-read-only`. */
  async begin(wanted: { name: string; sizeBytes: number }): Promise<Upload> {
    const { settings, folders, random, clock, database, store } = this.#parts;
    if (database.isReadOnly) throw new AppError('database-read-only');
    const limitBytes = settings.get('maxSourceBytes');
    if (wanted.sizeBytes > limitBytes)
      throw new AppError('video-source-too-large', { sizeBytes: wanted.sizeBytes, limitBytes });
    await mkdir(folders.uploads, { recursive: true, mode: 0o700 });
    const { bytes } = store.countOpenUploads();
    // What others have announced will need its room too.
    await requireSpace(folders.uploads, wanted.sizeBytes + Math.min(bytes, limitBytes));
    const id = newSecretId(random);
    const now = clock.now();
    const row: UploadRow = {
      id,
      name: cleanTitle(wanted.name.split(/[/\\]/).at(-1) ?? ''),
      size_bytes: wanted.sizeBytes,
      path: path.join(folders.uploads, `${id}.upload`),
      completed_at: null,
      created_at: now,
      touched_at: now,
    };
    await (await open(row.path, 'wx', 0o600)).close();
    await syncFolder(folders.uploads);
    await database
      .write(() => {
        if (store.countOpenUploads().count >= maxOpenUploads)
          throw new AppError('upload-limit-reached', { limit: maxOpenUploads });
        store.addUpload(row);
      })
      .catch(async (error: unknown) => {
        await rm(row.path, { force: true });
        throw error;
      });
    return this.#view(row, 0);
  }

  /** Throws `upload-not-found`. */
  async get(id: string): Promise<Upload> {
    const row = this.#row(id);
    return this.#view(row, await sizeOf(row.path));
  }

  /**
   * Adds the bytes that follow `offset`. Throws `upload-offset-mismatch` when that is not where the file ends (or another part is
   * being written), `request-too-large` beyond a part's or the file's length. What arrived before a break is kept.
   */
  async append(id: string, offset: number, stream: AsyncIterable<Uint8Array>): Promise<Upload> {
    const row = this.#row(id);
    const have = await sizeOf(row.path);
    if (offset !== have || this.#busy.has(id))
      throw new AppError('upload-offset-mismatch', { expected: have, got: offset });
    if (row.completed_at !== null) return this.#view(row, have);
    this.#busy.add(id);
    try {
      const length = await this.#write(row, have, stream);
      const now = this.#parts.clock.now();
      const isComplete = length === row.size_bytes;
      await this.#parts.database.write(() =>
        isComplete ? this.#parts.store.completeUpload(id, now) : this.#parts.store.touchUpload(id, now),
      );
      return this.#view({ ...row, touched_at: now, completed_at: isComplete ? now : null }, length);
    } finally {
      this.#busy.delete(id);
    }
  }

  async remove(id: string): Promise<void> {
    const row = this.#row(id);
    await this.#parts.database.write(() => this.#parts.store.removeUpload(id));
    await rm(row.path, { force: true });
  }

  /** Removes what nobody has touched for a day and no waiting job needs. */
  async sweep(): Promise<void> {
    const { store, clock, database } = this.#parts;
    for (const row of store.listUploads()) {
      if (clock.now() - row.touched_at < keepMs || store.isUploadInUse(row.id)) continue;
      await database.write(() => store.removeUpload(row.id));
      await rm(row.path, { force: true });
    }
  }

  async #write(row: UploadRow, have: number, stream: AsyncIterable<Uint8Array>): Promise<number> {
    const handle = await open(row.path, 'r+');
    let at = have;
    try {
      for await (const chunk of stream) {
        const end = at + chunk.length;
        if (end > row.size_bytes || end - have > maxChunkBytes)
          throw new AppError('request-too-large', { limitBytes: Math.min(maxChunkBytes, row.size_bytes - have) });
        await handle.write(chunk, 0, chunk.length, at);
        at = end;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new AppError(
          'disk-full',
          { path: path.dirname(row.path), freeBytes: 0, neededBytes: row.size_bytes - at },
          { cause: error },
        ); // fs rejects with system errors
      throw error;
    } finally {
      await handle.sync();
      await handle.close();
    }
    return at;
  }

  #row(id: string): UploadRow {
    const row = this.#parts.store.getUpload(id);
    if (!row) throw new AppError('upload-not-found', { id });
    return row;
  }

  #view(row: UploadRow, offset: number): Upload {
    return {
      id: row.id,
      name: row.name,
      sizeBytes: row.size_bytes,
      offset,
      complete: row.completed_at !== null,
      expiresAt: new Date(row.touched_at + keepMs).toISOString(),
    };
  }
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.size,
    () => 0,
  );

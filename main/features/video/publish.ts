import { link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { JobResult } from '#shared/domain/job.ts';
import { hashFile, syncFile, syncFolder } from '#platform/disk.ts';
import { reachKillPoint } from '#platform/kill-point.ts';
import type { VideoParts } from './deps.ts';
import { outputName, safeStem } from './output-name.ts';
import type { OutputRow } from './store.ts';

export interface Parts {
  readonly video: string;
  readonly thumbnail: string | null;
}

/** Hidden names for a job's unfinished files, in the folder they will be published in. */
export function partPaths(
  parts: VideoParts,
  options: { folder: string; jobId: number; withThumbnail: boolean },
): Parts {
  const token = parts.random.bytes(6).toString('hex');
  const stem = path.join(options.folder, `${parts.partPrefix}${options.jobId}-${token}`);
  return { video: `${stem}.part`, thumbnail: options.withThumbnail ? `${stem}.jpg.part` : null };
}

export const removeParts = async (parts: Parts): Promise<void> => {
  await rm(parts.video, { force: true });
  if (parts.thumbnail) await rm(parts.thumbnail, { force: true });
};

interface PublishOptions {
  readonly jobId: number;
  readonly title: string;
  readonly extension: string;
  readonly folder: string;
  readonly files: Parts;
  readonly contentHash: string;
  readonly recipeHash: string;
  /** What the job's result will be, but for the paths. */
  readonly result: JobResult;
  readonly signal: AbortSignal;
}
export interface Published {
  readonly result: JobResult;
  readonly outputHash: string;
}

/**
 * Gives finished files their final names: synced, written into the journal, linked under a name that no one has (a link never
 * replaces), and the folder synced. After a crash at any point the journal tells the retry what is there.
 */
export async function publish(parts: VideoParts, options: PublishOptions): Promise<Published> {
  const { files, folder } = options;
  const outputHash = await hashFile(files.video, { signal: options.signal });
  await syncFile(files.video);
  if (files.thumbnail) await syncFile(files.thumbnail);
  reachKillPoint('K07');
  const stem = safeStem(options.title);
  for (let number = 1; number < 10_000; number += 1) {
    const outputPath = path.join(folder, outputName(stem, options.extension, number));
    const thumbnailPath = files.thumbnail ? path.join(folder, outputName(stem, 'jpg', number)) : null;
    if (!(await isFree(parts, { ...options, outputPath, thumbnailPath }))) continue;
    const result = { ...options.result, outputPath, thumbnailPath };
    await remember(parts, { ...options, outputHash, result });
    options.signal.throwIfAborted();
    if (!(await claimNames({ files, outputPath, thumbnailPath }))) continue;
    await syncFolder(folder);
    reachKillPoint('K08');
    return { result, outputHash };
  }
  throw new AppError('video-name-invalid', { reason: 'taken' });
}

async function isFree(
  parts: VideoParts,
  names: { jobId: number; outputPath: string; thumbnailPath: string | null },
): Promise<boolean> {
  const owner = parts.store.findOutputOwner(names.outputPath);
  if (owner !== null && owner !== names.jobId) return false;
  return !(await exists(names.outputPath)) && !(names.thumbnailPath && (await exists(names.thumbnailPath)));
}

function remember(
  parts: VideoParts,
  options: PublishOptions & { outputHash: string; result: JobResult },
): Promise<unknown> {
  const row: OutputRow = {
    job_id: options.jobId,
    content_hash: options.contentHash,
    recipe_hash: options.recipeHash,
    part_path: options.files.video,
    output_path: options.result.outputPath ?? '',
    output_hash: options.outputHash,
    thumbnail_path: options.result.thumbnailPath,
    result: JSON.stringify(options.result),
    created_at: parts.clock.now(),
  };
  return parts.database.write(() => parts.store.saveOutput(row));
}

/** The video last: it is what makes the result a result. False where somebody took a name in the meantime. */
async function claimNames(names: { files: Parts; outputPath: string; thumbnailPath: string | null }): Promise<boolean> {
  const { files, outputPath, thumbnailPath } = names;
  if (files.thumbnail && thumbnailPath && !(await moveExclusive(files.thumbnail, thumbnailPath))) return false;
  if (await moveExclusive(files.video, outputPath)) return true;
  if (files.thumbnail && thumbnailPath) await rename(thumbnailPath, files.thumbnail);
  return false;
}

/** Moves without ever replacing: by a link, or, where the file system has none, by first taking the name. */
async function moveExclusive(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''; // fs rejects with system errors
    if (code === 'EEXIST') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'UNKNOWN', 'EINVAL'].includes(code))
      throw error;
    return renameIntoPlace(from, to);
  }
  await rm(from, { force: true });
  return true;
}

async function renameIntoPlace(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false; // fs rejects with system errors
    throw error;
  }
  await rename(from, to);
  return true;
}

/**
 * What an earlier attempt of the job has published before it died: the result, if the file is whole; else what it left is
 * removed and null answered.
 */
export async function recoverPublished(
  parts: VideoParts,
  jobId: number,
  signal: AbortSignal,
): Promise<OutputRow | null> {
  const row = parts.store.getOutput(jobId);
  if (!row) return null;
  await rm(row.part_path, { force: true });
  const found = await stat(row.output_path).catch(() => null);
  if (found?.isFile() && found.size > 0 && (await hashFile(row.output_path, { signal })) === row.output_hash)
    return row;
  // A name that was taken and never filled, where links are not to be had.
  if (found?.size === 0) await rm(row.output_path, { force: true });
  await removeOwnThumbnail(row);
  await parts.database.write(() => parts.store.removeOutput(jobId));
  return null;
}

/** The thumbnail gets its name a moment before the video; one as young as the journal's row is ours. */
async function removeOwnThumbnail(row: OutputRow): Promise<void> {
  if (!row.thumbnail_path) return;
  const found = await lstat(row.thumbnail_path).catch(() => null);
  if (found?.isFile() && Math.abs(found.ctimeMs - row.created_at) < 10_000)
    await rm(row.thumbnail_path, { force: true });
}

const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

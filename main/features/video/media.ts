import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { JobResult, Source } from '#shared/domain/job.ts';
import type { VideoParts } from './deps.ts';
import { sourceFolder, uploadedFile } from './fetch-source.ts';
import { titleOfLink } from './output-name.ts';

/** A job as far as its files go. */
export interface MediaJob {
  readonly id: number;
  readonly source: Source | null;
  readonly result: Pick<JobResult, 'outputPath' | 'thumbnailPath'> | null;
}
export interface MediaFile {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
}

const types: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.jpg': 'image/jpeg',
};

/** The files behind a job, for playing and downloading. Each throws `media-not-found` where there is none (any more). */
export function createMedia(parts: VideoParts) {
  return {
    resultFile: (job: MediaJob): Promise<MediaFile> => fileOf(job, job.result?.outputPath ?? null),
    thumbnailFile: (job: MediaJob): Promise<MediaFile> => fileOf(job, job.result?.thumbnailPath ?? null),
    async sourceFile(job: MediaJob): Promise<MediaFile> {
      const { source } = job;
      if (source?.kind === 'file') return fileOf(job, source.value);
      if (source?.kind === 'upload') {
        const name = parts.store.getUpload(source.value)?.name;
        return { ...(await fileOf(job, uploadedFileOrNull(source.value))), ...(name ? named(name) : {}) };
      }
      const found = await fileOf(job, await downloadedFile(parts.folders.temp, job.id));
      return { ...found, ...namedByLink(source?.value ?? '', found.path) };
    },
  };

  function uploadedFileOrNull(id: string): string | null {
    return parts.store.getUpload(id) ? uploadedFile(parts, id) : null;
  }
}
export type Media = ReturnType<typeof createMedia>;

const named = (name: string) => ({ name, type: types[path.extname(name).toLowerCase()] ?? 'video/mp4' });

/** A download is kept under a name of ours, which only after yt-dlp has an ending. */
function namedByLink(link: string, file: string) {
  const last = URL.canParse(link) ? titleOfLink(new URL(link)) : 'video';
  const extension = path.extname(file) || (types[path.extname(last).toLowerCase()] ? '' : '.mp4');
  return named(last.endsWith(extension) ? last : last + extension);
}

async function fileOf(job: MediaJob, file: string | null): Promise<MediaFile> {
  const found = file === null ? null : await stat(file).catch(() => null);
  if (file === null || !found?.isFile()) throw new AppError('media-not-found', { id: job.id });
  return { path: file, ...named(path.basename(file)), sizeBytes: found.size };
}

async function downloadedFile(temp: string, jobId: number): Promise<string | null> {
  const folder = sourceFolder(temp, jobId);
  try {
    const found = JSON.parse(await readFile(path.join(folder, 'complete.json'), 'utf8')) as { file?: string }; // held inside the folder below
    return found.file ? path.join(folder, path.basename(found.file)) : null;
  } catch {
    // Never fetched, or swept after a day.
    return null;
  }
}

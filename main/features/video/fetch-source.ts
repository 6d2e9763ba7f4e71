import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Source } from '#shared/domain/job.ts';
import { requireSpace } from '#platform/disk.ts';
import { download, fingerprintOf } from '#platform/http/download.ts';
import { downloadPage } from '#platform/http/page-download.ts';
import type { VideoParts } from './deps.ts';
import { readHead } from './file-kind.ts';
import type { ProgressReporter } from './job-progress.ts';

interface FetchOptions {
  readonly jobId: number;
  readonly source: Source;
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
  readonly log: (line: string) => void;
}

/** Where a job keeps what it downloaded, for its retries and for looking at before and after. */
export const sourceFolder = (temp: string, jobId: number): string => path.join(temp, 'sources', String(jobId));

export interface FetchedSource {
  readonly file: string;
  /** What a page calls its video: known only now. */
  readonly title: string | null;
}

/** The local file that a job works on, downloaded first where it must be. */
export async function fetchSource(parts: VideoParts, options: FetchOptions): Promise<FetchedSource> {
  const { source } = options;
  if (source.kind === 'file') return { file: source.value, title: null };
  if (source.kind === 'upload') return { file: uploadedFile(parts, source.value), title: null };
  const folder = sourceFolder(parts.folders.temp, options.jobId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const earlier = await readComplete(folder, source.value);
  if (earlier) return earlier;
  options.progress.enter('fetch');
  const fetched =
    source.kind === 'url' ? await fetchLink(parts, options, folder) : await fetchPage(parts, options, folder);
  const note = { link: fingerprintOf(source.value), ...fetched };
  await writeFile(path.join(folder, 'complete.json'), JSON.stringify(note), { mode: 0o600 });
  return fetched;
}

export function uploadedFile(parts: Pick<VideoParts, 'store'>, id: string): string {
  const upload = parts.store.getUpload(id);
  if (!upload) throw new AppError('upload-not-found', { id });
  if (upload.completed_at === null) throw new AppError('upload-incomplete', { id });
  return upload.path;
}

async function fetchLink(parts: VideoParts, options: FetchOptions, folder: string) {
  const file = path.join(folder, 'source');
  options.log(`download ${new URL(options.source.value).host}`);
  const { sizeBytes } = await download({
    url: options.source.value,
    file,
    guard: parts.guard,
    maxBytes: parts.settings.get('maxSourceBytes'),
    signal: options.signal,
    checkSpace: (bytes) => requireSpace(folder, bytes * 1.05),
    onProgress: (received, total) => options.progress.update(total ? received / total : 0),
  });
  return { file, sizeBytes, title: null };
}

async function fetchPage(parts: VideoParts, options: FetchOptions, folder: string) {
  return downloadPage({
    url: options.source.value,
    folder,
    tool: parts.requireTool('yt-dlp'),
    ffmpegPath: parts.findTool('ffmpeg')?.path ?? null,
    guard: parts.guard,
    maxBytes: parts.settings.get('maxSourceBytes'),
    stallMs: parts.settings.get('stallSeconds') * 1000,
    clock: parts.clock,
    registry: parts.registry,
    signal: options.signal,
    onProgress: (received, total) => options.progress.update(total ? received / total : 0),
    log: options.log,
  });
}

/** What an earlier attempt of the same job has fetched whole. */
async function readComplete(folder: string, url: string): Promise<FetchedSource | null> {
  try {
    const found = JSON.parse(await readFile(path.join(folder, 'complete.json'), 'utf8')) as {
      link?: string;
      file?: string;
      sizeBytes?: number;
      title?: string | null;
    }; // compared below
    if (found.link !== fingerprintOf(url) || !found.file) return null;
    const isWhole = (await stat(found.file)).size === found.sizeBytes;
    return isWhole ? { file: found.file, title: found.title ?? null } : null;
  } catch {
    // Nothing fetched yet, or swept: fetch.
    return null;
  }
}

/** Size and kind of a local source, checked before anything is spent on it. Throws `video-source-…`. */
export async function checkSourceFile(file: string, maxBytes: number): Promise<{ sizeBytes: number; head: Buffer }> {
  const found = await readHead(file);
  if (found.sizeBytes > maxBytes)
    throw new AppError('video-source-too-large', { sizeBytes: found.sizeBytes, limitBytes: maxBytes });
  return found;
}

import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Clock } from '../clock.ts';
import { lastWords } from '../ffmpeg/classify.ts';
import type { ChildRegistry } from '../process/child-registry.ts';
import { runProcess } from '../process/run-process.ts';
import type { AddressGuard } from './address-guard.ts';

export interface PageDownloadOptions {
  readonly url: string;
  /** A folder for this download alone; a broken one goes on from what is in it. */
  readonly folder: string;
  readonly tool: { readonly path: string };
  readonly ffmpegPath: string | null;
  readonly guard: AddressGuard;
  readonly maxBytes: number;
  readonly stallMs: number;
  readonly clock: Clock;
  readonly registry: ChildRegistry;
  readonly signal: AbortSignal;
  readonly onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
  readonly log?: (line: string) => void;
}

export interface DownloadedPage {
  readonly file: string;
  readonly sizeBytes: number;
  /** What the page calls its video; null where yt-dlp wrote none. */
  readonly title: string | null;
}

const titleFile = 'title.txt';

/** Fetches the video of a page with yt-dlp; answers the file. Throws `ytdlp-failed` and the `download-…` errors. */
export async function downloadPage(options: PageDownloadOptions): Promise<DownloadedPage> {
  const url = options.guard.checkUrl(options.url);
  await options.guard.checkHost(url);
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const stall = new AbortController();
  let stopWatch = options.clock.after(options.stallMs, () => stall.abort());
  const end = await runProcess({
    command: options.tool.path,
    args: pageArguments(options),
    input: `${url.href}\n`,
    cwd: options.folder,
    clock: options.clock,
    registry: options.registry,
    signal: AbortSignal.any([options.signal, stall.signal]),
    maxStdoutBytes: 65_536,
    onStdoutLine: (line) => {
      stopWatch();
      stopWatch = options.clock.after(options.stallMs, () => stall.abort());
      const found = /^atalaya-progress (\d+(?:\.\d+)?) (\d+(?:\.\d+)?|NA)/.exec(line);
      if (found) options.onProgress?.(Number(found[1]), found[2] === 'NA' ? null : Number(found[2]));
      else options.log?.(line);
    },
  }).finally(() => stopWatch());
  options.signal.throwIfAborted();
  if (stall.signal.aborted) throw new AppError('download-timeout', { seconds: Math.round(options.stallMs / 1000) });
  if (end.spawnError !== null) throw new AppError('ytdlp-missing', {}, { cause: end.spawnError });
  if (end.code !== 0)
    throw new AppError('ytdlp-failed', { reason: lastWords(end.stderr) || `exit ${end.code ?? end.signal}` });
  return { ...(await findResult(options, end.stdout)), title: await readTitle(options.folder) };
}

/** The last line: a download that was taken up again has written one each time. */
async function readTitle(folder: string): Promise<string | null> {
  const text = await readFile(path.join(folder, titleFile), 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1)?.slice(0, 1000) || null;
}

/** No configuration file, no shell, one file with a name of ours; the link, which may hold a token, comes by stdin. */
function pageArguments(options: PageDownloadOptions): string[] {
  return [
    '--ignore-config',
    '--no-playlist',
    '--no-exec',
    '--no-cache-dir',
    '--no-mtime',
    '--no-color',
    '--newline',
    '--progress',
    '--progress-template',
    'download:atalaya-progress %(progress.downloaded_bytes)s %(progress.total_bytes)s',
    '--max-filesize',
    String(options.maxBytes),
    '--socket-timeout',
    '30',
    '--continue',
    '--retries',
    '3',
    '--format',
    'bv*[ext=mp4]+ba[ext=m4a]/b[ext=mp4]/bv*+ba/b',
    '--merge-output-format',
    'mp4/mkv',
    '--output',
    'source.%(ext)s',
    '--restrict-filenames',
    // Not `--print`, which would silence what says why a file was left out.
    '--print-to-file',
    'after_move:%(title)s',
    titleFile,
    ...(options.ffmpegPath ? ['--ffmpeg-location', options.ffmpegPath] : []),
    '--batch-file',
    '-',
  ];
}

async function findResult(options: PageDownloadOptions, stdout: string): Promise<{ file: string; sizeBytes: number }> {
  const files: { file: string; sizeBytes: number }[] = [];
  for (const name of await readdir(options.folder)) {
    if (!/^source\.[a-z0-9]{1,5}$/i.test(name) || name.endsWith('.part')) continue;
    const file = path.join(options.folder, name);
    const found = await stat(file);
    if (found.isFile()) files.push({ file, sizeBytes: found.size });
  }
  const largest = files.sort((a, b) => b.sizeBytes - a.sizeBytes)[0];
  if (!largest) {
    // yt-dlp calls it a success when it leaves a file out for its size.
    if (/larger than max-filesize/i.test(stdout))
      throw new AppError('download-too-large', { limitBytes: options.maxBytes });
    throw new AppError('ytdlp-failed', { reason: 'no-file' });
  }
  if (largest.sizeBytes === 0) {
    await rm(largest.file, { force: true });
    throw new AppError('download-empty');
  }
  if (largest.sizeBytes > options.maxBytes) throw new AppError('download-too-large', { limitBytes: options.maxBytes });
  return largest;
}

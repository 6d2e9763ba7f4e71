import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '#shared/contract/errors.ts';

/** A file that the core decided may be read. */
export interface ServedFile {
  readonly path: string;
  /** Offered when saved; may hold any letters. */
  readonly name: string;
  /** What it is where its path's ending doesn't tell. */
  readonly type?: string;
}

export interface FileRequest {
  readonly method: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly asAttachment: boolean;
}

export interface FileAnswer {
  readonly status: 200 | 206;
  readonly headers: Record<string, string>;
  readonly body: Readable | null;
}

export const mediaTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.mpg': 'video/mpeg',
  '.mpeg': 'video/mpeg',
  '.ts': 'video/mp2t',
  '.3gp': 'video/3gpp',
  '.3g2': 'video/3gpp2',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/**
 * One file with byte ranges (RFC 9110, 14). Opens first and asks the open file for its size, so that nothing can be put in its
 * place between the two. Throws `media-not-found` and `media-range-invalid`.
 */
export async function answerFile(file: ServedFile, request: FileRequest): Promise<FileAnswer> {
  const handle = await open(file.path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw new AppError('media-not-found', { id: file.name }, { cause });
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new AppError('media-not-found', { id: file.name });
    const etag = `"${stat.size.toString(16)}-${Math.trunc(stat.mtimeMs).toString(16)}"`;
    const isWanted = request.range !== null && (request.ifRange === null || request.ifRange === etag);
    const range = isWanted ? parseRange(request.range, stat.size) : null;
    const { start, end } = range ?? { start: 0, end: stat.size - 1 };
    const headers: Record<string, string> = {
      'content-type': mediaTypes[path.extname(file.path).toLowerCase()] ?? file.type ?? 'application/octet-stream',
      'content-length': String(end - start + 1),
      'content-disposition': disposition(file.name, request.asAttachment),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      etag,
      ...(range ? { 'content-range': `bytes ${start}-${end}/${stat.size}` } : {}),
    };
    const status = range ? 206 : 200;
    if (request.method === 'HEAD' || stat.size === 0) {
      await handle.close();
      return { status, headers, body: null };
    }
    return { status, headers, body: handle.createReadStream({ start, end }) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A single range; several, or units we do not know, are answered with the whole file. */
export function parseRange(header: string | null, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  const isEmptySuffix = first === '' && Number(last) === 0;
  if (start >= size || isEmptySuffix) throw new AppError('media-range-invalid', { sizeBytes: size });
  return start > end ? null : { start, end };
}

/** RFC 6266 with the name in RFC 5987 form; the plain form keeps letters that every client reads. */
export function disposition(name: string, asAttachment: boolean): string {
  const clean = path
    .basename(name)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '')
    .toWellFormed();
  const plain = clean.replaceAll(/[^A-Za-z0-9 ._-]/g, '_').slice(0, 150) || 'video';
  const encoded = encodeURIComponent(clean).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${asAttachment ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

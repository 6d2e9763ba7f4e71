import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';

/**
 * Opens `path` and answers size and first bytes. Throws `video-source-…`: not there, not a regular file, not readable, empty.
 * Opening without waiting keeps a FIFO from holding us.
 */
export function readHead(path: string, length = 4096): Promise<{ sizeBytes: number; head: Buffer }> {
  return withPlainFile(path, async (handle, sizeBytes) => {
    const head = Buffer.alloc(Math.min(length, sizeBytes));
    await handle.read(head, 0, head.length, 0);
    return { sizeBytes, head };
  });
}

/** The whole file, read through the handle that was looked at; null where it is larger. Throws as `readHead` does. */
export function readSmallFile(path: string, maxBytes: number): Promise<Buffer | null> {
  return withPlainFile(path, async (handle, sizeBytes) => (sizeBytes > maxBytes ? null : handle.readFile()));
}

async function withPlainFile<T>(path: string, read: (handle: FileHandle, sizeBytes: number) => Promise<T>): Promise<T> {
  if (path.includes('\0')) throw new AppError('video-source-not-found', { path: path.replaceAll('\0', '\u2400') });
  const handle = await openOrThrow(path);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new AppError('video-source-not-file', { path });
    if (found.size === 0) throw new AppError('video-source-empty', { path });
    return await read(handle, found.size);
  } finally {
    await handle.close();
  }
}

async function openOrThrow(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''; // fs rejects with system errors
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code))
      throw new AppError('video-source-not-found', { path }, { cause: error });
    if (['EISDIR', 'ENXIO', 'ENODEV'].includes(code))
      throw new AppError('video-source-not-file', { path }, { cause: error });
    throw new AppError('video-source-unreadable', { path }, { cause: error });
  }
}

const signatures: readonly [string, RegExp][] = [
  ['playlist', /^\s*#EXTM3U/],
  ['playlist', /^\s*ffconcat\b/],
  ['playlist', /^v=0\s/],
  ['html', /^\s*<(!doctype html|html|head|body)/i],
  ['xml', /^\s*<(\?xml|svg|MPD)/i],
  // eslint-disable-next-line no-control-regex -- a signature of bytes
  ['zip', /^PK\u0003\u0004/],
  ['pdf', /^%PDF/],
  ['picture', /^(\u0089PNG|\u00ff\u00d8\u00ff|GIF8|BM|RIFF....WEBP)/s],
  ['audio', /^(ID3|fLaC|RIFF....WAVE)/s],
];

/** What a file that can't be used seems to be, in one word for its error; null when nothing speaks against a video. */
export function detectForeignKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  const found = signatures.find(([, pattern]) => pattern.test(text.replace(/^\u00ef\u00bb\u00bf/, '')));
  if (found) return found[0];
  // eslint-disable-next-line no-control-regex -- control characters are what tells text from bytes
  return /^[^\u0000-\u0008\u000e-\u001f]*$/.test(text) ? 'text' : null;
}

export function detectPicture(head: Buffer): 'png' | 'jpeg' | 'webp' | null {
  const text = head.subarray(0, 12).toString('latin1');
  if (text.startsWith('\u0089PNG\r\n\u001a\n')) return 'png';
  if (text.startsWith('\u00ff\u00d8\u00ff')) return 'jpeg';
  return /^RIFF....WEBP/s.test(text) ? 'webp' : null;
}

import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { isAppUrl } from './app-origin.ts';

export interface AppFiles {
  /** The built window: index.html and assets/. */
  readonly rendererFolder: string;
  readonly contentPolicy: string;
  /** Files of jobs, with Range; asked for `/api/v1/jobs/…/media/…` alone. */
  serveMedia(request: Request): Promise<Response>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.mp3': 'audio/mpeg',
};
const mediaPath = /^\/api\/v1\/jobs\/[0-9]+\/media\/[a-z]+$/;

/** Answers one request of the window: its own files and the media of jobs, nothing else. */
export async function answerAppRequest(request: Request, files: AppFiles): Promise<Response> {
  if (!isAppUrl(request.url)) return refuse(404, files);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, files);
  const { pathname } = new URL(request.url);
  if (mediaPath.test(pathname)) return withPolicy(await files.serveMedia(request), files);
  if (pathname.startsWith('/api/')) return refuse(404, files);
  const file = await findFile(pathname, files.rendererFolder);
  return file ? sendFile(file, request.method, files) : refuse(404, files);
}

/** Paths without an extension are addresses of the window's router: they all get its one page. */
async function findFile(pathname: string, folder: string): Promise<string | null> {
  const name = decode(pathname);
  if (name === null || name.includes('\0') || name.includes('\\')) return null;
  const wanted = path.extname(name) === '' ? 'index.html' : name;
  const file = path.join(folder, path.posix.normalize(`/${wanted}`));
  try {
    const [real, root] = await Promise.all([realpath(file), realpath(folder)]);
    return real.startsWith(root + path.sep) && (await stat(real)).isFile() ? real : null;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null; // a lone percent sign: no file of ours has one
  }
}

async function sendFile(file: string, method: string, files: AppFiles): Promise<Response> {
  const { size } = await stat(file);
  const headers = new Headers({
    'content-type': types[path.extname(file)] ?? 'application/octet-stream',
    'content-length': String(size),
    'cache-control': file.includes(`${path.sep}assets${path.sep}`) ? 'max-age=31536000, immutable' : 'no-cache',
  });
  if (method === 'HEAD') return withPolicy(new Response(null, { headers }), files);
  // Node's and the web's stream types differ in name only.
  const body = Readable.toWeb(createReadStream(file)) as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
  return withPolicy(new Response(body, { headers }), files);
}

const refuse = (status: number, files: AppFiles): Response => withPolicy(new Response(null, { status }), files);

function withPolicy(response: Response, files: AppFiles): Response {
  response.headers.set('content-security-policy', files.contentPolicy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'no-referrer');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('cross-origin-resource-policy', 'same-origin');
  return response;
}

import { createHash } from 'node:crypto';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import { AppError } from '#shared/contract/errors.ts';
import type { AddressGuard } from './address-guard.ts';
import { isCut, toDownloadError } from './download-error.ts';

export interface DownloadOptions {
  readonly url: string;
  /** Grows here; beside it `<file>.json` keeps what a resume must match. */
  readonly file: string;
  readonly guard: AddressGuard;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
  /** Called once the size is known and before the first byte is kept: throws `disk-full`. */
  readonly checkSpace?: (bytes: number) => Promise<void>;
  readonly headersTimeoutMs?: number;
  /** Without a byte for so long the transfer is cut. */
  readonly idleTimeoutMs?: number;
}
export interface Downloaded {
  readonly sizeBytes: number;
  readonly contentType: string | null;
  /** The name that the address ends in, as the server sent it. */
  readonly url: string;
}

const maxRedirects = 5;
/** A transfer that breaks is taken up again at once so often; after that the job's own retry takes over. */
const resumesPerCall = 2;

/** Stands for a link where it is only compared: the link itself may hold a token. */
export const fingerprintOf = (url: string): string => createHash('sha256').update(url).digest('hex');

interface Validator {
  /** Fingerprint of the link. */
  link: string;
  /** A strong ETag or the Last-Modified date. */
  tag: string;
  totalBytes: number | null;
}

/** Fetches a link to a file, taking up what an earlier call left. Throws the catalogue's `download-…` errors. */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  for (let resumed = 0; ; resumed += 1) {
    const before = await sizeOf(options.file);
    try {
      return await transfer(options);
    } catch (error) {
      const failure = toDownloadError(error, options);
      const hasGrown = (await sizeOf(options.file)) > before;
      const isBroken = failure.code === 'download-cut' || failure.code === 'download-network';
      if (options.signal.aborted || !isBroken || !hasGrown || resumed >= resumesPerCall) throw failure;
    }
  }
}

async function transfer(options: DownloadOptions): Promise<Downloaded> {
  const have = await resumePoint(options);
  const { response, url, close } = await follow(options, have);
  try {
    if (response.statusCode === 416) return await finishAt416(options, have, url);
    checkStatus(response.statusCode);
    const start = response.statusCode === 206 ? rangeStart(response, have) : 0;
    const total = totalBytes(response, start);
    if (total === 0) throw new AppError('download-empty');
    if (total !== null && total > options.maxBytes)
      throw new AppError('download-too-large', { limitBytes: options.maxBytes });
    const contentType = header(response, 'content-type');
    if (contentType && /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType))
      throw new AppError('download-html');
    if (total !== null) await options.checkSpace?.(total - start);
    await rememberValidator(options, response, total);
    const received = await receive(response.body, { options, start, total });
    return { sizeBytes: received, contentType, url: url.href };
  } finally {
    response.body.on('error', () => {}).destroy();
    await close();
  }
}

interface ResumePoint {
  bytes: number;
  validator: Validator | null;
}

async function resumePoint(options: DownloadOptions): Promise<ResumePoint> {
  const bytes = await sizeOf(options.file);
  const validator = await readValidator(options);
  if (bytes > 0 && validator) return { bytes, validator };
  await rm(options.file, { force: true });
  return { bytes: 0, validator: null };
}

/** Asks, and follows redirects by hand: each address is checked anew, and nothing of ours goes along. */
async function follow(options: DownloadOptions, have: ResumePoint) {
  let url = options.guard.checkUrl(options.url);
  for (let hops = 0; ; hops += 1) {
    const agent = agentFor(options, url);
    const close = (): Promise<void> => agent.destroy().catch(() => {});
    try {
      const response = await request(url, {
        dispatcher: agent,
        method: 'GET',
        signal: options.signal,
        headers: {
          'user-agent': 'Atalaya',
          accept: 'video/*,application/octet-stream;q=0.9,*/*;q=0.5',
          // A compressed answer could unfold without end, and its length would tell nothing.
          'accept-encoding': 'identity',
          ...(have.validator ? { range: `bytes=${have.bytes}-`, 'if-range': have.validator.tag } : {}),
        },
      });
      if (header(response, 'content-encoding') && header(response, 'content-encoding') !== 'identity')
        throw new AppError('download-network', { reason: 'content-encoding' });
      const location = isRedirect(response.statusCode) ? header(response, 'location') : null;
      if (!location) return { response, url, close };
      if (hops >= maxRedirects) throw new AppError('download-redirect-limit', { limit: maxRedirects });
      url = options.guard.checkUrl(URL.canParse(location, url.href) ? new URL(location, url).href : location);
    } catch (error) {
      await close();
      throw error;
    }
    await close();
  }
}

function agentFor(options: DownloadOptions, url: URL): Agent {
  return new Agent({
    headersTimeout: options.headersTimeoutMs ?? 30_000,
    bodyTimeout: options.idleTimeoutMs ?? 30_000,
    connect: { timeout: 15_000, lookup: options.guard.lookupFor(url) } as object, // net's own type asks for a host here
    maxHeaderSize: 32_768,
  });
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

function checkStatus(status: number): void {
  if (status === 200 || status === 206) return;
  if (status === 404 || status === 410) throw new AppError('download-gone', { status });
  throw new AppError('download-http-status', { status });
}

function rangeStart(response: Dispatcher.ResponseData, have: ResumePoint): number {
  const found = /^bytes (\d+)-\d*\/(\d+|\*)$/.exec(header(response, 'content-range') ?? '');
  if (!found || Number(found[1]) !== have.bytes) throw new AppError('download-changed');
  return have.bytes;
}

function totalBytes(response: Dispatcher.ResponseData, start: number): number | null {
  const ranged = /\/(\d+)$/.exec(header(response, 'content-range') ?? '')?.[1];
  if (ranged) return Number(ranged);
  const length = header(response, 'content-length');
  return length !== null && /^\d+$/.test(length) ? start + Number(length) : null;
}

/** 416 to a resume: either we have it all, or the file became another one. */
async function finishAt416(options: DownloadOptions, have: ResumePoint, url: URL): Promise<Downloaded> {
  if (have.validator?.totalBytes === have.bytes) return { sizeBytes: have.bytes, contentType: null, url: url.href };
  await forget(options);
  throw new AppError('download-changed');
}

/** Every byte that came is in the file before the next is asked for: a resume loses nothing but what was on its way. */
async function receive(
  body: Readable,
  { options, start, total }: { options: DownloadOptions; start: number; total: number | null },
): Promise<number> {
  const handle = await open(options.file, start > 0 ? 'r+' : 'w', 0o600);
  let received = start;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      // undici's bodies yield buffers
      if (received === 0) refuseHtml(chunk);
      if (received + chunk.length > options.maxBytes)
        throw new AppError('download-too-large', { limitBytes: options.maxBytes });
      await handle.write(chunk, 0, chunk.length, received);
      received += chunk.length;
      options.onProgress?.(received, total);
      options.signal.throwIfAborted();
    }
    await handle.sync();
  } catch (error) {
    if (isCut(error))
      throw new AppError('download-cut', { receivedBytes: received, expectedBytes: total ?? 0 }, { cause: error });
    throw error;
  } finally {
    await handle.close();
  }
  if (received === 0) throw new AppError('download-empty');
  if (total !== null && received !== total)
    throw new AppError('download-cut', { receivedBytes: received, expectedBytes: total });
  return received;
}

/** Servers send their error pages with any type. */
function refuseHtml(first: Buffer): void {
  const head = first
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
    .toLowerCase();
  if (/^<(!doctype html|html|head|body|!--)/.test(head)) throw new AppError('download-html');
}

const validatorFile = (options: DownloadOptions): string => `${options.file}.json`;

async function rememberValidator(
  options: DownloadOptions,
  response: Dispatcher.ResponseData,
  totalBytes: number | null,
) {
  const etag = header(response, 'etag');
  const tag = etag && !etag.startsWith('W/') ? etag : header(response, 'last-modified');
  if (!tag) return rm(validatorFile(options), { force: true });
  const validator: Validator = { link: fingerprintOf(options.url), tag, totalBytes };
  await writeFile(validatorFile(options), JSON.stringify(validator), { mode: 0o600 });
}

async function readValidator(options: DownloadOptions): Promise<Validator | null> {
  try {
    const value = JSON.parse(await readFile(validatorFile(options), 'utf8')) as Partial<Validator>; // checked below
    if (value.link !== fingerprintOf(options.url) || typeof value.tag !== 'string') return null;
    return {
      link: value.link,
      tag: value.tag,
      totalBytes: typeof value.totalBytes === 'number' ? value.totalBytes : null,
    };
  } catch {
    // None, or half-written: begin anew.
    return null;
  }
}

async function forget(options: DownloadOptions): Promise<void> {
  await rm(options.file, { force: true });
  await rm(validatorFile(options), { force: true });
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (found) => found.size,
    () => 0,
  );
}

function header(response: Dispatcher.ResponseData, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface VideoServer {
  readonly url: string;
  readonly host: string;
  /** Each request as it came: path and the headers that matter. */
  readonly requests: {
    path: string;
    range: string | null;
    ifRange: string | null;
    headers: NodeJS.Dict<string | string[]>;
  }[];
}

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A web server with one answer a path; `count` is how often that path was asked for before. */
export async function startVideoServer(answers: Record<string, Answer>): Promise<VideoServer> {
  const requests: VideoServer['requests'] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    const count = requests.filter((earlier) => earlier.path === path).length;
    requests.push({
      path,
      range: request.headers.range ?? null,
      ifRange: (request.headers['if-range'] as string | undefined) ?? null,
      headers: request.headers,
    });
    const answer = answers[path.split('?')[0] ?? ''];
    if (answer) return answer(request, response, count);
    response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>not here</h1>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, requests };
}

/** Serves `bytes` with ranges; the first `cuts` answers break off half way. */
export const serveFile =
  (bytes: Buffer, options: { cuts?: number; etag?: (count: number) => string; withRanges?: boolean } = {}): Answer =>
  (request, response, count) => {
    const etag = options.etag?.(count) ?? '"one"';
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const isRanged = options.withRanges !== false && wanted !== undefined && request.headers['if-range'] === etag;
    const start = isRanged ? Number(wanted) : 0;
    if (isRanged && start >= bytes.length)
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    const part = bytes.subarray(start);
    response.writeHead(isRanged ? 206 : 200, {
      'content-type': 'video/mp4',
      'content-length': part.length,
      etag,
      ...(isRanged ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    if (count >= (options.cuts ?? 0)) return void response.end(part);
    response.write(part.subarray(0, Math.ceil(part.length / 2)), () => setImmediate(() => response.destroy()));
  };

/** Begins an answer and never goes on: a job that asks for it runs until it is stopped. */
export const neverEnds: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 1_000_000 });
  response.write('\0\0\0\u0018ftypmp42');
};

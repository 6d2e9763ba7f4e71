import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { AddressGuard } from '#platform/http/address-guard.ts';
import { download, type DownloadOptions } from '#platform/http/download.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { serveFile, startVideoServer, type VideoServer } from '../peers/video-server.ts';

const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251));

const optionsFor = (server: VideoServer, path_: string, more: Partial<DownloadOptions> = {}): DownloadOptions => ({
  url: server.url + path_,
  file: path.join(temporaryFolder(), 'source'),
  guard: new AddressGuard(() => [server.host]),
  maxBytes: 4_000_000,
  signal: new AbortController().signal,
  ...more,
});

test('a link is fetched whole, with progress, and nothing of ours goes along', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes) });
  const seen: number[] = [];
  const options = optionsFor(server, '/v.mp4', { onProgress: (received) => seen.push(received) });
  expect(await download(options)).toMatchObject({ sizeBytes: bytes.length, contentType: 'video/mp4' });
  expect(readFileSync(options.file).equals(bytes)).toBe(true);
  expect(seen.at(-1)).toBe(bytes.length);
  expect(Object.keys(server.requests[0]?.headers ?? {}).toSorted()).toEqual([
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
});

test('a connection that is cut is taken up where it broke, in the same call and in the next [A73]', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes, { cuts: 4 }) });
  const options = optionsFor(server, '/v.mp4');
  await expect(download(options)).rejects.toMatchObject({ code: 'download-cut' });
  expect(await download(options)).toMatchObject({ sizeBytes: bytes.length });
  expect(readFileSync(options.file).equals(bytes)).toBe(true);
  const ranges = server.requests.slice(1).map((request) => Number(/\d+/.exec(request.range ?? '')?.[0]));
  expect(ranges.toSorted((a, b) => a - b)).toEqual(ranges);
  expect(Math.min(...ranges)).toBeGreaterThan(0);
});

test('a file that became another one is not joined to the half of the first', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes, { cuts: 1, etag: (count) => `"${count}"` }) });
  const options = optionsFor(server, '/v.mp4');
  expect(await download(options)).toMatchObject({ sizeBytes: bytes.length });
  expect(readFileSync(options.file).equals(bytes)).toBe(true);
});

test('a server without ranges is asked from the start', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes, { cuts: 1, withRanges: false }) });
  const options = optionsFor(server, '/v.mp4');
  expect(await download(options)).toMatchObject({ sizeBytes: bytes.length });
  expect(readFileSync(options.file).equals(bytes)).toBe(true);
});

test('what was fetched whole before is not fetched again', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes) });
  const options = optionsFor(server, '/v.mp4');
  await download(options);
  expect(await download(options)).toMatchObject({ sizeBytes: bytes.length });
  expect(readFileSync(options.file).equals(bytes)).toBe(true);
});

test('every bad answer gets the name of what is wrong with it', async () => {
  const html = '<!DOCTYPE html><title>sorry</title>';
  const server = await startVideoServer({
    '/html': (_request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
    '/html-as-video': (_request, response) =>
      response.writeHead(200, { 'content-type': 'video/mp4' }).end(`\n ${html}`),
    '/empty': (_request, response) => response.writeHead(200, { 'content-length': '0' }).end(),
    '/empty-chunked': (_request, response) => response.writeHead(200).end(),
    '/gone': (_request, response) => response.writeHead(410).end(),
    '/forbidden': (_request, response) => response.writeHead(403).end(),
    '/broken': (_request, response) => response.writeHead(500).end(),
    '/announced': (_request, response) => response.writeHead(200, { 'content-length': '9999999' }).end(),
    '/endless': (_request, response) => {
      response.on('error', () => {});
      const more = (): void =>
        void (response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more)));
      more();
    },
    '/bomb': (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    '/loop': (_request, response) => response.writeHead(302, { location: '/loop' }).end(),
    '/to-file': (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/with-user': (_request, response) => response.writeHead(302, { location: 'http://a:b@example.com/' }).end(),
    '/silent': () => {},
    '/stops': (_request, response) => response.writeHead(200, { 'content-length': '100' }).write('abc'),
  });
  const expected: Record<string, string> = {
    '/html': 'download-html',
    '/html-as-video': 'download-html',
    '/empty': 'download-empty',
    '/empty-chunked': 'download-empty',
    '/gone': 'download-gone',
    '/nowhere': 'download-gone',
    '/forbidden': 'download-http-status',
    '/broken': 'download-http-status',
    '/announced': 'download-too-large',
    '/endless': 'download-too-large',
    '/bomb': 'download-network',
    '/loop': 'download-redirect-limit',
    '/to-file': 'download-url-invalid',
    '/with-user': 'download-url-invalid',
    '/silent': 'download-timeout',
    '/stops': 'download-timeout',
  };
  const found = await Promise.all(
    Object.keys(expected).map(async (link) => {
      const options = optionsFor(server, link, { headersTimeoutMs: 300, idleTimeoutMs: 300 });
      return [
        link,
        await download(options).then(
          () => 'fetched',
          (error: unknown) => (error as { code: string }).code,
        ),
      ];
    }),
  );
  expect(Object.fromEntries(found)).toEqual(expected);
});

test('a redirect to this machine is refused before a packet goes there [S03]', async () => {
  const inner = await startVideoServer({ '/secret': serveFile(bytes) });
  const hosts = [
    inner.host,
    inner.host.replace('127.0.0.1', 'localhost'),
    inner.host.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
  ];
  for (const status of [301, 302, 303, 307, 308])
    for (const host of hosts) {
      const server = await startVideoServer({
        '/v': (_request, response) => response.writeHead(status, { location: `http://${host}/secret` }).end(),
      });
      await expect(download(optionsFor(server, '/v'))).rejects.toMatchObject({ code: 'download-address-refused' });
    }
  expect(inner.requests).toEqual([]);
});

test('a name that leads to this machine is refused at the connection [S03]', async () => {
  const inner = await startVideoServer({ '/secret': serveFile(bytes) });
  const port = new URL(inner.url).port;
  const guard = new AddressGuard(
    () => [],
    (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  );
  const options = optionsFor(inner, '', { url: `http://videos.example.com:${port}/secret`, guard });
  await expect(download(options)).rejects.toMatchObject({
    code: 'download-address-refused',
    params: { host: 'videos.example.com' },
  });
  expect(inner.requests).toEqual([]);
});

test('a refused connection and a name that does not exist are told apart from a broken file', async () => {
  const server = await startVideoServer({});
  const unknown = new AddressGuard(
    () => [],
    (_host, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
  );
  await expect(
    download(optionsFor(server, '', { url: 'http://nowhere.example/', guard: unknown })),
  ).rejects.toMatchObject({ code: 'download-network', params: { reason: 'ENOTFOUND' } });
  const closed = new AddressGuard(() => ['127.0.0.1']);
  await expect(download(optionsFor(server, '', { url: 'http://127.0.0.1:4/', guard: closed }))).rejects.toMatchObject({
    code: 'download-network',
    params: { reason: 'ECONNREFUSED' },
  });
});

test('no room for what was announced ends it before the first byte', async () => {
  const server = await startVideoServer({ '/v.mp4': serveFile(bytes) });
  const options = optionsFor(server, '/v.mp4', { checkSpace: () => Promise.reject(new Error('full')) });
  await expect(download(options)).rejects.toMatchObject({ code: 'download-network' });
  expect(existsSync(options.file)).toBe(false);
});

test('a cancel ends the transfer with its own reason', async () => {
  const server = await startVideoServer({
    '/v': (_request, response) => response.writeHead(200, { 'content-length': '100' }).write('abc'),
  });
  const stop = new AbortController();
  const { AppError } = await import('#shared/contract/errors.ts');
  const running = download(
    optionsFor(server, '/v', {
      signal: stop.signal,
      onProgress: () => stop.abort(new AppError('job-cancelled', { id: 1 })),
    }),
  );
  await expect(running).rejects.toMatchObject({ code: 'job-cancelled' });
});

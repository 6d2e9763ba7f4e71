import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerAppRequest, type AppFiles } from '../../main/electron/app-files.ts';
import { contentSecurityPolicy } from '../../main/transport/content-policy.ts';

let folder: string;
let files: AppFiles;
const get = (address: string, init?: RequestInit) => answerAppRequest(new Request(address, init), files);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-files-'));
  const rendererFolder = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(path.join(rendererFolder, 'index.html'), '<title>Atalaya</title>');
  writeFileSync(path.join(rendererFolder, 'assets', 'a.js'), 'export {}');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(rendererFolder, 'assets', 'link.txt'));
  files = {
    rendererFolder,
    contentPolicy: contentSecurityPolicy,
    serveMedia: async (request) => new Response(`media ${new URL(request.url).pathname}`, { status: 206 }),
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the window’s files are served with their types, and every address of its router gets the one page [S01]', async () => {
  const script = await get('app://atalaya/assets/a.js');
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(await script.text()).toBe('export {}');
  for (const where of ['', 'queue', 'jobs/42', 'settings?group=video#x']) {
    const page = await get(`app://atalaya/${where}`);
    expect([where, page.status, await page.text()]).toEqual([where, 200, '<title>Atalaya</title>']);
  }
});

test('every answer carries the strict policy, refusals too [S01]', async () => {
  for (const where of ['', 'assets/none.js', 'api/v1/jobs', 'api/v1/jobs/1/media/result']) {
    const { headers } = await get(`app://atalaya/${where}`);
    expect([where, headers.get('content-security-policy')]).toEqual([where, contentSecurityPolicy]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:/);
  for (const rule of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    expect(contentSecurityPolicy).toContain(rule);
  }
});

test('no file outside the window’s folder is served, by whatever spelling [S01]', async () => {
  for (const where of [
    '../secret.txt',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
    'assets/..%2f..%2fsecret.txt',
    'assets/link.txt',
    'assets%5c..%5c..%5csecret.txt',
    '%00/secret.txt',
    '%',
    'assets/.',
    `${'a'.repeat(5000)}.js`,
  ]) {
    const answer = await get(`app://atalaya/${where}`);
    expect(`${where}: ${await answer.text()}`).not.toContain(': secret');
  }
});

test('only the media of jobs passes to the core; other hosts and methods are refused [S01] [S24]', async () => {
  const media = await get('app://atalaya/api/v1/jobs/7/media/result', { headers: { range: 'bytes=0-1' } });
  expect([media.status, await media.text()]).toEqual([206, 'media /api/v1/jobs/7/media/result']);
  expect((await get('app://atalaya/api/v1/settings')).status).toBe(404);
  expect((await get('app://atalaya/api/v1/jobs/x/media/result')).status).toBe(404);
  expect((await get('app://evil/')).status).toBe(404);
  expect((await get('app://atalaya/', { method: 'POST', body: 'x' })).status).toBe(405);
  expect(await (await get('app://atalaya/', { method: 'HEAD' })).text()).toBe('');
});

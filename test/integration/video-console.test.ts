import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Job, Source } from '#shared/domain/job.ts';
import type { RecipeInput } from '#shared/domain/recipe.ts';
import { ownerMark } from '#platform/process/child-registry.ts';
import { waitForJob } from '../../main/cli/wait.ts';
import { processesWith } from '../faults/f26.ts';
import { muteClip } from '../helpers/clips.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { quick } from '../helpers/video.ts';
import { writeFakeFfmpeg } from '../peers/fake-ffmpeg.ts';
import { writeFakeYtdlp } from '../peers/fake-ytdlp.ts';
import { serveFile, startVideoServer } from '../peers/video-server.ts';

const recipe: RecipeInput = { steps: [{ kind: 'scale', maxWidth: 32 }, { kind: 'thumbnail' }], output: quick };
let clip = '';
let bytes = Buffer.alloc(0);

beforeAll(async () => {
  clip = await muteClip();
  bytes = readFileSync(clip);
});

const post = (house: TestCore, where: string, body: unknown, headers = {}) =>
  house.request(where, { method: 'POST', body, headers });

async function run(house: TestCore, source: Source): Promise<Job> {
  const { jobs } = await house.client.jobs.add({ sources: [source], recipe, maxAttempts: 1 });
  return waitForJob(house.client, jobs[0]?.id ?? 0, new AbortController().signal, () => {});
}

const media = (house: TestCore, job: Job, which: string, range = 'bytes=0-9') =>
  house.request(`/api/v1/jobs/${job.id}/media/${which}`, { headers: { range } });

test('a file sent in parts is taken up where it broke off, edited, and played before and after [A72]', async () => {
  const house = await startTestCore();
  const begun = await post(house, '/api/v1/uploads', { name: "../../a'b 🎬.mp4", sizeBytes: bytes.length });
  expect(begun.status).toBe(201);
  const { id } = (await begun.json()) as { id: string }; // the contract's upload
  const send = (offset: number, part: Buffer) =>
    fetch(new URL(`/api/v1/uploads/${id}`, house.origin), {
      method: 'PATCH',
      headers: {
        authorization: 'Bearer administrator-token-of-the-test',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      },
      body: new Uint8Array(part),
    });
  expect((await send(0, bytes.subarray(0, 500))).status).toBe(200);
  expect(await (await send(0, bytes.subarray(0, 500))).json()).toMatchObject({
    code: 'upload-offset-mismatch',
    params: { expected: 500 },
  });
  const early = await post(house, '/api/v1/jobs', { sources: [{ kind: 'upload', value: id }] });
  expect(await early.json()).toMatchObject({ code: 'upload-incomplete' });
  expect(await (await house.request(`/api/v1/uploads/${id}`)).json()).toMatchObject({ offset: 500, complete: false });
  expect(await (await send(500, bytes.subarray(500))).json()).toMatchObject({ complete: true });

  const job = await run(house, { kind: 'upload', value: id });
  expect(readdirSync(house.outputFolder).toSorted()).toEqual(["a'b 🎬_edited.jpg", "a'b 🎬_edited.mp4"]);
  const before = await media(house, job, 'source');
  expect([before.status, before.headers.get('content-type')]).toEqual([206, 'video/mp4']);
  expect(Buffer.from(await before.arrayBuffer()).equals(bytes.subarray(0, 10))).toBe(true);
  const after = await media(house, job, 'result', 'bytes=-5');
  const made = readFileSync(job.result?.outputPath ?? '');
  expect(Buffer.from(await after.arrayBuffer()).equals(made.subarray(-5))).toBe(true);
  expect((await media(house, job, 'thumbnail')).headers.get('content-type')).toBe('image/jpeg');
  expect((await media(house, job, 'result', 'bytes=9999999-')).status).toBe(416);
});

test('a downloaded video can be played beside its result, under the name of its link [A72]', async () => {
  const server = await startVideoServer({ '/shop/My%20clip.mp4': serveFile(bytes), '/download': serveFile(bytes) });
  const house = await startTestCore({ env: { ATALAYA_ALLOW_PRIVATE_TARGETS: server.host } });
  const job = await run(house, { kind: 'url', value: `${server.url}/shop/My%20clip.mp4` });
  expect(job.result?.outputPath).toBe(path.join(house.outputFolder, 'My clip_edited.mp4'));
  const before = await media(house, job, 'source');
  expect([before.status, before.headers.get('content-type')]).toEqual([206, 'video/mp4']);
  expect(before.headers.get('content-disposition')).toContain('My clip.mp4');
  const nameless = await media(
    house,
    await run(house, { kind: 'url', value: `${server.url}/download?id=7` }),
    'source',
  );
  expect(nameless.headers.get('content-disposition')).toContain('download.mp4');
});

test('a page is fetched by yt-dlp and its result bears the title of the page; each failure has a name [A72]', async () => {
  const folder = temporaryFolder();
  const env = { YTDLP_PATH: writeFakeYtdlp(folder, clip), ATALAYA_ALLOW_PRIVATE_TARGETS: 'page.test' };
  const house = await startTestCore({ env });
  const page = (name: string): Promise<Job> => run(house, { kind: 'page', value: `https://page.test/${name}` });
  const job = await page('video');
  expect(job.result?.outputPath).toBe(path.join(house.outputFolder, 'Mi gran vídeo _ 🎬_edited.mp4'));
  expect((await media(house, job, 'source')).status).toBe(206);
  const failures = [];
  for (const name of ['empty', 'nothing', 'large', 'gone']) failures.push((await page(name)).error);
  expect(failures).toMatchObject([
    { code: 'download-empty' },
    { code: 'ytdlp-failed', params: { reason: 'no-file' } },
    { code: 'download-too-large' },
    { code: 'ytdlp-failed', params: { reason: 'ERROR: [generic] gone: HTTP Error 404: Not Found' } },
  ]);
  const broken = await page('halves');
  expect(broken.state).toBe('dead');
  await house.client.jobs.retry({ id: broken.id });
  const again = await waitForJob(house.client, broken.id, new AbortController().signal, () => {});
  expect(again.state).toBe('succeeded');
});

test('without yt-dlp a page is refused at the door, with how to get it', async () => {
  const house = await startTestCore({ env: { YTDLP_PATH: '', PATH: '/nowhere' } });
  const answer = await post(house, '/api/v1/jobs', { sources: [{ kind: 'page', value: 'https://youtu.be/x' }] });
  expect([answer.status, await answer.json()]).toMatchObject([
    503,
    { code: 'ytdlp-missing', message: expect.stringContaining('github.com/yt-dlp') },
  ]);
});

const inThreeLanguages: readonly [string, string][] = [
  ['es', '«blur-faces»'],
  ['pt-BR', '“blur-faces”'],
  ['en', '“blur-faces”'],
];
test.each(inThreeLanguages)('a step that nobody knows is named at every door, in %s', async (language, word) => {
  const house = await startTestCore();
  const bad = { steps: [{ kind: 'fade' }, { kind: 'blur-faces' }] };
  const headers = { 'accept-language': language };
  const expected = { code: 'recipe-step-unknown', params: { step: 'blur-faces' } };
  const add = await post(house, '/api/v1/jobs', { sources: [{ kind: 'file', value: clip }], recipe: bad }, headers);
  const told = (await add.json()) as { message: string }; // a failure
  expect([add.status, told]).toMatchObject([422, expected]);
  expect(told.message).toContain(word);
  const preset = { id: 'mine', name: 'Mine', description: '', recipe: bad };
  const save = await house.request('/api/v1/presets/mine', { method: 'PUT', body: preset });
  expect(await save.json()).toMatchObject(expected);
  const file = { format: 'atalaya-presets', version: 1, presets: [preset] };
  expect(await (await post(house, '/api/v1/presets/import', { file })).json()).toMatchObject(expected);
});

test('of several sources the one that can not work is named, and none is added', async () => {
  const house = await startTestCore();
  const bad = path.join(import.meta.dirname, 'video-console.test.ts');
  const sources = [clip, bad].map((value) => ({ kind: 'file', value }));
  const answer = await post(house, '/api/v1/jobs', { sources });
  expect(await answer.json()).toMatchObject({ code: 'video-source-not-video', params: { source: bad } });
  expect(await (await house.request('/api/v1/jobs')).json()).toMatchObject({ total: 0 });
});

/** Whether the program runs for more than to tell its version. */
const isEncoding = (program: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(program) && !line.includes('-version');
      } catch {
        // Gone while we looked.
        return false;
      }
    });

test('cancelling a job ends its program and all that the program started, deaf or not [A72]', async () => {
  const folder = temporaryFolder();
  for (const kind of ['deaf', 'with-child'] as const) {
    const program = writeFakeFfmpeg(folder, kind);
    const house = await startTestCore({ env: { FFMPEG_PATH: program } });
    const { jobs } = await house.client.jobs.add({ sources: [{ kind: 'file', value: clip }], recipe });
    const id = jobs[0]?.id ?? 0;
    const mark = ownerMark(path.resolve(house.dataFolder));
    await expect.poll(() => isEncoding(program)).toBe(true);
    await house.client.jobs.cancel({ id });
    const job = await waitForJob(house.client, id, new AbortController().signal, () => {});
    expect([job.state, job.attempts.map((attempt) => attempt.outcome)]).toEqual(['cancelled', ['cancelled']]);
    // Health may be asking a program for its version just now; that ends by itself.
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toBe(0);
    expect(readdirSync(house.outputFolder)).toEqual([]);
  }
});

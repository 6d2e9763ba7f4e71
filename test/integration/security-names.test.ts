import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JobResult } from '#shared/domain/job.ts';
import { systemRandom } from '#platform/ids.ts';
import type { VideoParts } from '../../main/features/video/deps.ts';
import { cleanTitle, safeStem } from '../../main/features/video/output-name.ts';
import { partPaths, publish } from '../../main/features/video/publish.ts';
import { createVideoStore } from '../../main/features/video/store.ts';
import { disposition } from '../../main/transport/file-answer.ts';
import { ManualClock } from '../helpers/clock.ts';
import { talkingClip } from '../helpers/clips.ts';
import { coreToken, startTestCore, type TestCore } from '../helpers/core.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';

const names = [
  '../x',
  '..\\x',
  '/etc/x',
  '/etc/passwd',
  'C:\\x',
  'C:x',
  '\\\\srv\\share\\x',
  '\\\\?\\C:\\x',
  'a/../../x',
  '%2e%2e/x',
  '%2e%2e%2fx',
  '..%c0%afx',
  '....//x',
  'x\0.mp4',
  'x.mp4\0.exe',
  'CON',
  'con.mp4',
  'NUL.txt',
  'COM1',
  'LPT¹.mp4',
  'x.',
  'x ',
  'x. . .',
  ' ',
  '.',
  '..',
  '...',
  'a:b',
  'a::$DATA',
  '.htaccess',
  '.atalaya-1.part',
  '-rf',
  '--help.mp4',
  '~/.ssh/id',
  '$HOME',
  '$(id)',
  '`id`',
  'a;rm -rf b',
  'a|b',
  'a"b\'c<d>e?f*g',
  'a\nb',
  'a\r\nSet-Cookie: x=1',
  '\u202egpj.exe',
  '\ufeffx',
  '\u200b',
  '🎬🇪🇸👩‍👩‍👧',
  'Zo\u0065\u0301.mp4',
  'Zo\u00e9.mp4',
  '\ud800x',
  'x'.repeat(300),
  'é'.repeat(300),
  `a${'\u0301'.repeat(1000)}`,
  `x${'.'.repeat(300)}`,
  'a%d.mp4',
  'a%s%n.mp4',
  '{{x}}',
  '__proto__',
  'constructor',
  'desktop.ini',
];

/** What every file system of the three systems takes as one ordinary name. */
function expectPlain(name: string): void {
  expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
  expect(name).not.toMatch(/^[.\s~-]|[.\s]$/);
  expect(name).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i);
  expect(name).toBe(name.normalize('NFC'));
  expect(name.isWellFormed()).toBe(true);
  expect(name.length).toBeGreaterThan(0);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
}

test('any text becomes one plain name [S17]', () => {
  for (const name of names) {
    expectPlain(safeStem(name));
    const title = cleanTitle(name);
    expect(title).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    expect(Array.from(new Intl.Segmenter().segment(title)).length).toBeLessThanOrEqual(200);
  }
});

test('a name to save under stays inside its header and its quotes [S17]', () => {
  for (const name of names) {
    const header = disposition(name, true);
    expect(header).toMatch(/^attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8''[A-Za-z0-9%._~!$&+-]*$/);
  }
});

/** The part of the video feature that gives finished files their names, on a real folder. */
function openPublisher() {
  const root = temporaryFolder();
  const folder = path.join(root, 'output');
  mkdirSync(folder);
  const database = openTestDatabase(root);
  const store = createVideoStore(database);
  const used = { database, store, clock: new ManualClock(), random: systemRandom, partPrefix: '.atalaya-x-' };
  const parts = used as unknown as VideoParts; // publishing uses these alone
  let jobId = 0;
  const result: JobResult = {
    outputPath: null,
    sizeBytes: 4,
    durationMs: 1,
    cached: false,
    thumbnailPath: null,
    skipped: [],
    commands: [],
    before: null,
    after: null,
  };
  const put = async (title: string, into = folder): Promise<string> => {
    jobId += 1;
    const files = partPaths(parts, { folder: into, jobId, withThumbnail: true });
    writeFileSync(files.video, `made ${jobId}`);
    writeFileSync(files.thumbnail ?? '', 'thumb');
    const keys = { contentHash: `c${jobId}`, recipeHash: 'r' };
    const options = { jobId, title, extension: 'mp4', folder: into, files, ...keys, result };
    const published = await publish(parts, { ...options, signal: new AbortController().signal });
    return published.result.outputPath ?? '';
  };
  return { root, folder, put };
}

test('every result gets a name of its own inside its folder, whatever its title is [S17]', async () => {
  const { root, folder, put } = openPublisher();
  const before = readdirSync(root).toSorted();
  const made: string[] = [];
  for (const name of names) made.push(await put(name));
  for (const file of made) expect(path.dirname(file)).toBe(folder);
  expect(new Set(made).size).toBe(names.length);
  for (const [index, file] of made.entries()) expect(readFileSync(file, 'utf8')).toBe(`made ${index + 1}`);
  expect(readdirSync(folder)).toHaveLength(names.length * 2); // each with its thumbnail, and no part left over
  expect(readdirSync(root).toSorted()).toEqual(before);
});

test('what lies at a name already is never replaced or followed: files, folders and links of every kind [S17]', async () => {
  const { root, folder, put } = openPublisher();
  const outside = path.join(root, 'outside.txt');
  writeFileSync(outside, 'mine');
  writeFileSync(path.join(folder, 'file_edited.mp4'), 'mine');
  mkdirSync(path.join(folder, 'folder_edited.mp4'));
  symlinkSync(outside, path.join(folder, 'link_edited.mp4'));
  symlinkSync(path.join(root, 'not-there'), path.join(folder, 'dangling_edited.mp4'));
  symlinkSync('/etc', path.join(folder, 'system_edited.mp4'));
  symlinkSync('loop_edited.mp4', path.join(folder, 'loop_edited.mp4'));
  symlinkSync(outside, path.join(folder, 'thumb_edited.jpg'));
  for (const name of ['file', 'folder', 'link', 'dangling', 'system', 'loop', 'thumb'])
    expect(path.basename(await put(name))).toBe(`${name}_edited (2).mp4`);
  expect(readFileSync(path.join(folder, 'file_edited.mp4'), 'utf8')).toBe('mine');
  expect(readFileSync(outside, 'utf8')).toBe('mine');
  expect(readdirSync(root)).not.toContain('not-there');
});

test('a folder for results that is a link is the folder that the operator chose, and nothing lands beside it [S17]', async () => {
  const { root, put } = openPublisher();
  const real = path.join(root, 'real');
  mkdirSync(real);
  symlinkSync(real, path.join(root, 'chosen'));
  await put('../../x', path.join(root, 'chosen'));
  expect(readdirSync(real).toSorted()).toEqual(['x_edited.jpg', 'x_edited.mp4']);
});

const patch = (world: TestCore, id: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> | string) =>
  fetch(`${world.origin}/api/v1/uploads/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${coreToken}`, ...headers },
    body,
  });
const octets = 'application/octet-stream';

test('an upload lies under a name of the console’s making, whatever the browser calls it, and becomes a job [S17]', async () => {
  const world = await startTestCore();
  const bytes = new Uint8Array(readFileSync(await talkingClip()));
  for (const name of names) {
    const { id } = await world.client.video.beginUpload({ name, sizeBytes: bytes.length });
    expect(id).toMatch(/^[\w-]{20,}$/);
    const sent = await patch(world, id, { 'content-type': octets, 'upload-offset': '0' }, bytes);
    expect([name, sent.status]).toEqual([name, 200]);
    const { jobs } = await world.client.jobs.add({ sources: [{ kind: 'upload', value: id }], held: true });
    expect(jobs[0]?.title).not.toMatch(/[\p{Cc}/\\]/u);
  }
  const uploads = path.join(world.dataFolder, 'uploads');
  expect(readdirSync(uploads)).toHaveLength(names.length);
  for (const file of readdirSync(uploads)) expect(file).toMatch(/^[\w-]{20,}\.upload$/);
  expect(readdirSync(path.dirname(world.dataFolder)).toSorted()).toEqual(expect.not.arrayContaining(['x', 'x.mp4']));
});

test.each(['..%2f..%2fcontrol.json', '%2e%2e', '..', 'control.json', '%00', 'x%2fy', '.', 'a'.repeat(300)])(
  'the upload %s is none, to read, to write and to remove [S17]',
  async (id) => {
    const world = await startTestCore();
    const statuses = [400, 404, 405, 422];
    expect(statuses).toContain((await world.request(`/api/v1/uploads/${id}`)).status);
    expect(statuses).toContain((await world.request(`/api/v1/uploads/${id}`, { method: 'DELETE' })).status);
    expect(statuses).toContain((await patch(world, id, { 'content-type': octets, 'upload-offset': '0' }, 'x')).status);
    expect(readdirSync(world.dataFolder)).toContain('control.json');
  },
);

test.each<[string, Record<string, string>, string, number]>([
  ['no offset', { 'content-type': octets }, 'x', 400],
  ['a negative offset', { 'content-type': octets, 'upload-offset': '-1' }, 'x', 400],
  ['a hexadecimal offset', { 'content-type': octets, 'upload-offset': '0x0' }, 'x', 400],
  ['an endless offset', { 'content-type': octets, 'upload-offset': '9'.repeat(400) }, 'x', 400],
  ['an offset beyond the end', { 'content-type': octets, 'upload-offset': '999999999999999' }, 'x', 409],
  ['two offsets', { 'content-type': octets, 'upload-offset': '0, 0' }, 'x', 400],
  ['JSON', { 'content-type': 'application/json', 'upload-offset': '0' }, '{}', 415],
  ['a form', { 'content-type': 'multipart/form-data; boundary=x', 'upload-offset': '0' }, '--x--', 415],
  ['text', { 'content-type': 'text/plain', 'upload-offset': '0' }, 'x', 415],
  ['more than was announced', { 'content-type': octets, 'upload-offset': '0' }, 'x'.repeat(11), 413],
  ['nothing', { 'content-type': octets, 'upload-offset': '0' }, '', 200],
])(
  'a part of an upload with %s is answered by name, and what was there stays [S17]',
  async (_name, headers, body, status) => {
    const world = await startTestCore();
    const { id } = await world.client.video.beginUpload({ name: 'a.mp4', sizeBytes: 10 });
    const answer = await patch(world, id, headers, body);
    expect(answer.status).toBe(status);
    // Either how far the upload has come, or the code of what was wrong.
    expect(await answer.text()).toMatch(/^\{"(?:id|code)":"[\w-]+"/);
    expect(await world.client.video.getUpload({ id })).toMatchObject({ complete: false });
  },
);

test.each(['/etc/passwd', 'result', '..%2fresult', 'result%00', '__proto__', 'RESULT', 'source.mp4'])(
  'of a job whose source is no video nothing is served as %s [S17]',
  async (which) => {
    const world = await startTestCore();
    const { jobs } = await world.client.jobs.add({
      sources: [{ kind: 'url', value: 'https://a.test/a.mp4' }],
      held: true,
    });
    const answer = await world.request(`/api/v1/jobs/${jobs[0]?.id}/media/${which}`);
    expect([400, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('root:');
  },
);

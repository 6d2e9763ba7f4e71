import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RecipeInput } from '#shared/domain/recipe.ts';
import { emptyVideo, makeClip, muteClip, soundOnly, talkingClip } from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { editFile, openVideoHouse, quick, startJob, type VideoHouse } from '../helpers/video.ts';

const recipe: RecipeInput = { steps: [{ kind: 'scale', maxWidth: 64 }], output: quick };
let clip = '';

beforeAll(async () => {
  clip = await muteClip();
});

/** The error of a wish, whether intake or handler refused it; nothing may be left in the output folder. */
async function refusal(
  house: VideoHouse,
  file: string,
  options: { recipe?: RecipeInput; skipIntake?: boolean } = {},
): Promise<unknown> {
  const attempt = async (): Promise<unknown> => {
    const run = await startJob(house, { kind: 'file', value: file }, { recipe, ...options });
    return run.done;
  };
  const error = await attempt().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  mkdirSync(house.output, { recursive: true });
  expect(readdirSync(house.output)).toEqual([]);
  return error;
}

function fileWith(content: string | Uint8Array, name = 'bad.mp4'): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

const zip = Buffer.from('PK\u0003\u0004'.padEnd(2000, '\u0000'), 'latin1');
const contents: readonly [string, string | Uint8Array, string, string | null][] = [
  ['a text', 'this is no video\n', 'video-source-not-video', 'text'],
  ['no byte at all', '', 'video-source-empty', null],
  [
    'a playlist that reads another file',
    '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
    'video-source-not-video',
    'playlist',
  ],
  ['a list of files to join', "ffconcat version 1.0\nfile '/etc/passwd'\n", 'video-source-not-video', 'playlist'],
  [
    'a session description',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n',
    'video-source-not-video',
    'playlist',
  ],
  ['a web page', '<!DOCTYPE html><title>404</title>', 'video-source-not-video', 'html'],
  [
    'a drawing in SVG',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    'video-source-not-video',
    'xml',
  ],
  ['a DASH manifest', '<MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>', 'video-source-not-video', 'xml'],
  ['an archive', zip, 'video-source-not-video', 'zip'],
  [
    'noise',
    Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + (index >> 3) * 31) % 251)),
    'video-source-not-video',
    'unknown',
  ],
];

describe('a file that is no video is refused by name [S16]', () => {
  test.each(contents)('%s', async (_name, content, code, detected) => {
    const house = openVideoHouse();
    const file = fileWith(content);
    const expected = { code, ...(detected ? { params: { detected } } : {}) };
    expect(await refusal(house, file)).toMatchObject(expected);
    // The handler knows too: a file may change between the wish and the work.
    expect(await refusal(house, file, { skipIntake: true })).toMatchObject(expected);
  });

  test('a playlist behind the first bytes of a video is not followed', async () => {
    const head = '\u0000\u0000\u0000\u0018ftypmp42\n#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n';
    const error = await refusal(openVideoHouse(), fileWith(Buffer.from(head, 'latin1')));
    expect(error).toMatchObject({ code: 'video-source-not-video' });
  });
});

test('what is not there, not a file or endless is refused before it is read [S17]', async () => {
  const house = openVideoHouse();
  const folder = temporaryFolder();
  const fifo = path.join(folder, 'pipe.mp4');
  execFileSync('mkfifo', [fifo]);
  const cases: readonly [string, string][] = [
    [path.join(folder, 'missing.mp4'), 'video-source-not-found'],
    ['relative.mp4', 'video-source-not-found'],
    [path.join(folder, 'a\u0000b.mp4'), 'video-source-not-found'],
    [path.join(folder, 'x'.repeat(300)), 'video-source-not-found'],
    [folder, 'video-source-not-file'],
    [fifo, 'video-source-not-file'],
    ['/dev/zero', 'video-source-not-file'],
    ['pipe:1', 'video-source-not-found'],
    ['tcp://127.0.0.1:1/x', 'video-source-not-found'],
  ];
  for (const [file, code] of cases) expect(await refusal(house, file)).toMatchObject({ code });
  for (const [file, code] of cases.filter(([name]) => path.isAbsolute(name)))
    expect(await refusal(house, file, { skipIntake: true })).toMatchObject({ code });
});

test('a link to a secret file is read as what it is: no video [S16] [S17]', async () => {
  const file = path.join(temporaryFolder(), 'holiday.mp4');
  symlinkSync('/etc/passwd', file);
  expect(await refusal(openVideoHouse(), file)).toMatchObject({
    code: 'video-source-not-video',
    params: { detected: 'text' },
  });
});

test('zero length, sound alone and half a file get names of their own', async () => {
  const house = openVideoHouse();
  expect(await refusal(house, await emptyVideo())).toMatchObject({ code: 'video-source-no-duration' });
  expect(await refusal(house, await soundOnly())).toMatchObject({
    code: 'video-source-not-video',
    params: { detected: 'audio' },
  });
  const half = fileWith(readFileSync(await talkingClip()));
  truncateSync(half, 8000);
  expect(await refusal(house, half)).toMatchObject({ code: 'video-source-not-video' });
});

test('a small file of too many pixels or too many bytes is refused [S16]', async () => {
  const huge = await makeClip(
    'huge.mkv',
    '-f lavfi -i color=s=8192x8192:r=1:d=1 -c:v mjpeg -pix_fmt yuvj420p'.split(' '),
  );
  expect(await refusal(openVideoHouse(), huge)).toMatchObject({
    code: 'video-source-too-many-pixels',
    params: { width: 8192, height: 8192 },
  });
  const house = openVideoHouse({ settings: { maxSourceBytes: 1000 } });
  expect(await refusal(house, clip)).toMatchObject({ code: 'video-source-too-large' });
});

test('a recipe that can not work says which step and why', async () => {
  const house = openVideoHouse();
  const withStep = (step: object) => ({ recipe: { steps: [step], output: quick } as RecipeInput }); // on purpose not always a recipe
  const logo = fileWith('no picture', 'logo.png');
  const cases: readonly [object, object][] = [
    [
      { kind: 'trim', startSeconds: 9 },
      { code: 'recipe-trim-outside', params: { startSeconds: 9, durationSeconds: 2 } },
    ],
    [
      { kind: 'trim', startSeconds: 1, endSeconds: 0.5 },
      { code: 'recipe-invalid', params: { step: 'trim', reason: 'end-before-start' } },
    ],
    [{ kind: 'logo', imagePath: logo }, { code: 'logo-invalid' }],
    [{ kind: 'logo', imagePath: '/nowhere.png' }, { code: 'logo-invalid' }],
    [{ kind: 'captions' }, { code: 'captions-invalid' }],
    [
      { kind: 'captions', srt: '1\n00:00:01,000 --> 00:00:0x,000\nHola\n' },
      { code: 'captions-invalid', params: { line: 2, reason: 'srt-time' } },
    ],
    [{ kind: 'captions', srtPath: '/nowhere.srt' }, { code: 'captions-invalid' }],
  ];
  for (const [step, expected] of cases) expect(await refusal(house, clip, withStep(step))).toMatchObject(expected);
});

test('a stored recipe with a step that nobody knows ends the job with its name', async () => {
  const house = openVideoHouse();
  const payload = { source: { kind: 'file', value: clip }, recipe: { steps: [{ kind: 'deep-fake' }] } };
  const { runClaimed } = await import('../helpers/video.ts');
  const job = {
    id: 7001,
    queue: 'video',
    title: 'x',
    source: null,
    preset: null,
    payload,
    attempt: 1,
    maxAttempts: 5,
    leaseToken: 1,
    trace: 't',
  };
  await expect(runClaimed(house, job).done).rejects.toMatchObject({
    code: 'recipe-step-unknown',
    params: { step: 'deep-fake' },
  });
  await expect(runClaimed(house, { ...job, payload: { nothing: true } }).done).rejects.toMatchObject({
    code: 'job-payload-invalid',
  });
});

const names = [
  '-i.mp4',
  "a'b.mp4",
  'a%d.mp4',
  'a:b.mp4',
  '[x];y,z.mp4',
  '-f',
  'two\nlines.mp4',
  'emoji 🎬.mp4',
  'pipe:1',
  'x.',
  'x ',
  '.htaccess',
  `${'ñ'.repeat(120)}.mp4`,
  'CON.mp4',
  'NUL',
  '$HOME',
  '~',
  '"quoted".mp4',
  'e\u0301.mp4',
  'back\\slash.mp4',
  `${'x'.repeat(251)}.mp4`,
  'tcp:127.0.0.1:1',
  'concat:a|b.mp4',
  '%s%n%03d.mp4',
  ';rm -rf ~.mp4',
  '$(id)`id`.mp4',
  '|cat',
  '-vf',
  '\u202egnp.mp4',
  '<b onclick=x>.mp4',
  '..mp4',
];

test('a source of any name is edited, and the result lands in the folder under a name of ours [S16] [S17]', async () => {
  const house = openVideoHouse({ settings: { encodeSlots: 4 } });
  const folder = temporaryFolder();
  const bytes = readFileSync(clip);
  const results: string[] = [];
  for (const [index, name] of names.entries()) {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    // The first is encoded, the rest are copies of it: what is tested is the name.
    const result = await editFile(house, file, {
      ...recipe,
      output: { ...quick, quality: index < 2 ? 20 + index : 23 },
    });
    results.push(result.outputPath ?? '');
  }
  for (const file of results) expect(path.dirname(file)).toBe(house.output);
  expect(new Set(results).size).toBe(names.length);
  expect(readdirSync(house.output).toSorted()).toEqual(results.map((file) => path.basename(file)).toSorted());
});

const titles = [
  '../../escape.mp4',
  '/etc/passwd',
  'C:\\Windows\\x',
  '\\\\srv\\x',
  'a/../../x',
  `${'x'.repeat(300)}.mp4`,
  '🎬'.repeat(100),
  'nul\u0000.mp4',
  '..',
  '',
];

test('no title leads out of the folder, and none is too long for it [S17]', async () => {
  const house = openVideoHouse();
  for (const title of titles) {
    const run = await startJob(house, { kind: 'file', value: clip }, { recipe, title });
    const result = await run.done;
    expect(path.dirname(result.outputPath ?? '')).toBe(house.output);
    expect(Buffer.byteLength(path.basename(result.outputPath ?? ''))).toBeLessThanOrEqual(255);
  }
  expect(readdirSync(house.root).filter((name) => !name.startsWith('atalaya.db'))).toEqual(['output', 'temp']);
  expect(readdirSync(house.output)).toHaveLength(titles.length);
});

test('a folder that can not be written to is named', async () => {
  for (const output of ['/proc/nowhere/output', path.join(fileWith('a file'), 'output')]) {
    const run = await startJob(openVideoHouse({ output }), { kind: 'file', value: clip }, { recipe });
    await expect(run.done).rejects.toMatchObject({ code: 'output-folder-unwritable', params: { path: output } });
  }
});

test('where no ffmpeg is to be had, the wish is refused before a job is made [A72]', async () => {
  const broken = fileWith('not a program', 'ffmpeg');
  const house = openVideoHouse({ settings: { ffmpegPath: broken } });
  expect(await refusal(house, clip)).toMatchObject({ code: 'ffmpeg-not-executable', params: { path: broken } });
});

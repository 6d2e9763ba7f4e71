import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { recipeSchema, type RecipeInput } from '#shared/domain/recipe.ts';
import { makeClip, measure, muteClip } from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { editFile, openVideoHouse, quick, startJob, type VideoHouse } from '../helpers/video.ts';

const recipe: RecipeInput = { steps: [{ kind: 'scale', maxWidth: 64 }], output: quick };
let clip = '';

beforeAll(async () => {
  clip = await muteClip();
});

/** A port on which nobody may ever knock. */
async function listenForKnocks(): Promise<{ port: number; knocks: () => number }> {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, knocks: () => knocks };
}

function fileWith(content: string | Uint8Array, name = 'clip.mp4'): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

const ftyp = (rest: string) =>
  Buffer.from(`\u0000\u0000\u0000\u0018ftypmp42\u0000\u0000\u0000\u0000mp42isom${rest}`, 'latin1');
const mpegts = (rest: string) => Buffer.concat([Buffer.alloc(188, 'G'), Buffer.from(rest)]);

/** Files in every form that makes some program open another file or address: `PORT` is where nobody may knock. */
const contents: readonly [string, (knock: string) => string | Uint8Array][] = [
  ['HLS that reads a file', () => '#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'],
  ['HLS that reads an address', (knock) => `#EXTM3U\n#EXTINF:9,\nhttp://${knock}/a.ts\n#EXT-X-ENDLIST\n`],
  ['HLS of lists', (knock) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://${knock}/b.m3u8\n`],
  [
    'HLS with a key elsewhere',
    (knock) => `#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="http://${knock}/k"\n#EXTINF:1,\na.ts\n`,
  ],
  ['HLS with its map elsewhere', (knock) => `#EXTM3U\n#EXT-X-MAP:URI="http://${knock}/m"\n#EXTINF:1,\na.ts\n`],
  ['HLS that joins files', () => '#EXTM3U\n#EXTINF:1,\nconcat:/etc/passwd|/etc/hosts\n#EXT-X-ENDLIST\n'],
  ['HLS behind a byte order mark', () => '\ufeff#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n'],
  ['HLS behind empty lines', () => '\n\n  #EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n'],
  ['HLS behind a film’s head', (knock) => ftyp(`\n#EXTM3U\n#EXTINF:9,\nhttp://${knock}/a.ts\n`)],
  ['HLS behind a stream’s head', (knock) => mpegts(`\n#EXTM3U\n#EXTINF:9,\nhttp://${knock}/a.ts\n`)],
  ['a list to join', () => "ffconcat version 1.0\nfile '/etc/passwd'\n"],
  ['a list to join without its head', () => "file '/etc/passwd'\nfile 'http://127.0.0.1/'\n"],
  ['a list to join from an address', (knock) => `ffconcat version 1.0\nfile 'http://${knock}/x.mp4'\n`],
  ['a DASH manifest', (knock) => `<?xml version="1.0"?><MPD><BaseURL>http://${knock}/</BaseURL></MPD>`],
  ['a DASH manifest without its head', (knock) => `<MPD><Period><BaseURL>http://${knock}/</BaseURL></Period></MPD>`],
  ['a drawing', () => '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
  ['a drawing behind a remark', () => '<!-- x --><svg><image href="file:///etc/passwd"/></svg>'],
  ['XML with an entity', () => '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
  [
    'a session description',
    (knock) => `v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video ${knock.split(':')[1]} RTP/AVP 96\n`,
  ],
  ['a list of a player', (knock) => `[playlist]\nFile1=http://${knock}/x\nNumberOfEntries=1\n`],
  ['a Windows reference', (knock) => `<asx version="3.0"><entry><ref href="http://${knock}/x"/></entry></asx>`],
  ['a reference of QuickTime', (knock) => `RTSPtextrtsp://${knock}/x\n`],
  ['a script of AviSynth', () => 'DirectShowSource("/etc/passwd")\n'],
  ['metadata of ffmpeg', () => ';FFMETADATA1\ntitle=a\\\nb=c\n'],
  ['a web page', () => '<!DOCTYPE html><video src="file:///etc/passwd">'],
  ['captions', () => 'WEBVTT\n\n00:00.000 --> 00:01.000\n<c>x</c>\n'],
  ['a shell script', () => '#!/bin/sh\ncat /etc/passwd\n'],
  ['a program', () => readFileSync('/bin/true')],
  ['an archive', () => Buffer.from('PK\u0003\u0004'.padEnd(2000, '\u0000'), 'latin1')],
  ['a packed file', () => gzipSync('#EXTM3U\nfile:///etc/passwd\n'.repeat(100))],
  [
    'a picture',
    () =>
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
  ],
  ['a document', () => '%PDF-1.7\n1 0 obj<</URI(file:///etc/passwd)>>endobj\n'],
  ['a database', () => Buffer.from(`SQLite format 3\u0000${'\u0000\u0001'.repeat(500)}`, 'latin1')],
  ['one byte', () => 'x'],
  ['zeros', () => Buffer.alloc(5000)],
];

/** A PNG of one bit a pixel: a few kilobytes that unpack to much. */
function blackPicture(side: number): Buffer {
  const part = (name: string, body: Buffer) => {
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    const named = Buffer.concat([Buffer.from(name), body]);
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side));
  const magic = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
  return Buffer.concat([magic, part('IHDR', head), part('IDAT', rows), part('IEND', Buffer.alloc(0))]);
}

async function refusalOf(house: VideoHouse, file: string, skipIntake: boolean): Promise<unknown> {
  try {
    const run = await startJob(house, { kind: 'file', value: file }, { recipe, skipIntake });
    return await run.done;
  } catch (error) {
    return error;
  }
}

test('a file in the clothes of a video is refused, and nothing else is opened for it [S16]', async () => {
  const { port, knocks } = await listenForKnocks();
  const house = openVideoHouse();
  for (const [name, make] of contents) {
    const file = fileWith(make(`127.0.0.1:${port}`));
    for (const skipIntake of [false, true])
      expect([name, await refusalOf(house, file, skipIntake)]).toMatchObject([
        name,
        { code: 'video-source-not-video' },
      ]);
  }
  expect(knocks()).toBe(0);
  mkdirSync(house.output, { recursive: true });
  expect(readdirSync(house.output)).toEqual([]);
});

test('a link that needs no file is refused as a source by every kind of its spelling [S16]', async () => {
  const { port, knocks } = await listenForKnocks();
  const house = openVideoHouse();
  for (const value of [
    `tcp://127.0.0.1:${port}`,
    `udp://127.0.0.1:${port}`,
    `http://127.0.0.1:${port}/x.mp4`,
    `rtmp://127.0.0.1:${port}/x`,
    'concat:/etc/passwd|/etc/hosts',
    'subfile,,start,0,end,9,,:/etc/passwd',
    'data:text/plain,x',
    'crypto:/etc/passwd',
    'async:/etc/passwd',
    'cache:/etc/passwd',
    'fd:0',
    'pipe:0',
    'file:/etc/passwd',
    'file:///etc/passwd',
    '-i',
    '-f',
    '/dev/fd/0',
    '/proc/self/environ',
    '/dev/stdin',
  ])
    expect([value, await refusalOf(house, value, false)]).toMatchObject([value, { code: /^video-source-/ }]);
  expect(knocks()).toBe(0);
});

describe('a video that asks for too much', () => {
  test('of hundreds of streams is refused [S16]', async () => {
    const streams = Array.from({ length: 150 }, () => ['-map', '0:a']).flat();
    const crowd = await makeClip('crowd.mkv', [
      ...'-f lavfi -i sine=d=0.1 -f lavfi -i color=s=16x16:d=0.1'.split(' '),
      ...'-map 1:v -c:a pcm_s16le -c:v mjpeg -pix_fmt yuvj420p'.split(' '),
      ...streams,
    ]);
    expect(await refusalOf(openVideoHouse(), crowd, false)).toMatchObject({
      code: 'video-source-not-video',
      params: { detected: 'many-streams' },
    });
  });

  test('of a thousand pictures a second, unevenly, comes out at a rate that players know [S16]', async () => {
    const fast = await makeClip('fast.mkv', [
      ...'-f lavfi -i testsrc2=s=32x32:r=1000:d=0.5'.split(' '),
      ...'-vf select=not(mod(n\\,7))+not(mod(n\\,11)) -fps_mode vfr -c:v mjpeg -pix_fmt yuvj420p'.split(' '),
    ]);
    const { outputPath } = await editFile(openVideoHouse(), fast, recipe);
    expect((await measure(outputPath ?? '')).seconds).toBeGreaterThan(0.3);
  });

  test('of a bomb for a logo ends with the logo’s name, not with the memory [S16]', async () => {
    const imagePath = fileWith(blackPicture(12_000), 'bomb.png');
    const steps: RecipeInput['steps'] = [{ kind: 'logo', imagePath }];
    const run = await startJob(openVideoHouse(), { kind: 'file', value: clip }, { recipe: { steps } });
    await expect(run.done).rejects.toMatchObject({ code: 'logo-invalid' });
  });
});

test('what a source says of itself is not passed on [S16]', async () => {
  const title = "title=a\nb=c';,[x]%{pts}";
  const said = ['-metadata', title, '-metadata', 'comment=-i /etc/passwd', '-metadata:s:v', 'title=<b>'];
  const told = await makeClip('told.mkv', ['-i', clip, '-c', 'copy', ...said]);
  const { outputPath, commands } = await editFile(openVideoHouse(), told, recipe);
  const passedOn = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format_tags:stream_tags',
    outputPath ?? '',
  ]);
  expect(passedOn.toString()).not.toMatch(/b=c|passwd|<b>/);
  expect(commands.join('\n')).not.toMatch(/b=c|passwd|<b>/);
});

const texts = [
  '%{eif\\:1\\:d}',
  '%{metadata}',
  '%{pts} %{localtime} %{expr:1}',
  '100%',
  "':textfile=/etc/passwd:x='",
  'a,movie=/etc/passwd',
  ';[in]negate',
  '\\',
  "'",
  '[video]',
  '-vf negate',
  '$(id) `id` ; rm x',
  '{\\pos(0,0)}{\\fnSerif}',
  '\u202eabc\u0000\u001b[31m',
  'x'.repeat(2000),
  ':'.repeat(500),
  '\n\n\n',
];

test('words of every kind reach ffmpeg as files of words alone [S16]', async () => {
  const srt = texts.map((text) => `00:00:00,000 --> 00:00:01,000\nx ${text.replaceAll(/\n+/g, ' ')}\n`).join('\n');
  const steps: RecipeInput['steps'] = [
    ...texts.map((text) => ({ kind: 'text' as const, text })),
    { kind: 'captions', srt },
  ];
  const { outputPath, commands } = await editFile(openVideoHouse(), clip, { steps, output: quick });
  expect((await measure(outputPath ?? '')).width).toBe(64);
  const graphs = commands.filter((command) => command.includes('drawtext')).join('\n');
  expect(graphs.match(/expansion=none/g)?.length).toBeGreaterThanOrEqual(texts.length);
  expect(graphs).not.toMatch(/passwd|eif|metadata\}|localtime|negate|rm x|Serif|xxxx|::::/);
});

test('words beyond the limit are refused before they become a job [S16]', () => {
  const parsed = recipeSchema.safeParse({ steps: [{ kind: 'text', text: 'x'.repeat(1_000_000) }] });
  expect(parsed.success).toBe(false);
});

test('logo and captions are read from plain files of their kind alone [S16] [S17]', async () => {
  const folder = temporaryFolder();
  const at = (name: string) => path.join(folder, name);
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('/etc/passwd', at('link'));
  writeFileSync(at('svg'), '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>');
  writeFileSync(at('hls'), '#EXTM3U\nfile:///etc/passwd\n');
  writeFileSync(at('empty'), '');
  writeFileSync(at('truncated'), readFileSync(clip).subarray(0, 20));
  writeFileSync(at('png'), '\u0089PNG\r\n\u001a\n#EXTM3U\nfile:///etc/passwd\n', 'latin1');
  const house = openVideoHouse();
  const paths = ['/dev/zero', '/proc/self/environ', '/dev/stdin', folder, 'relative.png', at('missing'), at('a\0b')];
  for (const file of [...paths, ...['fifo', 'link', 'svg', 'hls', 'empty', 'truncated', 'png'].map(at)]) {
    const attempt = async (step: RecipeInput['steps'][number]) => {
      const wanted = { recipe: { steps: [step], output: quick } };
      const run = await startJob(house, { kind: 'file', value: clip }, wanted);
      return run.done;
    };
    const logo: unknown = await attempt({ kind: 'logo', imagePath: file }).catch((error: unknown) => error);
    expect([file, logo]).toMatchObject([file, { code: 'logo-invalid' }]);
    const captions: unknown = await attempt({ kind: 'captions', srtPath: file }).catch((error: unknown) => error);
    expect([file, captions]).toMatchObject([file, { code: 'captions-invalid' }]);
    expect(JSON.stringify(captions)).not.toContain('root:');
  }
});

test('twins in name never meet: composed and decomposed letters, capitals, the same file twice [S17]', async () => {
  const house = openVideoHouse();
  const outputs: string[] = [];
  for (const name of ['niño.mp4'.normalize('NFC'), 'niño.mp4'.normalize('NFD'), 'NIÑO.mp4', 'niño.mov', 'niño. .mp4']) {
    const file = fileWith(readFileSync(clip), name);
    outputs.push(path.basename((await editFile(house, file, recipe)).outputPath ?? ''));
  }
  expect(outputs).toEqual([
    'niño_edited.mp4',
    'niño_edited (2).mp4',
    'NIÑO_edited.mp4',
    'niño_edited (3).mp4',
    'niño_edited (4).mp4',
  ]);
  expect(outputs.every((name) => name === name.normalize('NFC'))).toBe(true);
});

test('what lies in the output folder is never replaced nor followed, whatever it is [S17]', async () => {
  const house = openVideoHouse();
  mkdirSync(house.output, { recursive: true });
  const victim = fileWith('untouched', 'victim');
  const gone = path.join(temporaryFolder(), 'gone');
  const taken = (number: number, name = 'clip_edited') =>
    path.join(house.output, number === 1 ? `${name}.mp4` : `${name} (${number}).mp4`);
  writeFileSync(taken(1), 'mine');
  symlinkSync(victim, taken(2));
  symlinkSync(gone, taken(3));
  mkdirSync(taken(4));
  execFileSync('mkfifo', [taken(5)]);
  const result = await editFile(house, fileWith(readFileSync(clip)), recipe);
  expect(result.outputPath).toBe(taken(6));
  expect([readFileSync(taken(1), 'utf8'), readFileSync(victim, 'utf8')]).toEqual(['mine', 'untouched']);
  expect(() => readFileSync(gone)).toThrow(/ENOENT/);
});

test('an output folder that is a link is written to where it leads, and nowhere beside [S17]', async () => {
  const real = path.join(temporaryFolder(), 'real');
  mkdirSync(real);
  const output = path.join(temporaryFolder(), 'link');
  symlinkSync(real, output);
  const result = await editFile(openVideoHouse({ output }), fileWith(readFileSync(clip)), recipe, '../../escape.mp4');
  expect(path.dirname(result.outputPath ?? '')).toBe(output);
  expect(readdirSync(real)).toEqual(['escape_edited.mp4']);
});

test('an upload’s name names no place: its bytes lie under an id of ours [S17]', async () => {
  const house = openVideoHouse();
  for (const name of ['../../x.mp4', '/etc/cron.d/x', 'C:\\x.mp4', '..', 'x\0.mp4', 'x'.repeat(300), '-i.mp4', '']) {
    const upload = await house.feature.uploads.begin({ name: name || 'x', sizeBytes: 10 });
    expect(upload.id).toMatch(/^[A-Za-z0-9_-]{16,}$/);
    expect(upload.name).not.toMatch(/[/\\\0]/);
  }
  const files = readdirSync(path.join(house.root, 'uploads'));
  expect(files).toHaveLength(8);
  expect(files.every((file) => /^[A-Za-z0-9_-]+\.upload$/.test(file))).toBe(true);
});

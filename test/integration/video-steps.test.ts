import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { RecipeInput } from '#shared/domain/recipe.ts';
import {
  busyClip,
  colourAt,
  loudnessOf,
  makeClip,
  measure,
  muteClip,
  redSquare,
  talkingClip,
  twoColourClip,
} from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { editFile, openVideoHouse, quick } from '../helpers/video.ts';

type StepInput = RecipeInput['steps'][number];
const clips = { talking: '', colours: '', busy: '', mute: '' };

beforeAll(async () => {
  clips.talking = await talkingClip();
  clips.colours = await twoColourClip();
  clips.busy = await busyClip();
  clips.mute = await muteClip();
});

/** The finished file of a recipe of `steps`. */
async function edit(file: string, ...steps: StepInput[]): Promise<string> {
  const result = await editFile(openVideoHouse(), file, { steps, output: quick });
  return result.outputPath ?? '';
}

const off = (found: number, wanted: number): number => Math.abs(found - wanted);

test('trim keeps what lies between, to the frame, as first step and later [A72]', async () => {
  const first = await edit(clips.colours, { kind: 'trim', startSeconds: 1.5, endSeconds: 2.5 });
  const later = await edit(
    clips.colours,
    { kind: 'scale', maxWidth: 64 },
    { kind: 'trim', startSeconds: 1.5, endSeconds: 2.5 },
  );
  for (const file of [first, later]) {
    expect(off((await measure(file)).seconds, 1)).toBeLessThanOrEqual(0.1);
    expect((await colourAt(file, 0.3))[0]).toBeGreaterThan(200);
    expect((await colourAt(file, 0.7))[1]).toBeGreaterThan(90);
  }
});

test('cut-silence leaves the margins on both sides, picture and sound alike [A72]', async () => {
  const file = await edit(clips.talking, {
    kind: 'cut-silence',
    marginSeconds: 0.1,
    thresholdDb: -40,
    minSilenceSeconds: 0.4,
  });
  expect(off((await measure(file)).seconds, 2.2)).toBeLessThanOrEqual(0.08);
  const none = await edit(clips.talking, { kind: 'cut-silence', marginSeconds: 0, minSilenceSeconds: 0.4 });
  expect(off((await measure(none)).seconds, 2)).toBeLessThanOrEqual(0.08);
});

test('a thousand cuts cost no more than their logarithm, and picture and sound end together [A72]', async () => {
  const many = await makeClip('many-pauses.mp4', [
    ...'-f lavfi -i color=c=gray:s=64x64:r=25:d=120 -f lavfi -i'.split(' '),
    'aevalsrc=0.3*sin(2*PI*500*t)*lt(mod(t\\,0.3)\\,0.15):d=120:s=16000',
    ...'-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac'.split(' '),
  ]);
  const file = await edit(many, { kind: 'cut-silence', marginSeconds: 0, minSilenceSeconds: 0.1, thresholdDb: -30 });
  const found = await measure(file);
  expect(off(found.seconds, 60)).toBeLessThanOrEqual(6);
  expect(off(found.streamSeconds[0] ?? 0, found.streamSeconds[1] ?? 0)).toBeLessThanOrEqual(0.1);
});

test.each([
  ['9:16', 'blur', 180, 320],
  ['1:1', 'crop', 320, 320],
  ['4:5', 'pad', 256, 320],
  ['16:9', 'blur', 320, 180],
] as const)('reframe to %s by %s gives %i x %i [A72]', async (aspect, mode, width, height) => {
  const file = await edit(clips.colours, { kind: 'reframe', aspect, mode, longSidePixels: 320, padColour: '#0000FF' });
  expect(await measure(file)).toMatchObject({ width, height });
  const edge = aspect === '16:9' ? [0, 0.4, 0.04, 0.2] : [0.4, 0, 0.2, 0.04];
  const [red, , blue] = await colourAt(file, 0.5, edge);
  expect(mode === 'pad' ? blue : red).toBeGreaterThan(200);
});

test('scale makes smaller, keeps the shape and never enlarges [A72]', async () => {
  expect(await measure(await edit(clips.busy, { kind: 'scale', maxWidth: 80, maxHeight: 80 }))).toMatchObject({
    width: 80,
    height: 60,
  });
  expect(await measure(await edit(clips.busy, { kind: 'scale' }))).toMatchObject({ width: 160, height: 120 });
});

test.each([
  [4, 1],
  [0.25, 16],
])('speed %f makes 4 s into %f s, picture and sound [A72]', async (factor, seconds) => {
  const found = await measure(await edit(clips.colours, { kind: 'speed', factor }));
  expect(off(found.seconds, seconds)).toBeLessThanOrEqual(0.15);
  expect(off(found.streamSeconds[1] ?? 0, seconds)).toBeLessThanOrEqual(0.15);
});

test('fade begins and ends in black [A72]', async () => {
  const file = await edit(clips.colours, { kind: 'fade', inSeconds: 1, outSeconds: 1 });
  expect((await colourAt(file, 0))[0]).toBeLessThan(40);
  expect((await colourAt(file, 1.5))[0]).toBeGreaterThan(200);
  expect((await colourAt(file, 3.9))[1]).toBeLessThan(40);
});

test.each([-14, -30])('loudness reaches %f LUFS [A72]', async (targetLufs) => {
  expect(
    off(await loudnessOf(await edit(clips.busy, { kind: 'loudness', targetLufs })), targetLufs),
  ).toBeLessThanOrEqual(1);
});

test('hostile text is drawn, not obeyed, where the placement says [A72] [S16]', async () => {
  const text = [
    "%{eif\\:1\\:d}:textfile=/etc/passwd:x='",
    "a',negate,drawtext=text='b",
    '100% ;[in]negate',
    'ñandú 🎬 \\',
  ].join('\n');
  const file = await edit(clips.colours, {
    kind: 'text',
    text,
    placement: 'top',
    size: 0.05,
    colour: '#FFFFFF',
    endSeconds: 1,
  });
  const plain = await edit(clips.colours, { kind: 'scale' });
  const [, , box] = await colourAt(file, 0.5, [0.1, 0.05, 0.8, 0.2]);
  const [redBelow] = await colourAt(file, 0.5, [0, 0.7, 1, 0.3]);
  expect(box).toBeGreaterThan(8);
  // Still red: nothing in the text negated the picture.
  expect(redBelow).toBeGreaterThan(240);
  expect(await colourAt(file, 1.5)).toEqual(await colourAt(plain, 1.5));
});

test('the logo sits in its corner at its size [A72]', async () => {
  const imagePath = await redSquare();
  const file = await edit(clips.talking, { kind: 'logo', imagePath, placement: 'top-right', width: 0.2 });
  const [x, y, w] = [1 - 0.2 - 0.03, 0.04, 0.15];
  const [red, green] = await colourAt(file, 2, [x + 0.02, y + 0.05, w, w]);
  expect([red > 200, green < 60]).toEqual([true, true]);
  expect((await colourAt(file, 2, [0, 0.5, 0.5, 0.5]))[0]).toBeLessThan(80);
});

test('captions are burnt in at their time alone [A72]', async () => {
  const srt = '1\n00:00:01,000 --> 00:00:02,000\nHola {\\pos(0,0)} señor\n';
  const srtPath = path.join(temporaryFolder(), "it's [a] captions; file.srt");
  writeFileSync(srtPath, srt);
  const plain = await colourAt(await edit(clips.talking, { kind: 'scale' }), 1.5, [0.2, 0.7, 0.6, 0.3]);
  for (const step of [{ srt }, { srtPath }]) {
    const file = await edit(clips.talking, { kind: 'captions', size: 0.15, ...step });
    const during = await colourAt(file, 1.5, [0.2, 0.7, 0.6, 0.3]);
    const before = await colourAt(file, 0.5, [0.2, 0.7, 0.6, 0.3]);
    expect(during[0] - plain[0]).toBeGreaterThan(15);
    expect(off(before[0], plain[0])).toBeLessThanOrEqual(3);
  }
});

test('limit-size stays under the limit, and says so where that can not be [A72]', async () => {
  const noise = await makeClip(
    'noise.mp4',
    '-f lavfi -i nullsrc=s=160x120:r=25:d=4,geq=random(1)*255:128:128 -c:v libx264 -preset ultrafast -qp 10'.split(' '),
  );
  expect(statSync(noise).size).toBeGreaterThan(800_000);
  const file = await edit(noise, { kind: 'limit-size', maxBytes: 200_000 });
  expect(statSync(file).size).toBeLessThanOrEqual(200_000);
  const long = await makeClip(
    'long.mp4',
    '-f lavfi -i color=s=64x64:r=5:d=90 -f lavfi -i sine=d=90 -shortest -c:v libx264 -c:a aac'.split(' '),
  );
  await expect(edit(long, { kind: 'limit-size', maxBytes: 100_000 })).rejects.toMatchObject({
    code: 'recipe-size-unreachable',
  });
});

test('a thumbnail lies beside the result, of the finished picture, also of a moment past the end [A72]', async () => {
  const house = openVideoHouse();
  for (const [atSeconds, isRed] of [
    [0.5, true],
    [99, false],
  ] as const) {
    const steps: StepInput[] = [{ kind: 'thumbnail', atSeconds, widthPixels: 64 }];
    const result = await editFile(house, clips.colours, { steps, output: quick });
    expect(result.thumbnailPath?.replace(/jpg$/, 'mp4')).toBe(result.outputPath);
    expect(await measure(result.thumbnailPath ?? '')).toMatchObject({ width: 64, height: 48 });
    expect((await colourAt(result.thumbnailPath ?? '', 0))[0] > 200).toBe(isRed);
  }
});

test('a video without sound loses the steps that need it, and its job says which and why [A72]', async () => {
  const steps: StepInput[] = [{ kind: 'cut-silence' }, { kind: 'loudness' }, { kind: 'speed', factor: 2 }];
  const result = await editFile(openVideoHouse(), clips.mute, { steps, output: quick });
  expect(result.skipped).toEqual([
    { step: 'cut-silence', reason: 'no-audio' },
    { step: 'loudness', reason: 'no-audio' },
  ]);
  expect((await measure(result.outputPath ?? '')).codecs).toEqual(['h264']);
});

test('many steps share one encoding run [A72]', async () => {
  const steps: StepInput[] = [
    { kind: 'trim', startSeconds: 0.5 },
    { kind: 'speed', factor: 1.5 },
    { kind: 'reframe', longSidePixels: 320 },
    { kind: 'text', text: 'Oferta' },
    { kind: 'logo', imagePath: await redSquare() },
    { kind: 'captions', srt: '1\n00:00:00,100 --> 00:00:01,000\nHola\n' },
    { kind: 'fade' },
    { kind: 'thumbnail' },
  ];
  const result = await editFile(openVideoHouse(), clips.colours, { steps, output: quick });
  expect(result.commands.filter((line) => line.includes('libx264'))).toHaveLength(1);
  expect(result.commands).toHaveLength(3);
  expect(off((await measure(result.outputPath ?? '')).seconds, 3.5 / 1.5)).toBeLessThanOrEqual(0.1);
});

test.each(['mov', 'webm'] as const)('the container %s comes out playable [A72]', async (container) => {
  const recipe: RecipeInput = { steps: [{ kind: 'scale', maxWidth: 64 }], output: { ...quick, container } };
  const result = await editFile(openVideoHouse(), clips.talking, recipe);
  const codecs = container === 'webm' ? ['vp9', 'opus'] : ['h264', 'aac'];
  expect((await measure(result.outputPath ?? '')).codecs).toEqual(codecs);
});

test('a turned video with pixels that are not square comes out as players show it [A72]', async () => {
  const odd = await makeClip(
    'odd.mp4',
    '-f lavfi -i testsrc2=s=120x91:r=10:d=1,setsar=2/1 -c:v libx264 -pix_fmt yuv444p'.split(' '),
  );
  expect(await measure(await edit(odd, { kind: 'fade' }))).toMatchObject({ width: 240, height: 90 });
  const turned = await makeClip('turned.mov', ['-i', clips.busy, ...'-c copy -metadata:s:v rotate=90'.split(' ')]);
  expect(await measure(await edit(turned, { kind: 'scale', maxWidth: 60 }))).toMatchObject({ width: 60, height: 80 });
});

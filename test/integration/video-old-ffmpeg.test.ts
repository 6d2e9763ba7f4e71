import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RecipeInput } from '#shared/domain/recipe.ts';
import { findTool } from '#platform/ffmpeg/tools.ts';
import { makeClip, measure, redSquare, talkingClip } from '../helpers/clips.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { editFile, openVideoHouse, quick } from '../helpers/video.ts';

/** As on a computer without ffmpeg: what npm ships is all there is. */
const withoutFfmpeg = { PATH: '/nowhere' };
const isShipped = findTool('ffmpeg', { env: withoutFfmpeg, setting: () => '' }) !== null;

const everyStep: RecipeInput['steps'] = [
  { kind: 'trim', startSeconds: 0.2 },
  { kind: 'cut-silence', minSilenceSeconds: 0.4 },
  { kind: 'speed', factor: 1.5 },
  { kind: 'reframe', longSidePixels: 320 },
  { kind: 'reframe', aspect: '1:1', mode: 'crop', longSidePixels: 320 },
  { kind: 'reframe', aspect: '16:9', mode: 'pad', longSidePixels: 320 },
  { kind: 'scale', maxWidth: 240 },
  { kind: 'text', text: 'Oferta' },
  { kind: 'captions', srt: '1\n00:00:00,100 --> 00:00:01,000\nHola\n' },
  { kind: 'fade' },
  { kind: 'loudness' },
  { kind: 'thumbnail' },
];

test.skipIf(!isShipped).each(['mp4', 'webm'] as const)(
  'every step works with the ffmpeg that npm ships, into %s [A72]',
  async (container) => {
    const house = openVideoHouse({ env: withoutFfmpeg });
    const steps = [...everyStep, { kind: 'logo' as const, imagePath: await redSquare() }];
    const result = await editFile(house, await talkingClip(), { steps, output: { ...quick, container } });
    expect(result.commands.at(-1)).toContain('ffprobe-installer');
    expect(result.skipped).toEqual([]);
    const found = await measure(result.outputPath ?? '');
    expect(found).toMatchObject({ width: 240, height: 134 });
    // 2.8 s less 0.7 s of silence, half as fast again.
    expect(Math.abs(found.seconds - 1.4)).toBeLessThanOrEqual(0.1);
    expect(existsSync(result.thumbnailPath ?? '')).toBe(true);
  },
);

test.skipIf(!isShipped)('a limit of size holds with the ffmpeg that npm ships [A72]', async () => {
  const house = openVideoHouse({ env: withoutFfmpeg });
  const noise = await makeClip(
    'noise.mp4',
    '-f lavfi -i nullsrc=s=160x120:r=25:d=4,geq=random(1)*255:128:128 -c:v libx264 -preset ultrafast -qp 10'.split(' '),
  );
  const steps: RecipeInput['steps'] = [{ kind: 'limit-size', maxBytes: 200_000 }];
  const result = await editFile(house, noise, { steps, output: quick });
  expect(result.sizeBytes).toBeLessThanOrEqual(200_000);
});

/** The system's ffmpeg, made to answer as version 9 does. */
function writeNewFfmpeg(): string {
  const real = findTool('ffmpeg', { env: process.env, setting: () => '' })?.path ?? '';
  const file = path.join(temporaryFolder(), 'ffmpeg');
  const refusal = "Unrecognized option 'filter_complex_script'.\\nError splitting the argument list: Option not found";
  const script = `#!/bin/bash
args=()
for arg in "$@"; do
  [ "$arg" = -filter_complex_script ] && { printf "%b\\n" "${refusal}" >&2; exit 8; }
  [ "$arg" = -/filter_complex ] && arg=-filter_complex_script
  args+=("$arg")
done
exec ${real} "\${args[@]}"
`;
  writeFileSync(file, script, { mode: 0o700 });
  return file;
}

test('an ffmpeg that reads long graphs by the newer option alone is asked by that one [A72]', async () => {
  const many = await makeClip('many-pauses.mp4', [
    ...'-f lavfi -i color=c=gray:s=64x64:r=25:d=120 -f lavfi -i'.split(' '),
    'aevalsrc=0.3*sin(2*PI*500*t)*lt(mod(t\\,0.3)\\,0.15):d=120:s=16000',
    ...'-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac'.split(' '),
  ]);
  const steps: RecipeInput['steps'] = [
    { kind: 'cut-silence', marginSeconds: 0, minSilenceSeconds: 0.1, thresholdDb: -30 },
  ];
  const house = openVideoHouse({ settings: { ffmpegPath: writeNewFfmpeg() } });
  const result = await editFile(house, many, { steps, output: quick });
  expect(result.commands.filter((line) => line.includes('libx264'))).toEqual([
    expect.stringContaining('-/filter_complex graph-'),
  ]);
  expect(Math.abs((await measure(result.outputPath ?? '')).seconds - 60)).toBeLessThanOrEqual(6);
});

import { rm, stat } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { CommandOutput } from '#platform/ffmpeg/command.ts';
import type { EditPlan } from './edit-plan.ts';

/** Runs one ffmpeg over the plan. */
export type RunEncode = (run: {
  readonly plan: EditPlan;
  readonly outputs: readonly CommandOutput[];
  /** The first of two passes reads the picture alone. */
  readonly only?: 'picture';
}) => Promise<void>;

/** How the picture's rate is set. */
type Rate =
  | { readonly kind: 'quality' }
  | { readonly kind: 'capped'; readonly bitsPerSecond: number }
  | { readonly kind: 'pass'; readonly pass: 1 | 2; readonly bitsPerSecond: number };

interface Targets {
  readonly video: string;
  readonly thumbnail: string | null;
}

const maxSizeTries = 4;

/** Encodes to `targets`. With a limit of size: once at the wanted quality under a cap, then by two passes at a falling rate. */
export async function encode(plan: EditPlan, targets: Targets, run: RunEncode): Promise<void> {
  const { maxBytes } = plan;
  if (maxBytes === null) return run({ plan, outputs: outputsFor(plan, targets, { kind: 'quality' }) });
  let bitsPerSecond = pictureRate(plan, maxBytes);
  for (let tries = 1; tries <= maxSizeTries; tries += 1) {
    if (tries === 1) await run({ plan, outputs: outputsFor(plan, targets, { kind: 'capped', bitsPerSecond }) });
    else await encodeTwice(plan, targets, { bitsPerSecond, run });
    const { size } = await stat(targets.video);
    if (size <= maxBytes) return;
    bitsPerSecond = Math.floor(bitsPerSecond * Math.min(0.92, (maxBytes / size) * 0.95));
    if (bitsPerSecond < lowestPictureRate) break;
  }
  await rm(targets.video, { force: true });
  throw new AppError('recipe-size-unreachable', { maxBytes });
}

const lowestPictureRate = 20_000;
const soundRate = (plan: EditPlan): number =>
  plan.maxBytes === null
    ? 160_000
    : Math.min(128_000, Math.max(32_000, Math.floor((plan.maxBytes * 8 * 0.12) / plan.durationSeconds / 1000) * 1000));

/** What the limit leaves for the picture. Throws `recipe-size-unreachable` where that is nothing to look at. */
function pictureRate(plan: EditPlan, maxBytes: number): number {
  const seconds = Math.max(plan.durationSeconds, 0.1);
  // The container costs some 16 bytes a frame, and a few kilobytes at all.
  const container = 8 * (4096 + 16 * seconds * (plan.framesPerSecond + 50));
  const bits = (maxBytes * 8 * 0.97 - container) / seconds - (plan.hasAudio ? soundRate(plan) : 0);
  if (bits < lowestPictureRate) throw new AppError('recipe-size-unreachable', { maxBytes });
  return Math.floor(Math.min(bits, 200_000_000));
}

async function encodeTwice(
  plan: EditPlan,
  targets: Targets,
  options: { bitsPerSecond: number; run: RunEncode },
): Promise<void> {
  const { bitsPerSecond, run } = options;
  const first = [...videoArguments(plan.output, { kind: 'pass', pass: 1, bitsPerSecond }), '-an', '-f', 'null'];
  await run({ plan, outputs: [{ path: null, args: ['-map', '[video]', ...first] }], only: 'picture' });
  await run({ plan, outputs: outputsFor(plan, targets, { kind: 'pass', pass: 2, bitsPerSecond }) });
}

function outputsFor(plan: EditPlan, targets: Targets, rate: Rate): CommandOutput[] {
  const args = ['-map', '[video]', ...videoArguments(plan.output, rate)];
  if (plan.hasAudio) args.push('-map', '[audio]', ...audioArguments(plan));
  // Phones write where a picture was taken; that is not ours to pass on.
  args.push('-map_metadata', '-1', '-map_chapters', '-1', ...containerArguments(plan.output.container));
  const outputs: CommandOutput[] = [{ path: targets.video, args }];
  if (targets.thumbnail)
    outputs.push({
      path: targets.thumbnail,
      args: ['-map', '[thumbnail]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2', '-update', '1'],
    });
  return outputs;
}

function videoArguments(output: Recipe['output'], rate: Rate): string[] {
  const isWebm = output.container === 'webm';
  const codec = isWebm
    ? ['-c:v', 'libvpx-vp9', '-row-mt', '1', '-deadline', 'good', '-cpu-used', vp9Speed[output.encoderPreset]]
    : ['-c:v', 'libx264', '-preset', output.encoderPreset];
  // vp9's scale runs to 63 where x264's runs to 51.
  const quality = String(isWebm ? Math.min(63, output.quality + 10) : output.quality);
  switch (rate.kind) {
    case 'quality':
      return [...codec, '-crf', quality, ...(isWebm ? ['-b:v', '0'] : [])];
    case 'capped':
      if (isWebm) return [...codec, '-crf', quality, '-b:v', String(rate.bitsPerSecond)];
      return [
        ...codec,
        '-crf',
        quality,
        '-maxrate',
        String(rate.bitsPerSecond),
        '-bufsize',
        String(rate.bitsPerSecond * 2),
      ];
    case 'pass':
      return [...codec, '-b:v', String(rate.bitsPerSecond), '-pass', String(rate.pass), '-passlogfile', 'pass'];
  }
}

const vp9Speed = { ultrafast: '8', veryfast: '6', fast: '4', medium: '2', slow: '1' } as const;

const audioArguments = (plan: EditPlan): string[] => [
  '-c:a',
  plan.output.container === 'webm' ? 'libopus' : 'aac',
  '-b:a',
  String(soundRate(plan)),
  ...(plan.output.container === 'webm' ? ['-ar', '48000'] : []),
];

/** The muxer is named, because the output's name ends in `.part`. */
function containerArguments(container: Recipe['output']['container']): string[] {
  return container === 'webm' ? ['-f', 'webm'] : ['-movflags', '+faststart', '-f', container];
}

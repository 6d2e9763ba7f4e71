import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One folder a run of the machine: clips are made once, by whichever file needs them first. */
const folder = path.join(os.tmpdir(), `atalaya-clips-${os.userInfo().uid}`);

/** A small clip made by ffmpeg from nothing; `name` stands for its content and ending. */
export async function makeClip(name: string, args: readonly string[]): Promise<string> {
  const file = path.join(folder, name);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = path.join(folder, `${process.pid}-${name}`);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, draft]);
  renameSync(draft, file);
  return file;
}

const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-ar', '44100'];

/** 160x120, 3 s: a tone at −23 dB, silent from 1.0 to 2.0 s. */
export const talkingClip = (): Promise<string> =>
  makeClip('talking.mp4', [
    '-f',
    'lavfi',
    '-i',
    'color=c=0x204080:s=160x120:r=25:d=3',
    '-f',
    'lavfi',
    '-i',
    'aevalsrc=0.1*sin(2*PI*500*t)*(lt(t\\,1)+gte(t\\,2)):d=3:s=44100',
    ...encoding,
  ]);

/** Red for 2 s, then green for 2 s, with a constant tone. */
export const twoColourClip = (): Promise<string> =>
  makeClip('two-colours.mp4', [
    '-f',
    'lavfi',
    '-i',
    'color=c=red:s=128x96:r=20:d=2',
    '-f',
    'lavfi',
    '-i',
    'color=c=green:s=128x96:r=20:d=2',

    '-f',
    'lavfi',
    '-i',
    'sine=f=440:d=4',
    '-filter_complex',
    '[0:v][1:v]concat=n=2[v]',
    '-map',
    '[v]',
    '-map',
    '2:a',
    ...encoding,
  ]);

/** A moving picture that costs bits, 4 s. */
export const busyClip = (): Promise<string> =>
  makeClip('busy.mp4', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=160x120:r=25:d=4',
    '-f',
    'lavfi',
    '-i',
    'sine=f=440:d=4',
    ...encoding,
  ]);

export const muteClip = (): Promise<string> =>
  makeClip('mute.mp4', ['-f', 'lavfi', '-i', 'color=c=blue:s=64x64:r=10:d=2', ...encoding]);

/** A container without a picture in it. */
export const emptyVideo = (): Promise<string> =>
  makeClip('empty-video.mp4', ['-f', 'lavfi', '-i', 'color=c=blue:s=64x64:r=10', '-t', '0', ...encoding]);

export const soundOnly = (): Promise<string> =>
  makeClip('sound-only.mp4', ['-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac']);

export const redSquare = (): Promise<string> =>
  makeClip('red.png', ['-f', 'lavfi', '-i', 'color=c=red:s=32x32', '-frames:v', '1']);

export interface Measured {
  seconds: number;
  width: number;
  height: number;
  codecs: string[];
  streamSeconds: number[];
}

/** Durations in seconds, size and codecs, as ffprobe says. */
export async function measure(file: string): Promise<Measured> {
  const entries = 'format=duration:stream=codec_name,width,height,duration';
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', file]);
  // ffprobe's own form.
  const found = JSON.parse(stdout) as {
    format: { duration: string };
    streams: { codec_name: string; width?: number; height?: number; duration?: string }[];
  };
  const picture = found.streams.find((stream) => stream.width);
  return {
    seconds: Number(found.format.duration),
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    codecs: found.streams.map((stream) => stream.codec_name),
    streamSeconds: found.streams.map((stream) => Number(stream.duration)),
  };
}

/** Mean colour of a part of the frame at `seconds`. `area` is x, y, width and height as shares. */
export async function colourAt(file: string, seconds: number, area = [0, 0, 1, 1]): Promise<[number, number, number]> {
  const [x, y, w, h] = area;
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-ss',
      String(seconds),
      '-i',
      file,
      '-frames:v',
      '1',
      '-vf',
      `crop=iw*${w}:ih*${h}:iw*${x}:ih*${y},scale=1:1:flags=area`,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { encoding: 'buffer' },
  );
  return [stdout[0] ?? 0, stdout[1] ?? 0, stdout[2] ?? 0];
}

/** Integrated loudness in LUFS by ebur128. */
export async function loudnessOf(file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', [
    '-nostdin',
    '-hide_banner',
    '-i',
    file,
    '-vn',
    '-af',
    'ebur128',
    '-f',
    'null',
    '-',
  ]);
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
}

import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import type { MediaFacts } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';
import type { ChildRegistry } from '../process/child-registry.ts';
import { runProcess } from '../process/run-process.ts';
import { classifyEnd } from './classify.ts';
import { inputGuards, sourceFormats } from './command.ts';

/** What ffprobe says of a file, as far as the work needs it. */
export interface MediaProbe {
  readonly facts: MediaFacts;
  readonly video: {
    readonly index: number;
    readonly framesPerSecond: number;
    /** Width of a pixel by its height; 1 where they are square. */
    readonly pixelAspect: number;
    readonly durationSeconds: number | null;
  } | null;
  readonly audio: { readonly index: number } | null;
  readonly streamCount: number;
}

const text = z.string().optional();
const streamSchema = z.object({
  index: z.number().int(),
  codec_type: text,
  codec_name: text,
  width: z.number().optional(),
  height: z.number().optional(),
  avg_frame_rate: text,
  r_frame_rate: text,
  sample_aspect_ratio: text,
  duration: text,
  disposition: z.object({ attached_pic: z.number().optional() }).loose().optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() }).loose()).optional(),
  tags: z.record(z.string(), z.unknown()).optional(),
});
const outputSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({ duration: text, size: text }).loose().default({}),
});
type StreamEntry = z.infer<typeof streamSchema>;

/**
 * Reads `file` with ffprobe, local files of the listed containers (`formats`; those of videos) alone. Throws `video-source-not-video` where it holds no
 * such container, `video-source-too-many-pixels`, and the tool's own failures.
 */
export async function probeMedia(
  file: string,
  deps: { tool: { path: string }; clock: Clock; registry: ChildRegistry; signal: AbortSignal; formats?: string },
): Promise<{ probe: MediaProbe; args: string[] }> {
  const args = [
    '-hide_banner',
    '-loglevel',
    'error',
    ...inputGuards(deps.formats ?? sourceFormats),
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    `file:${file}`,
  ];
  const limit = AbortSignal.timeout(60_000);
  const end = await runProcess({
    command: deps.tool.path,
    args,
    clock: deps.clock,
    registry: deps.registry,
    signal: AbortSignal.any([deps.signal, limit]),
  });
  deps.signal.throwIfAborted();
  if (limit.aborted) throw new AppError('ffmpeg-stalled', { seconds: 60 });
  const failure = classifyEnd(end, deps.tool);
  if (failure?.code === 'ffmpeg-failed') throw new AppError('video-source-not-video', { detected: 'unknown' });
  if (failure) throw failure;
  // A picture beyond the limit is refused by the decoder, which says its size and nothing else does.
  const refused = /Picture size (\d{1,6})x(\d{1,6}) (?:is invalid|exceeds)/.exec(end.stderr);
  if (refused)
    throw new AppError('video-source-too-many-pixels', { width: Number(refused[1]), height: Number(refused[2]) });
  return { probe: parseProbe(end.stdout), args };
}

/** ffprobe's JSON as facts. Throws `ffmpeg-failed` when it is not what ffprobe writes. */
export function parseProbe(json: string): MediaProbe {
  const parsed = outputSchema.safeParse(parseJson(json));
  if (!parsed.success) throw new AppError('ffmpeg-failed', { code: 0, reason: 'ffprobe: unreadable answer' });
  const { streams, format } = parsed.data;
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1);
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const seconds = positive(format.duration) ?? (video ? positive(video.duration) : null);
  const size = video ? shownSize(video) : null;
  return {
    facts: {
      durationMs: seconds === null ? null : Math.round(seconds * 1000),
      sizeBytes: positive(format.size),
      width: size?.width ?? null,
      height: size?.height ?? null,
      videoCodec: video?.codec_name ?? null,
      audioCodec: audio?.codec_name ?? null,
      lufs: null,
    },
    video: video
      ? {
          index: video.index,
          framesPerSecond: frameRate(video),
          pixelAspect: ratio(video.sample_aspect_ratio, ':') ?? 1,
          durationSeconds: positive(video.duration),
        }
      : null,
    audio: audio ? { index: audio.index } : null,
    streamCount: streams.length,
  };
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // The schema refuses it with the rest.
    return null;
  }
}

/** As a player shows it: turned by the rotation that phones write, with square pixels. */
function shownSize(stream: StreamEntry): { width: number; height: number } | null {
  if (!stream.width || !stream.height) return null;
  const tag = Number(stream.tags?.['rotate'] ?? Number.NaN);
  const rotation = stream.side_data_list?.find((entry) => entry.rotation !== undefined)?.rotation ?? tag;
  const isTurned = Number.isFinite(rotation) && Math.abs(Math.round(rotation / 90)) % 2 === 1;
  const width = Math.round(stream.width * (ratio(stream.sample_aspect_ratio, ':') ?? 1));
  return isTurned ? { width: stream.height, height: width } : { width, height: stream.height };
}

function frameRate(stream: StreamEntry): number {
  const found = ratio(stream.avg_frame_rate, '/') ?? ratio(stream.r_frame_rate, '/') ?? 25;
  return Math.min(Math.max(found, 1), 240);
}

function ratio(value: string | undefined, separator: string): number | null {
  const [above, below] = (value ?? '').split(separator).map(Number);
  return above && below && above > 0 && below > 0 ? above / below : null;
}

function positive(value: string | undefined): number | null {
  const found = Number.parseFloat(value ?? '');
  return Number.isFinite(found) && found > 0 ? found : null;
}

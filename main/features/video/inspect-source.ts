import { AppError } from '#shared/contract/errors.ts';
import { maxPixels } from '#platform/ffmpeg/command.ts';
import { probeMedia, type MediaProbe } from '#platform/ffmpeg/media-probe.ts';
import { runFfmpeg } from '#platform/ffmpeg/run-ffmpeg.ts';
import { buildArguments, quoteCommand, sourceFormats } from '#platform/ffmpeg/command.ts';
import type { VideoParts } from './deps.ts';
import { detectForeignKind } from './file-kind.ts';

/** Streams beyond this are an attack or a mistake. */
const maxStreams = 100;

/** Reads what the source is. Throws `video-source-not-video`, `-no-duration` or `-too-many-pixels`. */
export async function inspectSource(
  parts: VideoParts,
  source: { path: string; head: Buffer; signal: AbortSignal; workFolder: string },
): Promise<{ probe: MediaProbe; commands: string[] }> {
  const foreign = detectForeignKind(source.head);
  if (foreign) throw new AppError('video-source-not-video', { detected: foreign });
  const tool = parts.requireTool('ffprobe');
  const { probe, args } = await probeMedia(source.path, { ...parts, tool, signal: source.signal });
  const commands = [quoteCommand(tool.path, args)];
  if (probe.streamCount > maxStreams) throw new AppError('video-source-not-video', { detected: 'many-streams' });
  if (!probe.video) {
    // A container without a stream, as a recording that never began.
    if (probe.streamCount === 0) throw new AppError('video-source-no-duration');
    throw new AppError('video-source-not-video', { detected: probe.audio ? 'audio' : 'no-picture' });
  }
  const { width, height } = probe.facts;
  if (!width || !height) throw new AppError('video-source-not-video', { detected: 'no-picture' });
  if (width * height > maxPixels) throw new AppError('video-source-too-many-pixels', { width, height });
  if (probe.facts.durationMs !== null) return { probe, commands };
  const durationMs = await measureDuration(parts, source, probe);
  return { probe: { ...probe, facts: { ...probe.facts, durationMs } }, commands };
}

/** Recordings of browsers carry no duration: reads the packets through once. */
async function measureDuration(
  parts: VideoParts,
  source: { path: string; signal: AbortSignal; workFolder: string },
  probe: MediaProbe,
): Promise<number> {
  let outTimeMs = 0;
  const args = buildArguments(
    {
      inputs: [{ path: source.path, formats: sourceFormats }],
      graph: [],
      outputs: [{ path: null, args: ['-map', `0:${probe.video?.index ?? 0}`, '-c', 'copy', '-f', 'null'] }],
      threads: 1,
    },
    () => '',
  );
  await runFfmpeg({
    tool: parts.requireTool('ffmpeg'),
    args,
    cwd: source.workFolder,
    clock: parts.clock,
    registry: parts.registry,
    signal: source.signal,
    stallMs: parts.settings.get('stallSeconds') * 1000,
    onReport: (report) => (outTimeMs = Math.max(outTimeMs, report.outTimeMs ?? 0)),
  });
  if (outTimeMs <= 0) throw new AppError('video-source-no-duration');
  return Math.round(outTimeMs);
}

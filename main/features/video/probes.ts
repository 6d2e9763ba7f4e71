import { stat } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import { freeBytes, requireWritableFolder } from '#platform/disk.ts';
import { readToolVersion, type Tool, type ToolName } from '#platform/ffmpeg/tools.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';
import type { VideoParts } from './deps.ts';

/** Below the first the folder is short of space, below the second a job is bound to fail. */
const lowBytes = 2_000_000_000;
const emptyBytes = 100_000_000;
const knownForMs = 600_000;

/** What Health asks of the video work. Causes and cures are keys under `health.video`. */
export function createVideoProbes(parts: VideoParts): Probe[] {
  return [toolProbe(parts, 'ffmpeg'), toolProbe(parts, 'ffprobe'), toolProbe(parts, 'yt-dlp'), outputProbe(parts)];
}

const keys = {
  ffmpeg: { missing: 'video.ffmpegMissing', install: 'video.ffmpegInstall' },
  ffprobe: { missing: 'video.ffprobeMissing', install: 'video.ffmpegInstall' },
  'yt-dlp': { missing: 'video.ytdlpMissing', install: 'video.ytdlpInstall' },
} as const;

function toolProbe(parts: VideoParts, name: ToolName): Probe {
  const { missing, install } = keys[name];
  const versions = new KnownVersion(parts);
  return {
    name,
    async check(signal): Promise<ProbeFinding> {
      try {
        const tool = parts.findTool(name);
        if (!tool) return { state: name === 'yt-dlp' ? 'off' : 'down', cause: missing, cure: install, details: {} };
        const version = await versions.read(tool, signal);
        const details = { path: tool.path, origin: tool.origin, version };
        if (version === null) return { state: 'down', cause: 'video.toolBroken', cure: install, details };
        // npm's build is of 2018: it works, and is better replaced.
        if (tool.origin === 'npm' && name === 'ffmpeg')
          return { state: 'ok', cause: 'video.ffmpegShipped', cure: 'video.ffmpegInstall', details };
        return { state: 'ok', cause: null, cure: null, details };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return {
          state: 'down',
          cause: 'video.toolNotExecutable',
          cure: 'video.toolSetPath',
          details: { ...error.params },
        };
      }
    },
  };
}

/** yt-dlp takes a second of processor time to say its version: a program that has not changed is asked once in a while. */
class KnownVersion {
  readonly #parts: VideoParts;
  #known: { mark: string; version: string; askedAtMs: number } | null = null;

  constructor(parts: VideoParts) {
    this.#parts = parts;
  }

  /** Null where the program does not start; that is never taken as known. */
  async read(tool: Tool, signal: AbortSignal): Promise<string | null> {
    const { size, mtimeMs } = await stat(tool.path);
    const mark = `${tool.path} ${size} ${mtimeMs}`;
    const askedAtMs = this.#parts.clock.monotonic();
    if (this.#known?.mark === mark && askedAtMs - this.#known.askedAtMs < knownForMs) return this.#known.version;
    const version = await readToolVersion(tool, { ...this.#parts, signal });
    this.#known = version === null ? null : { mark, version, askedAtMs };
    return version;
  }
}

function outputProbe(parts: VideoParts): Probe {
  return {
    name: 'output-folder',
    async check(): Promise<ProbeFinding> {
      const folder = parts.folders.output();
      try {
        await requireWritableFolder(folder);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return {
          state: 'down',
          cause: 'video.outputUnwritable',
          cure: 'video.outputChoose',
          details: { path: folder },
        };
      }
      const free = await freeBytes(folder);
      const details = { path: folder, freeBytes: free };
      if (free < emptyBytes) return { state: 'down', cause: 'video.diskFull', cure: 'video.diskFree', details };
      if (free < lowBytes) return { state: 'degraded', cause: 'video.diskLow', cure: 'video.diskFree', details };
      return { state: 'ok', cause: null, cure: null, details };
    },
  };
}

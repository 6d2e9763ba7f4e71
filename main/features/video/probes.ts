import { AppError } from '#shared/contract/errors.ts';
import { freeBytes, requireWritableFolder } from '#platform/disk.ts';
import { readToolVersion, type ToolName } from '#platform/ffmpeg/tools.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';
import type { VideoParts } from './deps.ts';

/** Below the first the folder is short of space, below the second a job is bound to fail. */
const lowBytes = 2_000_000_000;
const emptyBytes = 100_000_000;

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
  return {
    name,
    async check(signal): Promise<ProbeFinding> {
      try {
        const tool = parts.findTool(name);
        if (!tool) return { state: name === 'yt-dlp' ? 'off' : 'down', cause: missing, cure: install, details: {} };
        const version = await readToolVersion(tool, { ...parts, signal });
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

import os from 'node:os';
import path from 'node:path';
import { EncodeSlots } from '#platform/ffmpeg/slots.ts';
import { findTool, requireTool, type ToolName, type ToolPaths } from '#platform/ffmpeg/tools.ts';
import { AddressGuard } from '#platform/http/address-guard.ts';
import { ChildRegistry, ownerMark } from '#platform/process/child-registry.ts';
import type { JobHandler, QueueOptions } from '#platform/queue/queue-port.ts';
import type { VideoFeatureDeps, VideoParts } from './deps.ts';
import { createVideoHandler } from './handler.ts';
import { createVideoIntake } from './intake.ts';
import { createMedia } from './media.ts';
import { createPresetService } from './presets/preset-service.ts';
import { createVideoProbes } from './probes.ts';
import { ResultCache } from './result-cache.ts';
import { createVideoRouter } from './router.ts';
import { createVideoStore } from './store.ts';
import { sweepAfterDeath, sweepSources } from './sweep.ts';
import { Uploads } from './uploads.ts';

export const videoQueue = 'video';
const tidyEveryMs = 3_600_000;

/** Everything the video work gives to the house: the queue's handler, the intake, the operations, uploads, media, probes. */
export function createVideoFeature(deps: VideoFeatureDeps) {
  const parts = createParts(deps);
  const presets = createPresetService({ ...deps, store: parts.store });
  const uploads = new Uploads(parts);
  const running = new Set<number>();
  const inner = createVideoHandler(parts, new ResultCache(parts.store));
  let releaseAwake: (() => void) | null = null;
  let stopTidying: (() => void) | null = null;

  /** Keeps the computer awake from the first job's start to the last one's end. */
  const handler: JobHandler = async (job, context) => {
    running.add(job.id);
    if (!releaseAwake && deps.settings.get('keepAwake')) releaseAwake = deps.host.keepAwake('video');
    try {
      return await inner(job, context);
    } finally {
      running.delete(job.id);
      if (running.size === 0) {
        releaseAwake?.();
        releaseAwake = null;
      }
    }
  };

  async function tidy(): Promise<void> {
    await uploads.sweep();
    await sweepSources(parts, (jobId) => running.has(jobId));
  }

  return {
    handler,
    intake: createVideoIntake(parts, presets),
    router: createVideoRouter({ presets, uploads }),
    uploads,
    media: createMedia(parts),
    probes: createVideoProbes(parts),
    /**
     * For `queue.register('video', …)`. A stalled ffmpeg is found by its own report and named; the queue's rule is the net below
     * it, for a handler that hangs elsewhere.
     */
    queueOptions: (): QueueOptions => ({
      workers: deps.settings.get('workers'),
      maxAttempts: deps.settings.get('videoAttempts'),
      stallMs: deps.settings.get('stallSeconds') * 2000,
    }),
    /** At start, before the queue claims: ends orphans, removes unfinished files, then tidies every hour. */
    async sweep(): Promise<void> {
      await sweepAfterDeath(parts);
      await tidy();
      stopTidying ??= deps.clock.every(tidyEveryMs, () => {
        tidy().catch((error: unknown) => deps.logger.error('tidying up failed', { error }));
      });
    },
    stop(): void {
      stopTidying?.();
      releaseAwake?.();
      releaseAwake = null;
    },
  };
}
export type VideoFeature = ReturnType<typeof createVideoFeature>;

function createParts(deps: VideoFeatureDeps): VideoParts {
  // The one place that takes the process's own environment, where the core hands none in.
  const env = deps.env ?? process.env;
  const settingOf = { ffmpeg: 'ffmpegPath', ffprobe: 'ffprobePath', 'yt-dlp': 'ytdlpPath' } as const;
  const paths: ToolPaths = { env, setting: (name: ToolName) => deps.settings.get(settingOf[name]) };
  const owner = path.resolve(deps.folders.data);
  return {
    ...deps,
    store: createVideoStore(deps.database),
    registry: new ChildRegistry({ folder: path.join(deps.folders.temp, 'children'), owner, env }),
    guard: new AddressGuard(() => deps.settings.get('allowPrivateTargets')),
    slots: new EncodeSlots(() => deps.settings.get('encodeSlots') || os.availableParallelism()),
    partPrefix: `.atalaya-${ownerMark(owner)}-`,
    findTool: (name) => findTool(name, paths),
    requireTool: (name) => requireTool(name, paths),
  };
}

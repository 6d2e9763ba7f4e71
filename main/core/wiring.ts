import type { LiveFeed } from '#platform/events/live-feed.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { videoQueue, type VideoFeature } from '../features/video/create-video-feature.ts';

interface Wired {
  readonly settings: SettingsReader;
  readonly queue: QueueRuntime;
  readonly feed: LiveFeed;
  readonly video: VideoFeature;
}

/** When this happens, do that: the only place where features meet. Returns what undoes it. */
export function wire({ settings, queue, feed }: Wired): () => void {
  return settings.subscribe((keys) => {
    if (keys.includes('workers')) queue.setWorkers(videoQueue, settings.get('workers'));
    feed.publishSettings(keys);
  });
}

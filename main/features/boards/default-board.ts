import type { Widget } from '#shared/contract/boards.ts';

const widget = (kind: Widget['kind'], width: number, height: number): Widget => ({
  id: kind,
  kind,
  width,
  height,
  source: null,
});

/** The Overview as it is before anybody arranges it. */
export const defaultBoards = {
  overview: [
    widget('kpis', 12, 3),
    widget('throughput', 8, 8),
    widget('running', 4, 8),
    widget('services', 4, 8),
    widget('top-sources', 4, 8),
    widget('activity', 4, 8),
    widget('durations', 12, 8),
  ],
} as const satisfies Record<string, readonly Widget[]>;

export type BoardPlace = keyof typeof defaultBoards;

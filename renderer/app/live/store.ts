import { create } from 'zustand';
import type { LiveMessage } from '#shared/contract/live.ts';
import type { QueueView } from '#shared/contract/queues.ts';
import {
  emptyLive,
  reduceMessage,
  reduceSnapshot,
  type LiveJob,
  type LiveProgress,
  type LiveSnapshot,
  type LiveState,
} from './reduce.ts';

/** The live copy. Components read it through the hooks below and never write it. */
export const useLive = create<LiveState>(() => emptyLive);

/** At most four visual updates a second. */
const repaintMs = 250;
let waiting: LiveMessage[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;
let paintedAt = 0;

function paint(): void {
  timer = null;
  paintedAt = performance.now();
  const batch = waiting;
  waiting = [];
  const nowMs = Date.now();
  useLive.setState((state) => batch.reduce((next, message) => reduceMessage(next, message, nowMs), state), true);
}

export function hear(message: LiveMessage): void {
  waiting.push(message);
  timer ??= setTimeout(paint, Math.max(0, repaintMs - (performance.now() - paintedAt)));
}

/** Applies what waits, then the snapshot: a snapshot must not overtake the batches before it. */
export function takeSnapshot(snapshot: LiveSnapshot): void {
  if (timer !== null) clearTimeout(timer);
  paint();
  useLive.setState((state) => reduceSnapshot(state, snapshot), true);
}

const noQueues: readonly QueueView[] = [];

/** Rows that changed, rows that went, and the revision below which a list must be read again. */
export const useJobsLive = (): ReadonlyMap<number, LiveJob> => useLive((state) => state.jobs);
export const useJobLive = (id: number): LiveJob | undefined => useLive((state) => state.jobs.get(id));
export const useProgress = (id: number): LiveProgress | undefined => useLive((state) => state.progress.get(id));
export const useCounts = (): LiveState['counts'] => useLive((state) => state.counts);
export const useQueuesLive = (): readonly QueueView[] => useLive((state) => state.queues ?? noQueues);
export const useQueueLive = (name: string): QueueView | undefined =>
  useLive((state) => state.queues?.find((queue) => queue.name === name));
export const useServicesLive = (): LiveState['services'] => useLive((state) => state.services);
export const useEventsLive = (): LiveState['events'] => useLive((state) => state.events);

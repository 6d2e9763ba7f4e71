import type { QueueView } from '#shared/contract/queues.ts';
import type { StateCounts } from '#shared/domain/job.ts';

/** What the tray shows at a glance. */
export interface Glance {
  readonly waiting: number;
  readonly running: number;
  readonly deadLetters: number;
  /** Every queue is paused. */
  readonly isPaused: boolean;
}

/** The tray's four pictures, told apart by shape. The worst state wins. */
export type TrayLook = 'idle' | 'working' | 'attention' | 'paused';

export const emptyGlance: Glance = { waiting: 0, running: 0, deadLetters: 0, isPaused: false };

/** `previous` with what the message brings; `previous` itself when it brings nothing new. */
export function glanceOf(
  previous: Glance,
  message: { counts: StateCounts | null; queues: readonly QueueView[] | null },
): Glance {
  const { counts, queues } = message;
  const next: Glance = {
    waiting: counts ? counts.queued + counts.scheduled + counts.retrying + counts.held : previous.waiting,
    running: counts ? counts.running : previous.running,
    deadLetters: counts ? counts.deadLetters : previous.deadLetters,
    isPaused: queues ? queues.length > 0 && queues.every((queue) => queue.status === 'paused') : previous.isPaused,
  };
  const isSame = (Object.keys(next) as (keyof Glance)[]).every((key) => next[key] === previous[key]);
  return isSame ? previous : next;
}

export function lookOf(glance: Glance): TrayLook {
  if (glance.deadLetters > 0) return 'attention';
  if (glance.isPaused) return 'paused';
  return glance.running > 0 ? 'working' : 'idle';
}

export interface WatchState {
  readonly isAbove: boolean;
  /** When it was told last: at the edge, or by a reminder. Epoch ms. */
  readonly changedAt: number;
}

export type LimitStep = 'above' | 'below' | 'reminder' | null;

interface Line {
  readonly value: number;
  readonly limit: number;
  readonly now: number;
  /** 0 is never. */
  readonly reminderMs: number;
}

/** A35: above from `limit` + 1 on; below again only at four fifths of the limit, so that a figure that trembles tells once. */
const rearmShare = 0.8;

/** What a figure's new value means. Pure. A clock that was set back makes a reminder late by its own time at most. */
export function stepOf(state: WatchState, { value, limit, now, reminderMs }: Line): LimitStep {
  if (!state.isAbove) return value > limit ? 'above' : null;
  if (value <= Math.floor(limit * rearmShare)) return 'below';
  return reminderMs > 0 && value > limit && now >= reminderAt(state, now, reminderMs) ? 'reminder' : null;
}

/** Epoch ms of the next reminder. A time of telling that has not come yet is not believed. */
export const reminderAt = ({ changedAt }: WatchState, now: number, reminderMs: number): number =>
  Math.min(changedAt, now) + reminderMs;

import type { EventView } from '#shared/domain/events.ts';
import type { RuleSpec } from '#shared/domain/rule.ts';
import { matchesAll } from './conditions.ts';
import { endOfHours, isWithin } from './hours.ts';

/** What a rule remembers from one event to the next. */
export interface RuleUsage {
  /** Matches that nothing broke, counted up to `inARow`. */
  readonly row: number;
  /** The window of "at most so often": it begins with the first message that it counts. */
  readonly window: { readonly from: number; readonly used: number } | null;
  /** Until when events join the message that waits; 0 is none. */
  readonly groupUntil: number;
}

export const freshUsage: RuleUsage = { row: 0, window: null, groupUntil: 0 };

export type Outcome =
  | { readonly kind: 'no-match' | 'hours' | 'limit' | 'in-a-row'; readonly usage: RuleUsage }
  /** `dueAt`: the end of quiet hours; null is now. `grouped`: joins a message that waits. */
  | { readonly kind: 'told' | 'grouped'; readonly usage: RuleUsage; readonly dueAt: number | null };

interface Surroundings {
  /** Epoch ms. */
  readonly at: number;
  readonly timeZone: string;
}

/** Whether a rule needs anything remembered; the others cost no row. */
export const hasMemory = (spec: RuleSpec): boolean => spec.inARow > 1 || spec.atMost !== null || spec.groupSeconds > 0;

/** What becomes of an event of the rule's type: the same for what happens now and for what a dry run reads. Pure. */
export function evaluate(spec: RuleSpec, event: EventView, usage: RuleUsage, around: Surroundings): Outcome {
  const { at, timeZone } = around;
  if (event.type !== spec.event || !matchesAll(event, spec.conditions)) return { kind: 'no-match', usage };
  if (spec.hours && !isWithin(spec.hours, at, timeZone)) return { kind: 'hours', usage };
  const row = Math.min(usage.row + 1, spec.inARow);
  const counted = { ...usage, row };
  if (row < spec.inARow) return { kind: 'in-a-row', usage: counted };
  const held = quietEnd(spec, around);
  if (held === 'dropped') return { kind: 'hours', usage: counted };
  if (joinsGroup(spec, usage, at)) return { kind: 'grouped', usage: counted, dueAt: held };
  const window = takeFrom(spec, usage, at);
  if (window === 'used-up') return { kind: 'limit', usage: counted };
  const groupUntil = spec.groupSeconds > 0 ? (held ?? at) + spec.groupSeconds * 1000 : 0;
  return { kind: 'told', usage: { row, window, groupUntil }, dueAt: held };
}

/** An event of the rule's `resetsOn`: the row begins anew. */
export const breakRow = (usage: RuleUsage): RuleUsage => (usage.row === 0 ? usage : { ...usage, row: 0 });

function quietEnd({ quiet }: RuleSpec, { at, timeZone }: Surroundings): number | null | 'dropped' {
  if (!quiet || !isWithin(quiet, at, timeZone)) return null;
  if (quiet.mode === 'drop') return 'dropped';
  // Without an end there is no time to hold it back to.
  return endOfHours(quiet, at, timeZone) ?? 'dropped';
}

/** A group that seems to last longer than it can is left of a clock that was set back. */
const joinsGroup = ({ groupSeconds, quiet }: RuleSpec, { groupUntil }: RuleUsage, at: number): boolean =>
  groupSeconds > 0 && at < groupUntil && (quiet !== null || groupUntil - at <= groupSeconds * 1000);

function takeFrom({ atMost }: RuleSpec, { window }: RuleUsage, at: number): RuleUsage['window'] | 'used-up' {
  if (!atMost) return null;
  const isRunning = window !== null && at >= window.from && at < window.from + atMost.perSeconds * 1000;
  if (!isRunning) return { from: at, used: 1 };
  return window.used < atMost.count ? { ...window, used: window.used + 1 } : 'used-up';
}

import type { ChannelView, NotificationView } from '#shared/contract/notifications.ts';

const isOpenState = (state: string): boolean => state === 'waiting' || state === 'sending';

/** Whether one of its messages is still on its way. */
export const isUnderWay = ({ deliveries }: Pick<NotificationView, 'deliveries'>): boolean =>
  deliveries.some(({ state }) => isOpenState(state));

/** Minutes from `nowMs` to a local time of day, today or tomorrow; null for what is no time. */
export function minutesUntil(time: string, nowMs: number): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const then = new Date(nowMs);
  then.setHours(Number(hours), Number(minutes), 0, 0);
  if (then.getTime() <= nowMs) then.setDate(then.getDate() + 1);
  return Math.min(1440, Math.max(1, Math.ceil((then.getTime() - nowMs) / 60_000)));
}

/** How a channel is, worst first: what keeps it from sending names it. */
export type ChannelCondition =
  | 'off'
  | 'incomplete'
  | 'broken'
  | 'open'
  | 'half-open'
  | 'quiet'
  | 'failing'
  | 'ok'
  | 'new';

export function conditionOf(
  channel: Pick<ChannelView, 'isEnabled' | 'isComplete' | 'state'>,
  nowMs: number,
): ChannelCondition {
  const { state } = channel;
  if (!channel.isEnabled) return 'off';
  if (!channel.isComplete) return 'incomplete';
  if (state.broken) return 'broken';
  if (state.breaker !== 'closed') return state.breaker;
  if (state.quietUntil && Date.parse(state.quietUntil) > nowMs) return 'quiet';
  if (state.failures > 0) return 'failing';
  return state.lastOkAt ? 'ok' : 'new';
}

/** Seconds until `at`, never below 0. */
export const secondsUntil = (at: string | null, nowMs: number): number =>
  at === null ? 0 : Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1000));

import type { BreakerState, EndpointPolicy } from '#shared/domain/delivery.ts';

/**
 * closed ──`failures` in a row──► open ──its time──► half-open ──the one that goes: delivered──► closed
 *                                  ▲                     └── failed: open again, for twice as long (at most `maxOpenMs`)
 */
export interface Breaker {
  readonly state: BreakerState;
  /** In a row. */
  readonly failures: number;
  /** In a row: each doubles the wait. */
  readonly openings: number;
  /** Epoch ms, while open. */
  readonly until: number | null;
}
export type BreakerRule = NonNullable<EndpointPolicy['breaker']>;

export const closedBreaker: Breaker = { state: 'closed', failures: 0, openings: 0, until: null };

/** How many may be sent at once now; `limit` is what a closed one allows. */
export function allowedNow(breaker: Breaker, now: number, sending: number, limit: number): number {
  if (breaker.state === 'closed') return Math.max(0, limit - sending);
  if (breaker.state === 'open' && now < (breaker.until ?? 0)) return 0;
  return sending === 0 ? 1 : 0;
}

/** An open one whose time has come lets one through. */
export const probing = (breaker: Breaker): Breaker =>
  breaker.state === 'open' ? { ...breaker, state: 'half-open', until: null } : breaker;

export function afterFailure(breaker: Breaker, rule: BreakerRule, now: number): Breaker {
  const failures = breaker.failures + 1;
  const opens = breaker.state !== 'closed' || (rule.failures > 0 && failures >= rule.failures);
  if (!opens) return { ...breaker, failures };
  // What was under way when it opened says nothing new.
  if (breaker.state === 'open') return { ...breaker, failures };
  const waitMs = Math.min(rule.maxOpenMs, rule.openMs * 2 ** Math.min(30, breaker.openings));
  return { state: 'open', failures, openings: breaker.openings + 1, until: now + waitMs };
}

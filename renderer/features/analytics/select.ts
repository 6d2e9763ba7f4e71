import type { Metrics, ThroughputBucket } from '#shared/contract/analytics.ts';
import type { EventView } from '#shared/domain/events.ts';

export const periods = [1, 7, 30, 90] as const;
export type Period = (typeof periods)[number];

/** The period in the address; a week without one. */
export const periodOf = (days: unknown): Period => periods.find((period) => period === Number(days)) ?? 7;

export interface Change {
  readonly direction: 'up' | 'down' | 'same';
  readonly verdict: 'good' | 'bad' | 'neutral';
  /** By how much, without sign: a share of the number before, points of a percentage (0 to 1), or milliseconds. */
  readonly amount: number;
}

function changeOf(
  now: number | null,
  before: number | null,
  better: 'up' | 'down' | null,
  smallest: number,
): Change | null {
  if (now === null || before === null) return null;
  const delta = now - before;
  if (Math.abs(delta) < smallest) return { direction: 'same', verdict: 'neutral', amount: 0 };
  const direction = delta > 0 ? 'up' : 'down';
  const verdict = better === null ? 'neutral' : direction === better ? 'good' : 'bad';
  return { direction, verdict, amount: Math.abs(delta) };
}

/** How each of the four metrics moved against the period before; null where either has nothing to say. */
export function metricChanges(now: Metrics, before: Metrics) {
  const processed = before.processed === 0 ? null : now.processed / before.processed;
  return {
    processed: changeOf(processed, before.processed === 0 ? null : 1, 'up', 0.005),
    successRate: changeOf(now.successRate, before.successRate, 'up', 0.0005),
    average: changeOf(now.averageMs, before.averageMs, 'down', 500),
    cacheHitRate: changeOf(now.cacheHitRate, before.cacheHitRate, 'up', 0.0005),
  };
}

/** The line of each metric over the buckets; gaps where a bucket has nothing. */
export function metricLines(buckets: readonly ThroughputBucket[]) {
  const closed = buckets.filter((bucket) => !bucket.isOpen || bucket.succeeded + bucket.failed > 0);
  const rate = (bucket: ThroughputBucket) => {
    const all = bucket.succeeded + bucket.failed;
    return all === 0 ? null : bucket.succeeded / all;
  };
  return {
    processed: closed.map((bucket) => bucket.succeeded + bucket.failed),
    successRate: closed.map(rate),
    average: closed.map((bucket) => bucket.averageMs),
    cacheHitRate: closed.map((bucket) => bucket.cacheHitRate),
  };
}

/** What came live before what was read, each event once, newest first. */
export function mergeActivity(
  live: readonly EventView[],
  read: readonly EventView[],
  limit: number,
): readonly EventView[] {
  const seen = new Map([...live, ...read].map((event) => [event.id, event]));
  return [...seen.values()].toSorted((a, b) => b.id - a.id).slice(0, limit);
}

/** The last part of a path or address, for a list that has no room for all of it. */
export function shortSource(value: string): string {
  try {
    const url = new URL(value);
    if (url.protocol === 'http:' || url.protocol === 'https:') {
      const path = decodeURIComponent(url.pathname).replace(/\/$/, '');
      return path === '' ? url.host : `${url.host}${path.length > 40 ? `/…${path.slice(-36)}` : path}`;
    }
  } catch {
    // Not an address: a path.
  }
  return value.split(/[/\\]/).findLast((part) => part !== '') ?? value;
}

import type { Contestant } from './contestant.ts';

export interface Counts {
  single: number;
  callers: number;
  work: number;
  endToEnd: number;
}

/** Of one scenario in one round. Latency is that of one operation, from its call to its answer. */
export interface Measured {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

const callers = 64;
/** A peer that can't finish its count is measured by what it finished in this time. */
const budgetMs = 3000;

type Scenario = (contestant: Contestant, counts: Counts) => Promise<Measured>;

export const scenarios = {
  'enqueue, one at a time': (contestant, { single }) => repeat(contestant.add, single * contestant.share, 1),
  'enqueue, 64 callers': (contestant, counts) => repeat(contestant.add, counts.callers * contestant.share, callers),
  'claim + complete': async (contestant, { work }) => {
    const startedAt = performance.now();
    const done = await contestant.work(Math.ceil(work * contestant.share), budgetMs);
    const ms = performance.now() - startedAt;
    await contestant.halt();
    return { perSecond: (done / ms) * 1000, p50Ms: NaN, p99Ms: NaN };
  },
  'end to end': async (contestant, { endToEnd }) => {
    await contestant.startLive();
    const measured = await repeat(() => contestant.runOne(), endToEnd * contestant.share, callers);
    await contestant.halt();
    return measured;
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

/** `count` operations by so many callers, each of whom waits for its own answer before it asks again. */
async function repeat(operation: () => Promise<void>, count: number, callerCount: number): Promise<Measured> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let left = Math.ceil(count);
  const call = async () => {
    while (left > 0 && performance.now() - startedAt < budgetMs) {
      left -= 1;
      const askedAt = performance.now();
      await operation();
      latencies.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: callerCount }, call));
  const ms = performance.now() - startedAt;
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (latencies.length / ms) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** Of a sorted list. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

export const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

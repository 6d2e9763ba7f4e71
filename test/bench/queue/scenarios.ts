import type { Contestant } from './contestant.ts';

export interface Counts {
  single: number;
  callers: number;
  work: number;
  endToEnd: number;
}

/** Of one scenario in one round. A latency is that of one operation, from its call to its answer. */
export interface Measured {
  perSecond: number;
  latenciesMs: number[];
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
    return { perSecond: (done / ms) * 1000, latenciesMs: [] };
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
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  let left = Math.ceil(count);
  const call = async () => {
    while (left > 0 && performance.now() - startedAt < budgetMs) {
      left -= 1;
      const askedAt = performance.now();
      await operation();
      latenciesMs.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: callerCount }, call));
  const ms = performance.now() - startedAt;
  return { perSecond: (latenciesMs.length / ms) * 1000, latenciesMs };
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

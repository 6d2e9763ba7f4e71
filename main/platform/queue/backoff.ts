import type { Random } from '../ids.ts';

const firstMs = 5_000;
const capMs = 600_000;

/** Before jitter: 5 s before the second attempt, doubling, at most 10 min (A73, SHAPES.md). */
export const plannedDelayMs = (next: number): number => Math.min(capMs, firstMs * 2 ** Math.max(0, next - 2));

/** Full jitter: anywhere between nothing and the plan, so that what failed together does not come back together. */
export const withFullJitter = (delayMs: number, random: Random): number => Math.floor(random.fraction() * delayMs);

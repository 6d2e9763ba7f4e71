import type { RetrySchedule } from '#shared/domain/delivery.ts';
import type { Random } from '../ids.ts';

interface Failure {
  /** Attempts made so far, the failed one among them. */
  readonly attempts: number;
  /** Since the delivery was due for the first time. */
  readonly ageMs: number;
  /** What the service asked for; null where it asked for nothing. */
  readonly afterMs: number | null;
}

const dayMs = 86_400_000;

/**
 * The wait before the next attempt, or null where there is none. Exponential: full jitter, ends by age. Steps: each ± its jitter, ends
 * with the last. A service's own wish is honoured between the plan and twice the plan, but never less than it asked for up to a day
 * (SHAPES.md, "Retry").
 */
export function nextWaitMs(schedule: RetrySchedule, failure: Failure, random: Random): number | null {
  const planMs = plannedMs(schedule, failure.attempts);
  if (planMs === null) return null;
  if (schedule.kind === 'exponential' && failure.ageMs >= schedule.maxAgeMs) return null;
  const jittered =
    schedule.kind === 'exponential'
      ? Math.floor(random.fraction() * planMs)
      : Math.round(planMs * (1 + schedule.jitter * (2 * random.fraction() - 1)));
  if (failure.afterMs === null) return jittered;
  return honouredMs(failure.afterMs, planMs);
}

/** Never before the service's time; a time that is shorter than the plan waits for the plan. */
export const honouredMs = (askedMs: number, planMs: number): number => Math.min(dayMs, Math.max(planMs, askedMs));

/** Before jitter; null after the last step. */
export function plannedMs(schedule: RetrySchedule, attempts: number): number | null {
  if (schedule.kind === 'steps') return schedule.stepsMs[attempts - 1] ?? null;
  return Math.min(schedule.capMs, schedule.firstMs * 2 ** Math.min(40, attempts - 1));
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterFailure, allowedNow, closedBreaker, probing, type Breaker } from '#platform/deliveries/breaker.ts';
import { parseRetryAfter } from '#platform/deliveries/retry-after.ts';
import { honouredMs, nextWaitMs, plannedMs } from '#platform/deliveries/schedule.ts';
import type { RetrySchedule } from '#shared/domain/delivery.ts';
import { seededRandom } from '../faults/random.ts';

const exponential: RetrySchedule = { kind: 'exponential', firstMs: 5000, capMs: 600_000, maxAgeMs: 86_400_000 };
const steps: RetrySchedule = { kind: 'steps', stepsMs: [5000, 300_000, 1_800_000], jitter: 0.2 };
const random = (seed: number) => ({ fraction: seededRandom(seed), bytes: (length: number) => Buffer.alloc(length) });

describe('the retry schedule', () => {
  test('is the published table, and ends by age or after its last step [F20] [D40]', () => {
    const table = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => plannedMs(exponential, attempt));
    expect(table).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000]);
    expect([1, 2, 3, 4].map((attempt) => plannedMs(steps, attempt))).toEqual([5000, 300_000, 1_800_000, null]);
    const old = { attempts: 20, ageMs: 86_400_000, afterMs: null };
    expect(nextWaitMs(exponential, old, random(1))).toBeNull();
    expect(nextWaitMs(exponential, { ...old, ageMs: 86_399_999 }, random(1))).not.toBeNull();
  });

  test('jitters as it says: 10,000 draws lie inside and are spread evenly [F20]', () => {
    const draws = (schedule: RetrySchedule) => {
      const source = random(7);
      return Array.from({ length: 10_000 }, () =>
        Number(nextWaitMs(schedule, { attempts: 2, ageMs: 0, afterMs: null }, source)),
      );
    };
    for (const [values, low, high] of [
      [draws(exponential), 0, 10_000],
      [draws(steps), 240_000, 360_000],
    ] as const) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThanOrEqual(high);
      // Kolmogorov-Smirnov against the even spread: p > 0.01 at 10,000 draws is a distance below 0.0163.
      const sorted = values.map((value) => (value - low) / (high - low)).toSorted((a, b) => a - b);
      const distance = Math.max(...sorted.map((value, index) => Math.abs(value - (index + 0.5) / sorted.length)));
      expect(distance).toBeLessThan(0.0163);
    }
  });

  test('honours what a service asks for: never sooner, at most a day [F19]', () => {
    const now = Date.UTC(2026, 0, 5, 12);
    const asked = (value: string | string[]) => parseRetryAfter(value, now);
    expect(['0', '1', '120', '86400', '-1', '1000000000', '120.6', 'abc', ''].map(asked)).toEqual([
      0,
      1000,
      120_000,
      86_400_000,
      null,
      86_400_000,
      null,
      null,
      null,
    ]);
    expect(asked('Mon, 05 Jan 2026 12:02:00 GMT')).toBe(120_000);
    expect(asked('Mon, 05 Jan 2026 11:00:00 GMT')).toBe(0);
    expect(asked(['1', '30'])).toBe(30_000);
    expect([0, 4000, 7000, 90_000_000].map((ms) => honouredMs(ms, 5000))).toEqual([5000, 5000, 7000, 86_400_000]);
  });
});

describe('the circuit breaker', () => {
  const rule = { failures: 5, openMs: 30_000, maxOpenMs: 600_000 };

  test('agrees with a plain model over 100,000 random steps, and lets at most one through while half-open [F21] [D41]', () => {
    const next = seededRandom(42);
    let now = 0;
    let breaker: Breaker = closedBreaker;
    const model = { state: 'closed', failures: 0, wait: 30_000, until: 0 };
    for (let step = 0; step < 100_000; step++) {
      now += Math.floor(next() * 20_000);
      const allowed = allowedNow(breaker, now, 0, 4);
      const isOpen = model.state === 'open' && now < model.until;
      expect(allowed).toBe(isOpen ? 0 : model.state === 'closed' ? 4 : 1);
      if (isOpen) continue;
      breaker = probing(breaker);
      if (model.state === 'open') model.state = 'half-open';
      expect(breaker.state).toBe(model.state);
      if (next() < 0.3) {
        breaker = closedBreaker;
        Object.assign(model, { state: 'closed', failures: 0, wait: 30_000 });
        continue;
      }
      breaker = afterFailure(breaker, rule, now);
      model.failures += 1;
      if (model.state === 'half-open' || model.failures >= 5) {
        model.state = 'open';
        model.until = now + model.wait;
        model.wait = Math.min(600_000, model.wait * 2);
      }
      expect([breaker.state, breaker.state === 'open' ? breaker.until : 0]).toEqual([
        model.state,
        model.state === 'open' ? model.until : 0,
      ]);
    }
  });

  test('never lets more through than it allows, whatever is under way [F21]', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(20),
        fc.constantFrom('closed', 'open', 'half-open' as const),
        (now, sending, state) => {
          const breaker: Breaker = { state: state as Breaker['state'], failures: 9, openings: 1, until: 50 };
          const allowed = allowedNow(breaker, now, sending, 4);
          const isShut = sending > 0 || (state === 'open' && now < 50);
          expect(allowed).toBe(state === 'closed' ? Math.max(0, 4 - sending) : isShut ? 0 : 1);
        },
      ),
    );
  });
});

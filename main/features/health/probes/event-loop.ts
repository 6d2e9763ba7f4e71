import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '#platform/clock.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

const resolutionMs = 20;
/** Of 99 in 100 moments; people notice a tenth of a second, and a single long one is not yet a state. */
const slowMs = 250;
/** Fewer moments than these seconds hold say nothing: one of them would be the whole. */
const shortestSpanMs = 5000;
const unknown: ProbeFinding = { state: 'ok', cause: null, cure: null, details: {} };

/** How long the main thread lets others wait, judged over the time since it was last judged. */
export class EventLoopProbe implements Probe {
  readonly name = 'event-loop';
  readonly #clock: Clock;
  #delays: ReturnType<typeof monitorEventLoopDelay> | null = null;
  #sinceMs = 0;
  #judged = unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#delays ??= monitorEventLoopDelay({ resolution: resolutionMs });
    this.#delays.enable();
    this.#sinceMs = this.#clock.monotonic();
  }

  stop(): void {
    this.#delays?.disable();
    this.#delays = null;
  }

  async check(): Promise<ProbeFinding> {
    const nowMs = this.#clock.monotonic();
    if (!this.#delays || this.#delays.count === 0 || nowMs - this.#sinceMs < shortestSpanMs) return this.#judged;
    this.#judged = judge(this.#delays);
    this.#delays.reset();
    this.#sinceMs = nowMs;
    return this.#judged;
  }
}

function judge(delays: ReturnType<typeof monitorEventLoopDelay>): ProbeFinding {
  // Each of its moments holds the pause between two looks as well.
  const msOf = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6) - resolutionMs);
  const details = { delayMs: msOf(delays.percentile(99)), longestMs: msOf(delays.max) };
  if (details.delayMs < slowMs) return { ...unknown, details };
  return { state: 'degraded', cause: 'loop.slow', cure: 'loop.fewer', details };
}

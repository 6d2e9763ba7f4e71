import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

const resolutionMs = 20;
/** Of 99 in 100 moments; people notice a tenth of a second, and a single long one is not yet a state. */
const slowMs = 250;

/** How long the main thread lets others wait, since the last time it was asked. */
export class EventLoopProbe implements Probe {
  readonly name = 'event-loop';
  #delays: ReturnType<typeof monitorEventLoopDelay> | null = null;

  start(): void {
    this.#delays ??= monitorEventLoopDelay({ resolution: resolutionMs });
    this.#delays.enable();
  }

  stop(): void {
    this.#delays?.disable();
    this.#delays = null;
  }

  async check(): Promise<ProbeFinding> {
    const delays = this.#delays;
    if (!delays || delays.count === 0) return { state: 'ok', cause: null, cure: null, details: {} };
    // Each of its moments holds the pause between two looks as well.
    const msOf = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e6) - resolutionMs);
    const details = { delayMs: msOf(delays.percentile(99)), longestMs: msOf(delays.max) };
    delays.reset();
    if (details.delayMs < slowMs) return { state: 'ok', cause: null, cure: null, details };
    return { state: 'degraded', cause: 'loop.slow', cure: 'loop.fewer', details };
  }
}

import type { Clock } from '#platform/clock.ts';

/** A clock that stands until it is moved; timers fire in order as it passes them. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { at: number; period: number | null; task: () => void }[] = [];

  constructor(startAt = Date.UTC(2026, 0, 5, 12)) {
    this.#now = startAt;
  }
  now = () => this.#now;
  monotonic = () => this.#now;
  after = (delayMs: number, task: () => void) => this.#add(delayMs, null, task);
  every = (periodMs: number, task: () => void) => this.#add(periodMs, periodMs, task);

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      if (next.period === null) this.#timers = this.#timers.filter((timer) => timer !== next);
      else next.at += next.period;
      next.task();
    }
    this.#now = end;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  #add(delayMs: number, period: number | null, task: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), period, task };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
}

import type { Clock } from '../clock.ts';

/** At most `perSecond` starts in any second: a bucket that fills evenly and holds one second's worth. */
export class StartRate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    // Not a full bucket: a second that begins with a burst would otherwise see twice the rate.
    this.#tokens = Math.min(1, perSecond);
    this.#filledAt = clock.monotonic();
  }

  available(): number {
    const now = this.#clock.monotonic();
    const capacity = Math.max(1, this.#perSecond / 10);
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    return Math.floor(this.#tokens + 1e-9);
  }

  take(count: number): void {
    this.#tokens -= count;
  }

  /** Until one more may start. */
  waitMs(): number {
    return this.available() >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
  }
}

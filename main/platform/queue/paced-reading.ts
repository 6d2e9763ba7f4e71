import type { Clock } from '../clock.ts';

/** A reading may take this share of the time: one that costs 50 ms at a million rows is repeated every half second at most. */
const timeShare = 0.1;
const cheapMs = 5;

/**
 * A costly reading that many ask for and that need not be newer than its cost allows: callers share one that runs, and `isDue`
 * tells when the next is worth its price.
 */
export class PacedReading<T> {
  readonly #clock: Clock;
  readonly #read: () => Promise<T>;
  #running: { revision: number; answer: Promise<T> } | null = null;
  #dueAt = 0;

  constructor(clock: Clock, read: () => Promise<T>) {
    this.#clock = clock;
    this.#read = read;
  }

  /** The answer as of `revision` or later. A reading that began before that revision does not serve. */
  get(revision: number): Promise<T> {
    if (this.#running && this.#running.revision >= revision) return this.#running.answer;
    const running = { revision, answer: this.#measure() };
    this.#running = running;
    const forget = () => {
      if (this.#running === running) this.#running = null;
    };
    running.answer.then(forget, forget);
    return running.answer;
  }

  /** How long until the next reading should begin; 0 is now. */
  get waitMs(): number {
    return Math.max(0, this.#dueAt - this.#clock.monotonic());
  }

  async #measure(): Promise<T> {
    const startedAt = this.#clock.monotonic();
    const value = await this.#read();
    const now = this.#clock.monotonic();
    const costMs = now - startedAt;
    this.#dueAt = costMs <= cheapMs ? now : now + costMs * (1 / timeShare - 1);
    return value;
  }
}

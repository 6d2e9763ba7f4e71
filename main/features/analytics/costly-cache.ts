import type { Clock } from '#platform/clock.ts';

interface Entry {
  answer: Promise<unknown>;
  /** Monotonic; until then the answer serves. Infinity while it is being read. */
  servesUntil: number;
}

const maxEntries = 64;
const cheapMs = 20;
/** An answer that cost a second serves for five. */
const servesPerCost = 5;

/** Keeps answers that were dear for a while; cheap ones are read anew each time, so that small consoles are always exact. */
export class CostlyCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    // A key always goes with the same reader, hence the same type.
    if (known && this.#clock.monotonic() < known.servesUntil) return known.answer as Promise<T>;
    const startedAt = this.#clock.monotonic();
    const answer = read();
    const entry: Entry = { answer, servesUntil: startedAt };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > maxEntries && !oldest.done) this.#entries.delete(oldest.value);
    const settle = () => {
      const now = this.#clock.monotonic();
      const costMs = now - startedAt;
      entry.servesUntil = costMs > cheapMs ? now + costMs * servesPerCost : startedAt;
    };
    answer.then(settle, () => this.#entries.delete(key));
    return answer;
  }
}

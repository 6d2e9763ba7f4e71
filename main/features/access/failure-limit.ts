import type { Clock } from '#platform/clock.ts';
import { AppError } from '#shared/contract/errors.ts';

const windowMs = 60_000;
const maxAddresses = 1000;

/** Counts failures by address; after too many within a minute the address waits until the minute is over. */
export class FailureLimit {
  readonly #clock: Clock;
  readonly #allowed: number;
  readonly #failures = new Map<string, { count: number; startedAt: number }>();

  constructor(clock: Clock, allowed: number) {
    this.#clock = clock;
    this.#allowed = allowed;
  }

  /** Throws `request-too-many` while the address has to wait. */
  check(remote: string): void {
    const found = this.#current(remote);
    if (!found || found.count < this.#allowed) return;
    const leftMs = found.startedAt + windowMs - this.#clock.monotonic();
    throw new AppError('request-too-many', { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) });
  }

  count(remote: string): void {
    const found = this.#current(remote);
    if (found) found.count += 1;
    else {
      // The oldest goes first: a flood of addresses can't fill the memory.
      const [oldest] = this.#failures.keys();
      if (this.#failures.size >= maxAddresses && oldest !== undefined) this.#failures.delete(oldest);
      this.#failures.set(remote, { count: 1, startedAt: this.#clock.monotonic() });
    }
  }

  #current(remote: string): { count: number; startedAt: number } | undefined {
    const found = this.#failures.get(remote);
    if (!found || this.#clock.monotonic() - found.startedAt < windowMs) return found;
    this.#failures.delete(remote);
    return undefined;
  }
}

import type { EndpointPolicy, WholePolicy } from '#shared/domain/delivery.ts';
import { maxTimerMs, type Clock } from '../clock.ts';
import { StartRate } from '../queue/start-rate.ts';
import { allowedNow } from './breaker.ts';
import { healthOf, policyOf, type EndpointHealth } from './endpoint.ts';
import type { EndpointRow } from './store.ts';

/** When and how many of one endpoint's deliveries may go. Lives in memory beside the row that it was read from. */
export class Lane {
  readonly id: number;
  readonly sink: string;
  readonly owner: string;
  readonly name: string;
  readonly policy: WholePolicy;
  readonly #clock: Clock;
  readonly #rate: StartRate | null;
  #health: EndpointHealth;
  readonly isOpen: boolean;
  sending = 0;
  isClaiming = false;
  isStale = false;
  #stopTimer: (() => void) | null = null;

  constructor(row: EndpointRow, ofSink: EndpointPolicy, clock: Clock) {
    this.id = row.id;
    this.sink = row.sink;
    this.owner = row.owner;
    this.name = row.name;
    this.policy = policyOf(row, ofSink);
    this.#health = healthOf(row);
    this.isOpen = row.is_enabled === 1 && row.deleted_at === null;
    this.#clock = clock;
    this.#rate = this.policy.ratePerSecond > 0 ? new StartRate(clock, this.policy.ratePerSecond) : null;
  }

  get health(): EndpointHealth {
    return this.#health;
  }

  /** What a commit made of the endpoint's row. */
  learn(health: EndpointHealth): void {
    this.#health = health;
  }

  /** How many may go now. */
  allowed(): number {
    if (!this.isOpen || this.#health.broken) return 0;
    const now = this.#clock.now();
    if (now < (this.#health.quietUntil ?? 0)) return 0;
    const open = allowedNow(this.#health.breaker, now, this.sending, this.policy.concurrency);
    return this.#rate ? Math.min(open, this.#rate.available()) : open;
  }

  took(count: number): void {
    this.sending += count;
    this.#rate?.take(count);
  }

  /** When it is worth to look again though nothing happens; null where only a change of the endpoint helps. */
  wakeAt(nextDueAt: number | null): number | null {
    if (!this.isOpen || this.#health.broken) return null;
    const { breaker, quietUntil } = this.#health;
    const now = this.#clock.now();
    const gate = Math.max(quietUntil ?? 0, breaker.state === 'open' ? (breaker.until ?? 0) : 0);
    if (gate > now) return gate;
    if (this.#rate && this.#rate.waitMs() > 0) return now + this.#rate.waitMs();
    return nextDueAt;
  }

  setTimer(at: number | null, wake: () => void): void {
    this.#stopTimer?.();
    this.#stopTimer = at === null ? null : this.#clock.after(Math.min(maxTimerMs, at - this.#clock.now()), wake);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }
}

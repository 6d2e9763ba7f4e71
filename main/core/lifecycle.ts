import type { Clock } from '#platform/clock.ts';
import type { Logger } from '#platform/log/logger.ts';

/** One part of the console's life: started in order, stopped in the reverse order. */
export interface Phase {
  readonly name: string;
  start?(): Promise<void> | void;
  stop?(deadlineMs: number): Promise<void> | void;
  /** Longest time that its stop may take. */
  readonly stopMs: number;
}

/**
 * new ──start──► starting ──► running ──stop──► stopping ──► stopped
 *                    └─(a phase fails: what had started is stopped)──► stopped
 */
export class Lifecycle {
  readonly #clock: Clock;
  readonly #logger: () => Logger;
  readonly #phases: readonly Phase[];
  #started: Phase[] = [];
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(phases: readonly Phase[], deps: { clock: Clock; logger: () => Logger }) {
    this.#phases = phases;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
  }

  get isStopping(): boolean {
    return this.#stopping !== null;
  }

  /** Rejects with what the failing phase threw, after everything before it has been stopped. */
  start(): Promise<void> {
    this.#starting ??= this.#startAll();
    return this.#starting;
  }

  /** A second call waits for the first. Never rejects: what could not be stopped in time is logged. */
  stop(deadlineMs: number): Promise<void> {
    this.#stopping ??= this.#stopAll(deadlineMs);
    return this.#stopping;
  }

  async #startAll(): Promise<void> {
    for (const phase of this.#phases) {
      if (this.#stopping) return;
      this.#started.push(phase);
      try {
        await phase.start?.();
      } catch (error) {
        await this.stop(10_000);
        throw error;
      }
    }
  }

  async #stopAll(deadlineMs: number): Promise<void> {
    const endsAt = this.#clock.monotonic() + deadlineMs;
    for (const phase of this.#started.splice(0).reverse()) {
      const leftMs = Math.max(100, endsAt - this.#clock.monotonic());
      await this.#stopOne(phase, Math.min(phase.stopMs, leftMs));
    }
  }

  async #stopOne(phase: Phase, deadlineMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    // A little later than what the phase was told, so that it can give up by itself.
    const stopTimer = this.#clock.after(deadlineMs + 250, () => resolve('late'));
    try {
      const outcome = await Promise.race([Promise.resolve(phase.stop?.(deadlineMs)), late]);
      if (outcome === 'late') this.#logger().error('a part did not stop in time', { part: phase.name, deadlineMs });
    } catch (error) {
      this.#logger().error('a part did not stop in order', { part: phase.name, error });
    } finally {
      stopTimer();
    }
  }
}

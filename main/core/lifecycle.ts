import type { Clock } from '#platform/clock.ts';
import type { Logger } from '#platform/log/logger.ts';
import { AppError } from '#shared/contract/errors.ts';

/** What a start that is under way may still take once the console is told to stop. */
const startGraceMs = 5_000;

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
 *                    └─(a phase fails, or stop comes: what had started is stopped)──► stopped
 */
export class Lifecycle {
  readonly #clock: Clock;
  readonly #logger: () => Logger;
  readonly #phases: readonly Phase[];
  #started: Phase[] = [];
  /** The start of one phase that is under way. */
  #underWay: Promise<unknown> = Promise.resolve();
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

  /** Rejects with what the failing phase threw, after everything before it has been stopped; with `console-stopping` after a stop. */
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
      this.#refuseWhenStopping();
      this.#started.push(phase);
      try {
        await (this.#underWay = Promise.resolve(phase.start?.()));
      } catch (error) {
        await this.stop(10_000);
        throw error;
      }
    }
    this.#refuseWhenStopping();
  }

  #refuseWhenStopping(): void {
    if (this.#stopping) throw new AppError('console-stopping');
  }

  async #stopAll(deadlineMs: number): Promise<void> {
    const endsAt = this.#clock.monotonic() + deadlineMs;
    await this.#whenStarted(Math.min(startGraceMs, deadlineMs));
    for (const phase of this.#started.splice(0).reverse()) {
      const leftMs = Math.max(100, endsAt - this.#clock.monotonic());
      await this.#stopOne(phase, Math.min(phase.stopMs, leftMs));
    }
  }

  /** A phase that is stopped while it starts would go on starting after that: the queue would claim jobs and never hand them back. */
  async #whenStarted(limitMs: number): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const stopTimer = this.#clock.after(limitMs, resolve);
    await Promise.race([Promise.allSettled([this.#underWay]), late]);
    stopTimer();
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

import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { whenIdle } from './idle.ts';

interface StopRequestDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Asks the host to end the process in order. */
  readonly exit: () => void;
}

/** The answer to the caller goes out first. */
const answerMs = 50;

/**
 * A caller's wish that the console ends. While it waits for the jobs, new ones are taken and waited for too (a second command may use a
 * console that the first one started); from `isEnding` on nothing new is.
 */
export class StopRequest {
  readonly #deps: StopRequestDeps;
  #isEnding = false;
  #cancel: () => void = () => {};

  constructor(deps: StopRequestDeps) {
    this.#deps = deps;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  begin(afterJobs: boolean): void {
    if (this.#isEnding) return;
    this.#cancel();
    if (afterJobs) this.#cancel = whenIdle(this.#deps, () => this.#end(0));
    else this.#end(answerMs);
  }

  /** Forgets the wish: the console ends already. */
  stop(): void {
    this.#cancel();
  }

  #end(afterMs: number): void {
    this.#isEnding = true;
    this.#cancel = this.#deps.clock.after(afterMs, this.#deps.exit);
  }
}

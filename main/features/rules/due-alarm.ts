import type { Clock } from '#platform/clock.ts';

interface AlarmDeps {
  readonly clock: Clock;
  /** Epoch ms of the next row that is due; null where none waits. */
  readonly next: () => number | null;
  /** Does what is due. It is called again at once while more is. */
  readonly fire: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** The wall clock may be set while we wait: what is due is looked at again at least this often. */
const longestWaitMs = 30_000;
const againMs = 1000;

/** One timer for rows with a time; the rows remember, so that an end of the console loses nothing. */
export class DueAlarm {
  readonly #deps: AlarmDeps;
  #stopTimer: (() => void) | null = null;
  #firing: Promise<void> | null = null;
  #isOpen = false;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#isOpen = true;
    this.set();
  }

  /** Waits for what is under way. */
  async stop(): Promise<void> {
    this.#isOpen = false;
    this.#clear();
    await this.#firing;
  }

  /** Looks anew when the next row is due. After commits that changed rows, and after a computer slept. */
  set(): void {
    if (!this.#isOpen || this.#firing) return;
    this.#clear();
    const { clock, next } = this.#deps;
    const at = next();
    if (at === null) return;
    const waitMs = Math.min(longestWaitMs, Math.max(0, at - clock.now()));
    this.#stopTimer = clock.after(waitMs, () => this.#wake());
  }

  #clear(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #wake(): void {
    const { clock, next, fire, onError } = this.#deps;
    this.#stopTimer = null;
    const at = next();
    if (at === null || at > clock.now()) return this.set();
    this.#firing = fire().then(
      () => this.#settle(() => this.set()),
      (error: unknown) => {
        onError(error);
        this.#settle(() => (this.#stopTimer = clock.after(againMs, () => this.#wake())));
      },
    );
  }

  #settle(goOn: () => void): void {
    this.#firing = null;
    if (this.#isOpen) goOn();
  }
}

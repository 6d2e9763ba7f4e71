/** Who may encode now: a slot per core unless told otherwise; the rest wait in order. */
export class EncodeSlots {
  #taken = 0;
  readonly #waiting: { enter: () => void }[] = [];
  readonly #limit: () => number;

  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** How many hold or want a slot. */
  get demand(): number {
    return this.#taken + this.#waiting.length;
  }

  /** Resolves with the function that gives the slot back. Rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', onAbort);
        this.#taken += 1;
        let isReleased = false;
        resolve(() => {
          if (isReleased) return;
          isReleased = true;
          this.#taken -= 1;
          this.#admit();
        });
      };
      const entry = { enter };
      const onAbort = (): void => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal.reason as Error); // an abort always carries its reason
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(entry);
      this.#admit();
    });
  }

  #admit(): void {
    while (this.#taken < Math.max(1, this.#limit())) {
      const next = this.#waiting.shift();
      if (!next) return;
      next.enter();
    }
  }
}

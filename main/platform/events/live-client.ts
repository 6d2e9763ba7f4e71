import type { EventView } from '#shared/domain/events.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';

export interface ProgressChange {
  id: number;
  attempt: number;
  progress: JobProgress;
}

/** What one message may carry. A reader that is slow gets fewer and fuller messages, never a longer queue of them. */
export const liveLimits = { jobs: 200, progress: 200, events: 50 } as const;

/** What has changed for one reader since its last message. Bounded: changes of the same thing are merged. */
export class LiveClient {
  readonly #clock: Clock;
  #jobs = new Set<number>();
  #overflow = false;
  #progress = new Map<number, ProgressChange>();
  #events: EventView[] = [];
  #settings = new Set<string>();
  #services = false;
  #status = false;
  #wake: (() => void) | null = null;
  /** Counts and queues are out of date. Kept apart because reading them has a price (`PacedReading`). */
  isBoardStale = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addEvents(events: readonly EventView[], jobIds: readonly number[], touchesBoard: boolean): void {
    for (const id of jobIds) this.#addJob(id);
    this.#events.push(...events.slice(-liveLimits.events));
    if (this.#events.length > liveLimits.events) this.#events = this.#events.slice(-liveLimits.events);
    this.isBoardStale ||= touchesBoard;
    this.#wake?.();
  }

  addProgress(change: ProgressChange): void {
    // Deleted first, so that the map's order is that of the newest report.
    this.#progress.delete(change.id);
    this.#progress.set(change.id, change);
    const oldest = this.#progress.keys().next();
    if (this.#progress.size > liveLimits.progress && !oldest.done) this.#progress.delete(oldest.value);
    this.#wake?.();
  }

  addSettings(keys: readonly string[]): void {
    for (const key of keys) this.#settings.add(key);
    this.#wake?.();
  }

  markServices(): void {
    this.#services = true;
    this.#wake?.();
  }

  markStatus(): void {
    this.#status = true;
    this.#wake?.();
  }

  get hasNews(): boolean {
    return (
      this.#overflow ||
      this.#jobs.size > 0 ||
      this.#progress.size > 0 ||
      this.#events.length > 0 ||
      this.#settings.size > 0 ||
      this.#services ||
      this.#status
    );
  }

  /** Hands out what has changed and begins anew. */
  take() {
    const taken = {
      jobIds: [...this.#jobs],
      overflow: this.#overflow,
      progress: [...this.#progress.values()],
      events: this.#events,
      settings: [...this.#settings],
      services: this.#services,
      status: this.#status,
    };
    this.#jobs = new Set();
    this.#overflow = false;
    this.#progress = new Map();
    this.#events = [];
    this.#settings = new Set();
    this.#services = false;
    this.#status = false;
    return taken;
  }

  /** Resolves at the next change, after `limitMs`, or when the signal aborts, whichever is first. */
  waitForChange(limitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = () => {
        stopTimer();
        signal.removeEventListener('abort', finish);
        this.#wake = null;
        resolve();
      };
      const stopTimer = this.#clock.after(limitMs, finish);
      signal.addEventListener('abort', finish, { once: true });
      this.#wake = finish;
    });
  }

  #addJob(id: number): void {
    if (this.#overflow) return;
    this.#jobs.add(id);
    if (this.#jobs.size <= liveLimits.jobs) return;
    this.#overflow = true;
    this.#jobs.clear();
  }
}

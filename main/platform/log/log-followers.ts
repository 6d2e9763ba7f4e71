import type { LogLine } from '#shared/contract/logs.ts';
import type { Clock } from '../clock.ts';
import { matchesFilter, type LogFilter } from './log-line.ts';

/** Lines wait so long for company, so that a flood is some messages a second. */
const gatherMs = 100;
const mostWaiting = 2_000;
const mostAtOnce = 500;

export interface FollowedLines {
  lines: LogLine[];
  /** Lines that came faster than the reader took them, since the last message. */
  dropped: number;
}

/** Hands every new line to whoever follows; a reader that is too slow loses the oldest and is told how many. */
export class LogFollowers {
  readonly #clock: Clock;
  readonly #followers = new Set<Follower>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#followers.size;
  }

  publish(line: LogLine): void {
    for (const follower of this.#followers) follower.offer(line);
  }

  /** Follows from this moment on, also before the first `next`, until `signal` aborts or the reader leaves. */
  follow(filter: LogFilter, signal?: AbortSignal): AsyncGenerator<FollowedLines, void, void> {
    const follower = new Follower(filter, this.#clock);
    this.#followers.add(follower);
    const leave = () => {
      this.#followers.delete(follower);
      follower.end();
      signal?.removeEventListener('abort', leave);
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    return read(follower, leave);
  }

  stop(): void {
    for (const follower of this.#followers) follower.end();
    this.#followers.clear();
  }
}

async function* read(follower: Follower, leave: () => void): AsyncGenerator<FollowedLines, void, void> {
  try {
    for (let batch = await follower.take(); batch !== null; batch = await follower.take()) yield batch;
  } finally {
    leave();
  }
}

class Follower {
  readonly #filter: LogFilter;
  readonly #clock: Clock;
  readonly #waiting: LogLine[] = [];
  #dropped = 0;
  #isEnded = false;
  #wake: (() => void) | null = null;
  #stopTimer: (() => void) | null = null;

  constructor(filter: LogFilter, clock: Clock) {
    this.#filter = filter;
    this.#clock = clock;
  }

  offer(line: LogLine): void {
    if (!matchesFilter(line, this.#filter)) return;
    this.#waiting.push(line);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#stopTimer ??= this.#clock.after(gatherMs, () => this.#tell());
  }

  /** The next lines; null after the end. */
  async take(): Promise<FollowedLines | null> {
    while (!this.#isEnded && (this.#waiting.length === 0 || this.#stopTimer !== null))
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#waiting.length === 0) return null;
    const batch = { lines: this.#waiting.splice(0, mostAtOnce), dropped: this.#dropped };
    this.#dropped = 0;
    return batch;
  }

  end(): void {
    this.#isEnded = true;
    this.#tell();
  }

  #tell(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#wake?.();
    this.#wake = null;
  }
}

import { liveMessageSchema, type LiveBatch, type LiveMessage } from '#shared/contract/live.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import type { ManualClock } from './clock.ts';

/** A reader of the live feed whose time is moved by hand. */
export class LiveReader {
  readonly #clock: ManualClock;
  readonly #left = new AbortController();
  readonly #stream: AsyncGenerator<LiveMessage, void, void>;

  constructor({ feed, clock }: { feed: LiveFeed; clock: ManualClock }) {
    this.#clock = clock;
    this.#stream = feed.open(this.#left.signal);
  }

  /** The next message, or null once the stream has ended. */
  async next(): Promise<LiveMessage | null> {
    const step = await this.#stream.next();
    return step.done ? null : liveMessageSchema.parse(step.value);
  }

  /** The next batch; moves the clock over the gap that the feed keeps. */
  async nextBatch(): Promise<LiveBatch> {
    const next = this.next();
    await this.advance(60);
    const message = await next;
    if (message?.kind !== 'batch') throw new Error(`a batch was expected, not ${JSON.stringify(message)}`);
    return message;
  }

  /** Hands every message to `hear` as it comes; resolves with all of them when the stream has ended. */
  async collect(hear: (message: LiveMessage) => void): Promise<LiveMessage[]> {
    const messages: LiveMessage[] = [];
    for await (const message of this.#stream) {
      messages.push(message);
      hear(message);
    }
    return messages;
  }

  /** Moves the clock, letting what became due run before and after. */
  async advance(ms: number): Promise<void> {
    await settle();
    this.#clock.advance(ms);
    await settle();
  }

  async leave(): Promise<void> {
    this.#left.abort();
    await settle();
  }
}

/** Lets promises and immediate tasks that are due run: no time passes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { openDatabase } from '#platform/database/open.ts';
import { QueryPool } from '#platform/database/query-pool.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { LiveFeed } from '#platform/events/live-feed.ts';
import { newTraceId, systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import type { EventView } from '#shared/domain/events.ts';
import { emptyResult } from '../../helpers/empty-result.ts';
import { liveQueue, payload, prefetch, title, waitingQueue, workers, type Contestant } from './contestant.ts';

const actor = 'bench';
const queryWorker = new URL('../../../main/platform/database/query-worker.ts', import.meta.url);

/**
 * The product's own classes, put together as `core/create-core.ts` does it: database, event log, queue, the live feed with one
 * window open, its counts read by the query worker. The queues are registered with `prefetch: 32`, the documented option for
 * queues of very short jobs.
 */
export class Product implements Contestant {
  readonly name = 'atalaya';
  readonly share = 1;
  readonly #database: Database;
  readonly #queue: JobQueue;
  readonly #feed: LiveFeed;
  readonly #query: QueryPool;
  readonly #window = new AbortController();
  readonly #waiting = new Map<string, () => void>();
  /** Batches that the open window was sent. */
  messages = 0;
  #running = 0;
  #left = 0;
  #onWorked: (() => void) | null = null;
  #onIdle: (() => void) | null = null;

  constructor(file: string) {
    const database = (this.#database = openDatabase(file, { ballastBytes: 0 }));
    const events = new EventLog(database, systemClock);
    const consoleId = systemRandom.bytes(6).toString('hex');
    const parts = { database, events, clock: systemClock, random: systemRandom, logger: silentLogger, consoleId };
    const queue = (this.#queue = new JobQueue(parts));
    this.#query = new QueryPool(file, queryWorker);
    this.#feed = new LiveFeed({ ...parts, queue, query: this.#query });
    for (const name of [waitingQueue, liveQueue])
      queue.register(name, async () => emptyResult, { workers, prefetch, maxAttempts: 5 });
    events.subscribe((committed) => this.#note(committed));
    void this.#watch();
  }

  static async start(file: string): Promise<Product> {
    const product = new Product(file);
    await product.halt();
    await product.#queue.start();
    return product;
  }

  add = async () => void (await this.#add(waitingQueue));

  async work(count: number): Promise<number> {
    this.#left = count;
    const worked = new Promise<void>((resolve) => (this.#onWorked = resolve));
    await this.#resume(waitingQueue);
    await worked;
    return count;
  }

  startLive = () => this.#resume(liveQueue);

  async runOne(): Promise<void> {
    const id = await this.#add(liveQueue);
    await new Promise<void>((resolve) => this.#waiting.set(`job:${id}`, resolve));
  }

  async halt(): Promise<void> {
    await this.#database.write(() => {
      for (const name of [waitingQueue, liveQueue]) this.#queue.pauseQueue(name, actor);
    });
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  async close(): Promise<void> {
    await this.#queue.stop(1000);
    this.#window.abort();
    this.#feed.stop();
    await this.#query.stop();
    this.#database.close();
  }

  #add(queue: string): Promise<number> {
    const trace = newTraceId(systemRandom);
    const job = { queue, title, source: null, preset: null, payload, trace };
    // As the jobs' service does it.
    return this.#database.write(() => this.#queue.add(job).id, { isRepeatable: true });
  }

  #resume = (name: string) => this.#database.write(() => this.#queue.resumeQueue(name, actor));

  /** A caller that waits for its job hears of it as everything in the product does: by the event. */
  #note(committed: readonly EventView[]): void {
    for (const { type, subject } of committed) {
      if (type === 'job.started') this.#running += 1;
      if (type !== 'job.succeeded') continue;
      this.#running -= 1;
      this.#left -= 1;
      if (this.#left === 0) this.#onWorked?.();
      this.#waiting.get(subject)?.();
      this.#waiting.delete(subject);
    }
    if (this.#running === 0) this.#onIdle?.();
  }

  async #watch(): Promise<void> {
    for await (const message of this.#feed.open(this.#window.signal)) this.messages += message.kind === 'batch' ? 1 : 0;
  }
}

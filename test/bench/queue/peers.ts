import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { buildDBClient, Runner, SqliteQueue } from 'liteque';
import { better, defineQueue, defineWorker } from 'plainjob';
import { connectionOf, quiet } from './backlog.ts';
import { liveQueue, payload, waitingQueue, workers, type Contestant } from './contestant.ts';

/** FULL: a commit survives a power cut, as ours do. `as it comes`: NORMAL, which loses the last ones. */
export type Durability = 'FULL' | 'as it comes';

/** The limit's callers poll at this pace where a peer can only poll; as it comes it polls once a second. */
const pollMsOf = { FULL: 10, 'as it comes': 1000 } as const;

interface Halt {
  stop: () => void;
  ended: Promise<unknown>;
}

/** Counts and wakes for both peers: a job tells of its end through the peer's own callback. */
abstract class Peer implements Contestant {
  abstract readonly name: string;
  readonly share = 0.05;
  readonly #waiting = new Map<string, () => void>();
  #halts: Halt[] = [];
  #left = 0;
  #onWorked: (() => void) | null = null;

  async work(count: number, budgetMs: number): Promise<number> {
    this.#left = count;
    const worked = new Promise<void>((resolve) => (this.#onWorked = resolve));
    this.#halts = this.startWorkers(waitingQueue);
    await Promise.race([worked, delay(budgetMs, undefined, { ref: false })]);
    return count - Math.max(0, this.#left);
  }

  async startLive(): Promise<void> {
    this.#left = Infinity;
    this.#halts = this.startWorkers(liveQueue);
  }

  async runOne(): Promise<void> {
    const id = await this.insert(liveQueue);
    await new Promise<void>((resolve) => this.#waiting.set(id, resolve));
  }

  add = async () => void (await this.insert(waitingQueue));

  async halt(): Promise<void> {
    for (const { stop } of this.#halts) stop();
    await Promise.all(this.#halts.map(({ ended }) => ended));
    this.#halts = [];
  }

  /** Polling workers never let the event loop turn while there are jobs: they are stopped by the last one's own callback. */
  protected noteEnd(id: string): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
    this.#left -= 1;
    if (this.#left !== 0) return;
    this.#onWorked?.();
    for (const { stop } of this.#halts) stop();
  }

  protected abstract insert(queue: string): Promise<string>;
  protected abstract startWorkers(queue: string): Halt[];
  abstract close(): Promise<void>;
}

export class Plainjob extends Peer {
  readonly name: string;
  readonly #queue;
  readonly #pollMs: number;

  constructor(file: string, durability: Durability) {
    super();
    this.name = `plainjob ${durability}`;
    this.#pollMs = pollMsOf[durability];
    const connection = new Sqlite(file);
    this.#queue = defineQueue({ connection: better(connection), logger: quiet });
    // After defineQueue, which sets NORMAL.
    if (durability === 'FULL') connection.pragma('synchronous = FULL');
  }

  close = async () => this.#queue.close();

  protected insert = async (queue: string) => String(this.#queue.add(queue, payload).id);

  protected startWorkers(queue: string): Halt[] {
    const options = {
      queue: this.#queue,
      pollIntervall: this.#pollMs,
      logger: quiet,
      onCompleted: (job: { id: number }) => this.noteEnd(String(job.id)),
    };
    return Array.from({ length: workers }, () => {
      const worker = defineWorker(queue, async (job) => void JSON.parse(job.data), options);
      return { ended: worker.start(), stop: () => void worker.stop() };
    });
  }
}

type Payload = typeof payload;

export class Liteque extends Peer {
  readonly name: string;
  readonly #db;
  readonly #connection: Sqlite.Database;
  readonly #pollMs: number;
  readonly #queues: Record<string, SqliteQueue<Payload>>;

  constructor(file: string, durability: Durability) {
    super();
    this.name = `liteque ${durability}`;
    this.#pollMs = pollMsOf[durability];
    this.#db = buildDBClient(file);
    this.#connection = connectionOf(this.#db);
    allowAsyncTransactions(this.#connection);
    if (durability === 'FULL') this.#connection.pragma('synchronous = FULL');
    const options = { defaultJobArgs: { numRetries: 4 }, keepFailedJobs: true };
    const queueOf = (name: string) => [name, new SqliteQueue<Payload>(name, this.#db, options)];
    this.#queues = Object.fromEntries([waitingQueue, liveQueue].map(queueOf)) as Record<string, SqliteQueue<Payload>>;
  }

  close = async () => void this.#connection.close();

  protected insert = async (queue: string) => String((await this.#queueOf(queue).enqueue(payload))?.id);

  protected startWorkers(queue: string): Halt[] {
    const runner = new Runner<Payload>(
      this.#queueOf(queue),
      { run: async () => {}, onComplete: async (job) => void setImmediate(() => this.noteEnd(job.id)) },
      { concurrency: workers, pollIntervalMs: this.#pollMs, timeoutSecs: 30 },
    );
    return [{ ended: runner.run(), stop: () => runner.stop() }];
  }

  #queueOf(name: string): SqliteQueue<Payload> {
    const queue = this.#queues[name];
    if (!queue) throw new Error(`no queue ${name}`);
    return queue;
  }
}

/**
 * Liteque hands an async function to `transaction`, which better-sqlite3 refuses by now (liteque's own range, ">=7", takes any).
 * It gets what it had from the releases that it was written on: the transaction ends at the function's first `await`.
 */
function allowAsyncTransactions(connection: Sqlite.Database): void {
  const begin = connection.prepare('BEGIN');
  const commit = connection.prepare('COMMIT');
  const transaction = (change: (...args: unknown[]) => unknown) => {
    const run = (...args: unknown[]) => {
      begin.run();
      const result = change(...args);
      commit.run();
      return result;
    };
    return Object.assign(run, { default: run, deferred: run, immediate: run, exclusive: run });
  };
  connection.transaction = transaction as unknown as Sqlite.Database['transaction']; // its generic signature is not needed here
}

import { Worker } from 'node:worker_threads';
import { slowMs, type SlowQuery } from './database.ts';
import type { QueryAnswer, QueryRequest } from './query-worker.ts';
import type { ReadQueries, ReadQuery } from './read-queries.ts';

interface Waiting {
  readonly sql: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Long reads on a read-only connection of a worker thread, so that the main thread never waits for them. Begins with the first
 * query; a worker that died is replaced by the next one.
 */
export class QueryPool implements ReadQueries {
  readonly #dbPath: string;
  readonly #workerUrl: URL;
  readonly #onSlow: ((slow: SlowQuery) => void) | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  #isStopped = false;

  constructor(dbPath: string, workerUrl: URL, options: { onSlow?: (slow: SlowQuery) => void } = {}) {
    this.#dbPath = dbPath;
    this.#workerUrl = workerUrl;
    this.#onSlow = options.onSlow;
  }

  run<T>({ sql, params, mode }: ReadQuery): Promise<T> {
    if (this.#isStopped) return Promise.reject(new Error('the query worker is stopped'));
    return new Promise<T>((resolve, reject) => {
      const worker = (this.#worker ??= this.#start());
      const request: QueryRequest = { id: this.#nextId++, sql, params, mode };
      this.#waiting.set(request.id, { sql, resolve: resolve as (value: unknown) => void, reject }); // the caller names T
      worker.ref();
      worker.postMessage(request);
    });
  }

  /** Ends the worker; what still waits is rejected. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    worker.postMessage('stop');
    await ended;
  }

  #start(): Worker {
    const worker = new Worker(this.#workerUrl, { workerData: { path: this.#dbPath }, name: 'query-worker' });
    worker.on('message', (answer: QueryAnswer) => this.#settle(worker, answer));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the query worker has ended')));
    return worker;
  }

  #settle(worker: Worker, answer: QueryAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle worker must not keep the process alive.
    if (this.#waiting.size === 0) worker.unref();
    if (!waiting) return;
    if ('error' in answer) return waiting.reject(new Error(`${answer.error} in: ${waiting.sql}`));
    if (answer.ms > slowMs) this.#onSlow?.({ name: waiting.sql, ms: Math.round(answer.ms) });
    waiting.resolve(answer.value);
  }

  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

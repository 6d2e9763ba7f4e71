import { AppError } from '#shared/contract/errors.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Random } from '../ids.ts';
import type { Logger } from '../log/logger.ts';
import { plannedDelayMs, withFullJitter } from './backoff.ts';
import { DueTimer } from './due-timer.ts';
import { JobChanges } from './job-changes.ts';
import type { Place } from './job-places.ts';
import type { Dispatcher, JobHandler, NewJob, QueueOptions, QueueRuntime } from './queue-port.ts';
import { QueueSwitches } from './queue-switches.ts';
import { SqliteDispatcher } from './sqlite-dispatcher.ts';
import { TakeOver } from './take-over.ts';
import { WorkerPool } from './worker-pool.ts';

export interface JobQueueDeps {
  database: Database;
  events: EventLog;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Of this run of the program; begins the name of each worker. */
  consoleId: string;
}

const leaseMs = 30_000;
const heartbeatMs = 10_000;
const progressSaveMs = 2_000;
const purgeEveryMs = 3_600_000;
const purgeBatch = 200;

type ProgressListener = (change: { id: number; attempt: number; progress: JobProgress }) => void;

/** The queue as the rest of the console sees it: operators' changes, and the pools that run the handlers. */
export class JobQueue implements QueueRuntime {
  readonly #deps: JobQueueDeps;
  readonly #switches: QueueSwitches;
  readonly #changes: JobChanges;
  readonly #dispatcher: Dispatcher;
  readonly #takeOver: TakeOver;
  readonly #due: DueTimer;
  readonly #pools = new Map<string, WorkerPool>();
  readonly #options = new Map<string, QueueOptions>();
  readonly #progressListeners = new Set<ProgressListener>();
  readonly #saveProgress;
  #stops: (() => void)[] = [];
  #isRunning = false;

  constructor(deps: JobQueueDeps) {
    this.#deps = deps;
    const { database, events, clock } = deps;
    this.#switches = new QueueSwitches(deps);
    const onReady = (queue: string) => {
      if (!this.#switches.isPaused(queue)) this.#pools.get(queue)?.wake();
    };
    this.#due = new DueTimer({ database, events, clock, onReady, onError: (error) => this.#warn('due jobs', error) });
    const onLater = (runAt: number) => this.#due.noteLater(runAt);
    const maxAttemptsOf = (queue: string) => this.#options.get(queue)?.maxAttempts ?? 5;
    this.#changes = new JobChanges({ database, events, clock, maxAttemptsOf, onReady, onLater });
    this.#dispatcher = new SqliteDispatcher({ database, events, clock, switches: this.#switches });
    const retryAt = ({ queue, attempt }: { queue: string; attempt: number }, error: AppError) =>
      this.#retryTime(attempt, error, this.#options.get(queue));
    this.#takeOver = new TakeOver({ database, events, clock, switches: this.#switches, retryAt, onReady, onLater });
    this.#saveProgress = database.connection.prepare(
      "UPDATE jobs SET progress = ? WHERE id = ? AND lease_token = ? AND state = 'running'",
    );
  }

  register(queue: string, handler: JobHandler, options: QueueOptions): void {
    const { clock, logger, consoleId } = this.#deps;
    this.#options.set(queue, options);
    const pool = new WorkerPool({
      queue,
      handler,
      options,
      dispatcher: this.#dispatcher,
      clock,
      logger,
      leaseMs,
      worker: `${consoleId}/${queue}`,
      retryAt: (job, error) =>
        error.isLasting || job.attempt >= job.maxAttempts ? null : this.#retryTime(job.attempt, error, options),
      onRetry: (runAt) => this.#due.set(runAt),
      onProgress: (change) => {
        for (const listener of this.#progressListeners) listener(change);
      },
    });
    this.#pools.set(queue, pool);
    if (this.#isRunning) pool.start();
  }

  async start(): Promise<void> {
    const { database, clock, consoleId, logger } = this.#deps;
    if (this.#isRunning || database.isReadOnly) return;
    this.#isRunning = true;
    const count = await this.#takeOver.takeForeign(consoleId);
    if (count > 0) logger.warning('jobs of a console that ended were taken over', { count });
    this.#due.start();
    this.#stops = [
      clock.every(heartbeatMs, () => this.#run(() => this.#heartbeat(), 'heartbeat')),
      clock.every(progressSaveMs, () => this.#run(() => this.#storeProgress(), 'progress')),
      clock.every(purgeEveryMs, () => this.#run(() => this.#purge(), 'purge')),
      database.onDiskState((state) => state === 'ok' && this.#wakeAll()),
    ];
    for (const pool of this.#pools.values()) pool.start();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  async stop(deadlineMs: number): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#due.stop();
    for (const stop of this.#stops.splice(0)) stop();
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop(deadlineMs)));
  }

  add(job: NewJob): { id: number; isDuplicate: boolean } {
    if (!this.#pools.has(job.queue)) throw new AppError('queue-not-found', { queue: job.queue });
    return this.#changes.add(job);
  }
  retry = (id: number, actor: string) => this.#changes.retry(id, actor);
  hold = (id: number, actor: string) => this.#changes.hold(id, actor);
  release = (id: number, actor: string) => this.#changes.release(id, actor);
  remove = (id: number, actor: string) => this.#changes.remove(id, actor);
  restore = (id: number, actor: string) => this.#changes.restore(id, actor);
  acknowledge = (id: number, actor: string) => this.#changes.acknowledge(id, actor);
  setPriority = (id: number, priority: number, actor: string) => this.#changes.setPriority(id, priority, actor);
  move = (id: number, to: Place, actor: string) => this.#changes.move(id, to, actor);

  cancel(id: number, actor: string): 'cancelled' | 'requested' {
    const outcome = this.#changes.cancel(id, actor);
    if (outcome === 'requested') this.#deps.database.afterCommit(() => this.#abort(id));
    return outcome;
  }

  pauseQueue(name: string, actor: string): void {
    this.#requirePool(name);
    this.#switches.pause(name, actor);
  }

  resumeQueue(name: string, actor: string): void {
    const pool = this.#requirePool(name);
    this.#switches.resume(name, actor);
    pool.wake();
  }

  drainQueue(name: string, remaining: number, actor: string): void {
    const pool = this.#requirePool(name);
    this.#switches.drain(name, remaining, actor);
    pool.wake();
  }

  setWorkers(queue: string, workers: number): void {
    const pool = this.#requirePool(queue);
    pool.setWorkers(workers);
    this.#run(() => this.#deps.database.write(() => this.#switches.noteWorkers(queue, workers)), 'workers');
  }

  interruptRunning(queue: string): Promise<void> {
    return this.#requirePool(queue).interrupt();
  }

  queueNames = (): string[] => [...this.#pools.keys()];

  load(queue: string): { workers: number; busy: number } {
    return this.#requirePool(queue).load;
  }

  progressOf(id: number): JobProgress | null {
    for (const pool of this.#pools.values()) {
      const progress = pool.progressOf(id);
      if (progress) return progress;
    }
    return null;
  }

  onProgress(listener: ProgressListener): () => void {
    this.#progressListeners.add(listener);
    return () => this.#progressListeners.delete(listener);
  }

  #requirePool(queue: string): WorkerPool {
    const pool = this.#pools.get(queue);
    if (!pool) throw new AppError('queue-not-found', { queue });
    return pool;
  }

  #retryTime(attempt: number, error: AppError, options: QueueOptions | undefined): number {
    const next = attempt + 1;
    const plannedMs = options?.backoffMs?.(next, error) ?? plannedDelayMs(next);
    return this.#deps.clock.now() + withFullJitter(plannedMs, this.#deps.random);
  }

  #abort(id: number): void {
    for (const pool of this.#pools.values()) pool.abort(id, new AppError('job-cancelled', { id }));
  }

  #wakeAll(): void {
    for (const pool of this.#pools.values()) pool.wake();
  }

  /** Renews what is held here, then looks for leases that nobody holds. */
  async #heartbeat(): Promise<void> {
    for (const pool of this.#pools.values()) {
      const held = pool.held();
      if (held.length === 0) continue;
      const { lost, cancelled } = await this.#dispatcher.heartbeat(held, leaseMs);
      for (const id of lost) pool.drop(id);
      for (const id of cancelled) pool.abort(id, new AppError('job-cancelled', { id }));
    }
    const held = new Set([...this.#pools.values()].flatMap((pool) => pool.held().map((job) => job.id)));
    await this.#takeOver.takeExpired((id) => held.has(id));
  }

  async #storeProgress(): Promise<void> {
    const unsaved = [...this.#pools.values()].flatMap((pool) => pool.takeUnsavedProgress());
    if (unsaved.length === 0) return;
    await this.#deps.database.write(() => {
      for (const { job, progress } of unsaved) this.#saveProgress.run(JSON.stringify(progress), job.id, job.leaseToken);
    });
  }

  async #purge(): Promise<void> {
    while (this.#isRunning) {
      const count = await this.#deps.database.write(() => this.#changes.purge(purgeBatch));
      if (count < purgeBatch) return;
    }
  }

  #run(task: () => Promise<unknown>, name: string): void {
    task().catch((error: unknown) => this.#warn(name, error));
  }

  #warn(name: string, error: unknown): void {
    this.#deps.logger.warning('a task of the queue failed', { name, error });
  }
}

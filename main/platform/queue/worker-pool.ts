import { AppError } from '#shared/contract/errors.ts';
import type { JobProgress, JobResult } from '#shared/domain/job.ts';
import { sleep, type Clock } from '../clock.ts';
import { reachKillPoint } from '../kill-point.ts';
import { isDatabaseRefusal } from '../database/sqlite-errors.ts';
import { redactText } from '../log/redact.ts';
import type { Logger } from '../log/logger.ts';
import type { ClaimedJob, Dispatcher, JobHandler, QueueOptions } from './queue-port.ts';
import { RunningJob } from './running-job.ts';
import { RunningJobs } from './running-jobs.ts';
import { StartRate } from './start-rate.ts';

export interface WorkerPoolDeps {
  queue: string;
  handler: JobHandler;
  options: QueueOptions;
  dispatcher: Dispatcher;
  clock: Clock;
  logger: Logger;
  /** As it stands in rows: `<consoleId>/<queue>`. */
  worker: string;
  leaseMs: number;
  /** When a failed job comes back; null buries it. */
  retryAt: (job: ClaimedJob, error: AppError) => number | null;
  /** A failed job will come back at this time. */
  onRetry: (runAt: number) => void;
  onProgress: (change: { id: number; attempt: number; progress: JobProgress }) => void;
}

/** After a claim or an ending that the database refused. */
const againMs = 1000;

/** Runs one queue's jobs: claims by event, never by polling, as many as workers, prefetch and rate allow. */
export class WorkerPool {
  readonly #deps: WorkerPoolDeps;
  readonly #rate: StartRate | null;
  /** Claimed, waiting for a free worker. */
  #ready: ClaimedJob[] = [];
  readonly #running = new RunningJobs();
  /** Handlers that have not returned. A job whose end is being written no longer counts. */
  #busy = 0;
  #workers: number;
  #isOpen = false;
  #isClaiming = false;
  /** The last claim found less than it asked for: only a wake makes another worthwhile. */
  #isDry = false;
  #wokenWhileClaiming = false;
  /** What a claim that is on its way brings is handed back at once. */
  #refusesClaimed = false;
  #stopRateTimer: (() => void) | null = null;
  readonly #idle: (() => void)[] = [];
  #ending = new AbortController();
  readonly #runOptions;

  constructor(deps: WorkerPoolDeps) {
    this.#deps = deps;
    this.#workers = deps.options.workers;
    this.#runOptions = {
      clock: deps.clock,
      stallMs: deps.options.stallMs ?? 0,
      onProgress: ({ id, attempt }: ClaimedJob, progress: JobProgress) => deps.onProgress({ id, attempt, progress }),
    };
    this.#rate = deps.options.ratePerSecond ? new StartRate(deps.clock, deps.options.ratePerSecond) : null;
  }

  start(): void {
    this.#isOpen = true;
    this.#ending = new AbortController();
    this.wake();
  }

  /** Something may be ready. Cheap, and callable inside a write: the claim then joins the same commit. */
  wake(): void {
    this.#isDry = false;
    if (this.#isClaiming) this.#wokenWhileClaiming = true;
    else this.#pump();
  }

  /** Fewer workers let what runs finish. */
  setWorkers(workers: number): void {
    this.#workers = workers;
    this.#startReady();
    this.wake();
  }

  get load(): { workers: number; busy: number } {
    return { workers: this.#workers, busy: this.#busy };
  }

  progressOf(id: number): JobProgress | null {
    return this.#running.get(id)?.newestProgress ?? null;
  }

  /** Everything this pool holds a lease on. */
  held(): ClaimedJob[] {
    return [...this.#ready, ...[...this.#running].map((run) => run.job)];
  }

  /** Progress that the rows don't have yet; marks it as saved. */
  takeUnsavedProgress(): { job: ClaimedJob; progress: JobProgress }[] {
    const unsaved = [...this.#running].filter((run) => !run.isProgressSaved);
    return unsaved.flatMap((run) => {
      run.isProgressSaved = true;
      return run.newestProgress ? [{ job: run.job, progress: run.newestProgress }] : [];
    });
  }

  /** Tells a job to stop. One that only waits for a worker here ends at once. */
  abort(id: number, reason: AppError): void {
    this.#running.get(id)?.abort(reason);
    const waiting = this.#ready.find((job) => job.id === id);
    if (!waiting) return;
    this.#ready = this.#ready.filter((job) => job !== waiting);
    void this.#end(this.#newRun(waiting), reason);
  }

  /** The row was taken away: nothing more of this job is written. */
  drop(id: number): void {
    this.#ready = this.#ready.filter((job) => job.id !== id);
    this.#running.get(id)?.abort(new AppError('job-interrupted'));
  }

  /** Aborts everything and hands it back; resolves when the rows say so. */
  async interrupt(): Promise<void> {
    this.#refusesClaimed = this.#isClaiming;
    for (const job of this.#ready) this.abort(job.id, new AppError('job-interrupted'));
    for (const run of this.#running) run.abort(new AppError('job-interrupted'));
    await this.#whenIdle();
  }

  /** No further claims. What has not let go by the deadline is handed back all the same. A second call does nothing. */
  async stop(deadlineMs: number): Promise<void> {
    this.#isOpen = false;
    this.#stopRateTimer?.();
    const { clock, dispatcher } = this.#deps;
    const late = new AbortController();
    const deadline = sleep(clock, deadlineMs, late.signal).catch(() => {});
    await Promise.race([this.interrupt(), deadline]);
    late.abort();
    this.#ending.abort();
    const left = [...this.#running];
    await Promise.allSettled(left.map((run) => dispatcher.release(run.job, run.record())));
  }

  #capacity(): number {
    const { prefetch = 0 } = this.#deps.options;
    const free = this.#isOpen ? this.#workers + prefetch - this.#busy - this.#ready.length : 0;
    return this.#rate ? Math.min(free, this.#rate.available()) : free;
  }

  #pump(): void {
    if (!this.#isOpen || this.#isClaiming || this.#isDry) return;
    if (this.#capacity() <= 0) return this.#waitForRate();
    const { dispatcher, queue, leaseMs, worker } = this.#deps;
    let asked = 0;
    this.#isClaiming = true;
    this.#wokenWhileClaiming = false;
    dispatcher
      .claim(queue, () => (asked = this.#capacity()), leaseMs, worker)
      .then(
        (jobs) => this.#receive(jobs, asked),
        (error: unknown) => this.#claimAgain(error),
      );
  }

  #receive(jobs: ClaimedJob[], asked: number): void {
    this.#isClaiming = false;
    if (jobs.length > 0) reachKillPoint('K03');
    this.#isDry = jobs.length < asked && !this.#wokenWhileClaiming;
    this.#rate?.take(jobs.length);
    this.#ready.push(...jobs);
    if (!this.#isOpen || this.#refusesClaimed)
      for (const job of jobs) this.abort(job.id, new AppError('job-interrupted'));
    this.#refusesClaimed = false;
    this.#tellIdle();
    this.#startReady();
    this.#pump();
  }

  #claimAgain(error: unknown): void {
    this.#isClaiming = false;
    this.#tellIdle();
    if (!this.#isOpen) return;
    const { clock, logger, queue } = this.#deps;
    logger.warning('jobs could not be claimed', { queue, error });
    clock.after(againMs, () => this.wake());
  }

  #waitForRate(): void {
    const waitMs = this.#rate?.waitMs() ?? 0;
    if (waitMs === 0) return;
    this.#stopRateTimer?.();
    this.#stopRateTimer = this.#deps.clock.after(waitMs, () => this.#pump());
  }

  #startReady(): void {
    while (this.#isOpen && this.#busy < this.#workers) {
      const job = this.#ready.shift();
      if (!job) return;
      this.#run(this.#newRun(job));
    }
  }

  #newRun(job: ClaimedJob): RunningJob {
    const run = new RunningJob(job, this.#runOptions);
    this.#running.add(run);
    return run;
  }

  /** Plain callbacks where `await` would read better: a no-op job spends a fifth of its time in promises (docs/benchmarks.md). */
  #run(run: RunningJob): void {
    this.#busy += 1;
    let isOver = false;
    const finish = (end: () => void) => {
      if (isOver) return;
      isOver = true;
      end();
      this.#busy -= 1;
      this.#startReady();
      this.#pump();
    };
    const fail = (error: unknown) => finish(() => void this.#end(run, run.abortReason ?? toAppError(error)));
    run.onAbandoned = fail;
    this.#callHandler(run).then((result) => finish(() => this.#succeed(run, result)), fail);
  }

  #callHandler(run: RunningJob): Promise<JobResult> {
    const { job } = run;
    if (job.payload === undefined) return Promise.reject(new AppError('job-payload-invalid', { reason: 'stored' }));
    try {
      return this.#deps.handler(job, run);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  #succeed(run: RunningJob, result: JobResult): void {
    const record = { ...run.record(), within: run.within };
    const write = () => this.#deps.dispatcher.succeed(run.job, result, record);
    write().then(
      (isHeld) => this.#close(run, isHeld),
      (error: unknown) => this.#succeedAgain(run, write, error),
    );
  }

  async #succeedAgain(run: RunningJob, write: () => Promise<boolean>, first: unknown): Promise<void> {
    const refused = await this.#repeat(run, write, first);
    if (refused) await this.#end(run, toAppError(refused));
  }

  async #end(run: RunningJob, error: AppError): Promise<void> {
    const { dispatcher, logger } = this.#deps;
    const { job } = run;
    const record = run.record();
    const retryAt = this.#deps.retryAt(job, error);
    const write = (): Promise<boolean> => {
      if (run.abortReason?.code === 'job-cancelled' || error.code === 'job-cancelled')
        return dispatcher.confirmCancelled(job, record);
      if (error.code === 'job-interrupted') return dispatcher.release(job, record);
      return dispatcher.fail(job, error, retryAt, record);
    };
    const refused = await write().then(
      (isHeld) => this.#close(run, isHeld),
      (first: unknown) => this.#repeat(run, write, first),
    );
    if (!refused) return retryAt === null ? undefined : this.#deps.onRetry(retryAt);
    logger.error('the end of a job could not be stored', { job: job.id, error: refused });
    this.#close(run, true);
  }

  /** While the database itself refuses (full disk, read-only); answers the error that repeating cannot help. */
  async #repeat(run: RunningJob, write: () => Promise<boolean>, first: unknown): Promise<unknown> {
    const { clock, logger } = this.#deps;
    let error = first;
    while (isDatabaseRefusal(error) && !this.#ending.signal.aborted) {
      logger.warning('the end of a job waits for the database', { job: run.job.id, error });
      await sleep(clock, againMs, this.#ending.signal).catch(() => {});
      try {
        return this.#close(run, await write());
      } catch (next) {
        error = next;
      }
    }
    return error;
  }

  #close(run: RunningJob, isHeld: boolean): void {
    if (!isHeld) this.#deps.logger.warning('the lease of a job was lost', { job: run.job.id });
    run.close();
    this.#running.remove(run);
    this.#tellIdle();
  }

  get #isIdle(): boolean {
    return this.#running.size === 0 && this.#ready.length === 0 && !this.#isClaiming;
  }

  #tellIdle(): void {
    if (this.#isIdle) for (const tell of this.#idle.splice(0)) tell();
  }

  #whenIdle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise((resolve) => void this.#idle.push(resolve));
  }
}

/** What a handler threw, as it is stored: anything but an AppError is a bug and keeps only its message. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return withoutSecrets(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('job-crashed', { reason: redactText(reason.slice(0, 500)) }, { cause: error });
}

/** A program's last words may hold the link that it was given. */
function withoutSecrets(error: AppError): AppError {
  const params = Object.entries(error.params).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactText(value) : value,
  ]);
  return new AppError(error.code, Object.fromEntries(params), { cause: error });
}

import type { AppError } from '#shared/contract/errors.ts';
import type { JobProgress, JobResult, Source } from '#shared/domain/job.ts';
import type { Recipe } from '#shared/domain/recipe.ts';

/** What a feature hands in to have work done. Times in epoch ms. */
export interface NewJob {
  queue: string;
  title: string;
  source: Source | null;
  preset: string | null;
  /** What the handler gets; parsed by it before it runs. JSON. */
  payload: Record<string, unknown>;
  priority?: number;
  runAt?: number;
  dedupeKey?: string;
  maxAttempts?: number;
  held?: boolean;
  trace: string;
}

/** A job that a worker holds. `leaseToken` fences it: a later claim makes every write with the old token touch no row. */
export interface ClaimedJob {
  readonly id: number;
  readonly queue: string;
  readonly title: string;
  readonly source: Source | null;
  readonly preset: string | null;
  /** Parsed JSON; `undefined` where the stored text is damaged, and then no handler sees the job. */
  readonly payload: unknown;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly leaseToken: number;
  readonly trace: string;
}

/** What a handler is given beside the job. */
export interface JobContext {
  /** Aborts on cancel (`reason` AppError `job-cancelled`), on a lost lease and at shutdown (`job-interrupted`). */
  readonly signal: AbortSignal;
  /** From memory to the live feed; to the row at most every two seconds. Counts as a sign of life for stall detection. */
  progress(progress: JobProgress): void;
  /** A line of the attempt's log; the tail of 64 KiB is kept with the attempt. */
  log(line: string): void;
  /**
   * Runs `change` in the transaction that completes the job, fenced by its lease: rows the result needs appear with it or not at
   * all. May be called several times before the handler returns.
   */
  onComplete(change: () => void): void;
}

export type JobHandler = (job: ClaimedJob, context: JobContext) => Promise<JobResult>;

export interface QueueOptions {
  /** Jobs at once; changeable while running. */
  workers: number;
  maxAttempts: number;
  /** Claimed ahead of need, for queues of very short jobs. */
  prefetch?: number;
  /** At most this many starts a second. */
  ratePerSecond?: number;
  /** A running job that reports neither progress nor log for so long is aborted with `job-stalled`; 0 is never. */
  stallMs?: number;
  /** Delay before attempt `next` (2 = the first retry), before jitter. Default: 5 s doubling to 10 min, full jitter. */
  backoffMs?: (next: number, error: AppError) => number;
}

/** What is kept of a run beside its outcome. */
export interface RunRecord {
  /** The tail of the attempt's log. */
  readonly log: string;
  readonly stage: string | null;
  /** By the monotonic clock. */
  readonly runMs: number;
}

/**
 * Backlog, claim and completion as the worker pool sees them: the same for SQLite and, later, Redis. Endings answer false, and
 * change nothing, when the lease was lost.
 */
export interface Dispatcher {
  /**
   * At most `limit()` ready jobs of the queue, leased until now + `leaseMs`, most urgent and oldest first. The limit is asked when
   * the claim is made, which is after the endings that were handed in before it.
   */
  claim(queue: string, limit: () => number, leaseMs: number, worker: string): Promise<ClaimedJob[]>;
  /** Renews leases; answers the ids whose lease was lost or whose cancel was asked for. */
  heartbeat(jobs: readonly ClaimedJob[], leaseMs: number): Promise<{ lost: number[]; cancelled: number[] }>;
  /** `within` runs in the same transaction; what it throws rejects, and the job still runs. */
  succeed(
    job: ClaimedJob,
    result: JobResult,
    record: RunRecord & { within: readonly (() => void)[] },
  ): Promise<boolean>;
  /** With `retryAt` another attempt will come; with null the job is dead. */
  fail(job: ClaimedJob, error: AppError, retryAt: number | null, record: RunRecord): Promise<boolean>;
  /** Back in the queue without burning an attempt (shutdown, pause now). */
  release(job: ClaimedJob, record: RunRecord): Promise<boolean>;
  confirmCancelled(job: ClaimedJob, record: RunRecord): Promise<boolean>;
}

/**
 * What an operator can do to jobs and queues. Every method is called inside `database.write`, changes the rows and appends the
 * event; each throws AppError `job-not-found` or `job-state-conflict` where it does not apply. `actor` goes into the event.
 */
export interface JobControl {
  /** With a dedupe key that waits or runs: the id of that job, and no new row. */
  add(job: NewJob): { id: number; isDuplicate: boolean };
  retry(id: number, actor: string): void;
  /** A running job is asked to stop and ends as cancelled when its worker has let go. */
  cancel(id: number, actor: string): 'cancelled' | 'requested';
  hold(id: number, actor: string): void;
  release(id: number, actor: string): void;
  /** Soft: `restore` brings it back for a day, then it is purged. Running jobs refuse. */
  remove(id: number, actor: string): void;
  restore(id: number, actor: string): void;
  acknowledge(id: number, actor: string): void;
  setPriority(id: number, priority: number, actor: string): void;
  move(id: number, to: 'top' | 'up' | 'down' | 'bottom' | { before: number }, actor: string): void;
  pauseQueue(name: string, actor: string): void;
  resumeQueue(name: string, actor: string): void;
  /** Takes `remaining` more jobs, then pauses. */
  drainQueue(name: string, remaining: number, actor: string): void;
}

/** What runs the queues. Built once by the core; features register their handlers before `start`. */
export interface QueueRuntime extends JobControl {
  register(queue: string, handler: JobHandler, options: QueueOptions): void;
  /** Takes over what a dead process left running, then begins to claim. Comes after a `stop` too. */
  start(): Promise<void>;
  /** No further claims; running jobs are aborted with `job-interrupted` and handed back without burning an attempt. */
  stop(deadlineMs: number): Promise<void>;
  /** Between `start` and `stop`, whether or not its queues are paused. */
  readonly isRunning: boolean;
  setWorkers(queue: string, workers: number): void;
  /** Aborts what the queue runs now and hands it back. */
  interruptRunning(queue: string): Promise<void>;
  queueNames(): string[];
  load(queue: string): { workers: number; busy: number };
  progressOf(id: number): JobProgress | null;
  /** Progress from memory, as often as handlers report it. */
  onProgress(listener: (change: { id: number; attempt: number; progress: JobProgress }) => void): () => void;
}

/** How the feature that owns a queue turns a caller's wish into a job. Throws AppError for what can't work. */
export interface JobIntake {
  prepare(
    source: Source,
    wanted: { preset?: string | undefined; recipe?: Recipe | undefined },
  ): Promise<Pick<NewJob, 'title' | 'source' | 'preset' | 'payload'>>;
  /** What a stored payload works on, whole: the row's own source is what may be shown of it. Null when it holds none. */
  sourceOf(payload: unknown): Source | null;
  /** The recipe inside a stored payload, for views; null when it holds none. */
  recipeOf(payload: unknown): Recipe | null;
}

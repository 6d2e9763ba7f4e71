import { AppError } from '#shared/contract/errors.ts';
import type { JobProgress } from '#shared/domain/job.ts';
import type { Clock } from '../clock.ts';
import { redactText } from '../log/redact.ts';
import { LogTail } from './log-tail.ts';
import type { ClaimedJob, JobContext, RunRecord } from './queue-port.ts';

interface RunningJobOptions {
  clock: Clock;
  /** 0 is never. */
  stallMs: number;
  onProgress: (job: ClaimedJob, progress: JobProgress) => void;
}

/** A handler that ignores its signal for so long is given up: its slot is freed, and what it still writes is fenced off. */
const abandonAfterMs = 10_000;

/** One attempt while its handler runs: signal, signs of life, log and progress. The handler is given it as its context. */
export class RunningJob implements JobContext {
  readonly job: ClaimedJob;
  /** Completion's company: see `JobContext.onComplete`. */
  readonly within: (() => void)[] = [];
  /** `isProgressSaved` while the row has it. */
  newestProgress: JobProgress | null = null;
  isProgressSaved = true;
  /** Called when the handler has ignored its signal for too long. */
  onAbandoned: ((reason: AppError) => void) | null = null;
  readonly #options: RunningJobOptions;
  readonly #startedAt: number;
  /** Made when somebody asks for the signal: a job of a millisecond never does, and it costs as much as the rest of its run. */
  #abort: AbortController | null = null;
  #log: LogTail | null = null;
  #lastSignAt: number;
  #stopTimer: (() => void) | null = null;

  constructor(job: ClaimedJob, options: RunningJobOptions) {
    this.job = job;
    this.#options = options;
    this.#startedAt = this.#lastSignAt = options.clock.monotonic();
    if (options.stallMs > 0) this.#watch(options.stallMs);
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  progress(progress: JobProgress): void {
    this.#lastSignAt = this.#options.clock.monotonic();
    this.newestProgress = progress;
    this.isProgressSaved = false;
    this.#options.onProgress(this.job, progress);
  }

  log(line: string): void {
    this.#lastSignAt = this.#options.clock.monotonic();
    this.#log ??= new LogTail();
    // What a program says may hold the link that it was given.
    this.#log.add(redactText(line));
  }

  onComplete(change: () => void): void {
    this.within.push(change);
  }

  /** Why it was told to stop, if it was. */
  get abortReason(): AppError | null {
    return this.#abort?.signal.aborted ? (this.#abort.signal.reason as AppError) : null; // only `abort` below aborts
  }

  /** The first reason stands: a cancel that comes later is found in the row. */
  abort(reason: AppError): void {
    if (this.abortReason) return;
    this.#abort ??= new AbortController();
    this.#abort.abort(reason);
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(abandonAfterMs, () => this.onAbandoned?.(reason));
  }

  record(): RunRecord {
    return {
      log: this.#log?.toString() ?? '',
      stage: this.newestProgress?.stage ?? null,
      runMs: Math.max(0, Math.round(this.#options.clock.monotonic() - this.#startedAt)),
    };
  }

  /** Ends the watch; the handler has returned. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  /** One timer, set anew for what is left of the rule: a sign of life costs no timer. */
  #watch(delayMs: number): void {
    const { clock, stallMs } = this.#options;
    this.#stopTimer = clock.after(delayMs, () => {
      const silentMs = clock.monotonic() - this.#lastSignAt;
      if (silentMs < stallMs) return this.#watch(stallMs - silentMs);
      this.abort(new AppError('job-stalled', { seconds: Math.round(stallMs / 1000) }));
    });
  }
}

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
  onProgress: (run: RunningJob, progress: JobProgress) => void;
}

/** A handler that ignores its signal for so long is given up: its slot is freed, and what it still writes is fenced off. */
const abandonAfterMs = 10_000;

/** One attempt while its handler runs: signal, signs of life, log and progress. */
export class RunningJob {
  readonly job: ClaimedJob;
  readonly context: JobContext;
  /** Completion's company: see `JobContext.onComplete`. */
  readonly within: (() => void)[] = [];
  /** The newest progress; `isProgressSaved` while the row has it. */
  progress: JobProgress | null = null;
  isProgressSaved = true;
  /** Called when the handler has ignored its signal for too long. */
  onAbandoned: ((reason: AppError) => void) | null = null;
  readonly #clock: Clock;
  readonly #stallMs: number;
  readonly #startedAt: number;
  /** Made when somebody asks for the signal: a job of a millisecond never does, and it costs as much as the rest of its run. */
  #abort: AbortController | null = null;
  #log: LogTail | null = null;
  #lastSignAt: number;
  #stopTimer: (() => void) | null = null;

  constructor(job: ClaimedJob, { clock, stallMs, onProgress }: RunningJobOptions) {
    this.job = job;
    this.#clock = clock;
    this.#stallMs = stallMs;
    this.#startedAt = this.#lastSignAt = clock.monotonic();
    const abortController = () => (this.#abort ??= new AbortController());
    this.context = {
      get signal() {
        return abortController().signal;
      },
      progress: (progress) => {
        this.#lastSignAt = clock.monotonic();
        this.progress = progress;
        this.isProgressSaved = false;
        onProgress(this, progress);
      },
      log: (line) => {
        this.#lastSignAt = clock.monotonic();
        // What a program says may hold the link that it was given.
        (this.#log ??= new LogTail()).add(redactText(line));
      },
      onComplete: (change) => void this.within.push(change),
    };
    if (stallMs > 0) this.#watch(stallMs);
  }

  /** Why it was told to stop, if it was. */
  get abortReason(): AppError | null {
    return this.#abort?.signal.aborted ? (this.#abort.signal.reason as AppError) : null; // only `abort` below aborts
  }

  /** The first reason stands: a cancel that comes later is found in the row. */
  abort(reason: AppError): void {
    if (this.abortReason) return;
    (this.#abort ??= new AbortController()).abort(reason);
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(abandonAfterMs, () => this.onAbandoned?.(reason));
  }

  record(): RunRecord {
    return {
      log: this.#log?.toString() ?? '',
      stage: this.progress?.stage ?? null,
      runMs: Math.max(0, Math.round(this.#clock.monotonic() - this.#startedAt)),
    };
  }

  /** Ends the watch; the handler has returned. */
  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  /** One timer, set anew for what is left of the rule: a sign of life costs no timer. */
  #watch(delayMs: number): void {
    this.#stopTimer = this.#clock.after(delayMs, () => {
      const silentMs = this.#clock.monotonic() - this.#lastSignAt;
      if (silentMs < this.#stallMs) return this.#watch(this.#stallMs - silentMs);
      this.abort(new AppError('job-stalled', { seconds: Math.round(this.#stallMs / 1000) }));
    });
  }
}

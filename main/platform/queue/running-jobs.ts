import type { RunningJob } from './running-job.ts';

/**
 * What a pool runs, or whose end is being written; one run a job. A list and no Map: the tables that a Map leaves behind when jobs
 * come and go by the thousand keep them until the next full garbage collection.
 */
export class RunningJobs {
  readonly #runs: RunningJob[] = [];

  get size(): number {
    return this.#runs.length;
  }

  [Symbol.iterator](): Iterator<RunningJob> {
    return this.#runs.values();
  }

  get(id: number): RunningJob | undefined {
    return this.#runs.find((run) => run.job.id === id);
  }

  /** A run that lost its lease gives way to the job's new one. */
  add(run: RunningJob): void {
    const index = this.#runs.findIndex((other) => other.job.id === run.job.id);
    this.#runs[index < 0 ? this.#runs.length : index] = run;
  }

  remove(run: RunningJob): void {
    const index = this.#runs.indexOf(run);
    if (index < 0) return;
    const last = this.#runs.pop();
    // The order is nobody's.
    if (last && last !== run) this.#runs[index] = last;
  }
}

import type { Clock } from '#platform/clock.ts';
import type { JobContext } from '#platform/queue/queue-port.ts';

/** The stages of a job, in order, and how long each takes beside the others. */
const weights = { fetch: 25, probe: 1, hash: 2, analyse: 10, encode: 80, verify: 2, publish: 2 } as const;
export type Stage = keyof typeof weights;

const aliveEveryMs = 4000;

/** Turns what a stage knows of itself into the progress of the whole job. It never runs backwards. */
export class ProgressReporter {
  readonly #context: JobContext;
  readonly #clock: Clock;
  readonly #stages: readonly Stage[];
  #stage: Stage;
  #stageBegan: number;
  #fraction = 0;
  #speed: number | null = null;
  #etaMs: number | null = null;

  constructor(context: JobContext, clock: Clock, stages: readonly Stage[]) {
    this.#context = context;
    this.#clock = clock;
    this.#stages = stages;
    this.#stage = stages[0] ?? 'probe';
    this.#stageBegan = clock.monotonic();
  }

  enter(stage: Stage): void {
    this.#stage = stage;
    this.#stageBegan = this.#clock.monotonic();
    this.#speed = null;
    this.#etaMs = null;
    this.update(0);
  }

  /** `within`: 0 to 1 of the present stage. */
  update(within: number, speed: number | null = null): void {
    const share = Math.min(1, Math.max(0, within));
    const sum = (stages: readonly Stage[]): number => stages.reduce((total, stage) => total + weights[stage], 0);
    const before = sum(this.#stages.slice(0, this.#stages.indexOf(this.#stage)));
    this.#fraction = Math.max(this.#fraction, (before + weights[this.#stage] * share) / sum(this.#stages));
    this.#speed = speed;
    this.#etaMs = this.#stage === 'encode' ? this.#timeLeft(share) : null;
    this.#report();
  }

  /** Of the encoding alone, which is nearly all that is left; what comes before it says nothing about how long it takes. */
  #timeLeft(share: number): number | null {
    const elapsed = this.#clock.monotonic() - this.#stageBegan;
    return share > 0.01 && elapsed > 500 ? Math.round((elapsed * (1 - share)) / share) : null;
  }

  /** Waiting in line is no standstill: says so until `wait` ends. */
  async whileWaiting<T>(wait: Promise<T>): Promise<T> {
    const stop = this.#clock.every(aliveEveryMs, () => this.#report());
    try {
      return await wait;
    } finally {
      stop();
    }
  }

  #report(): void {
    this.#context.progress({
      stage: this.#stage,
      stages: [...this.#stages],
      fraction: this.#fraction,
      speed: this.#speed,
      etaMs: this.#etaMs,
    });
  }
}

import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';

const lookEveryMs = 500;
/** A script that calls the command line several times finds the console of its first call still there. */
const quietMs = 2000;

export interface EndDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly queue: Pick<QueueRuntime, 'isRunning'>;
  /** Ends the console. */
  readonly end: () => void;
  /** Whether a window, a browser or a command line is connected. */
  readonly hasClients: () => boolean;
}

/** When the console ends by itself: after the jobs, or once nobody uses it. */
export class ConsoleEnd {
  readonly #deps: EndDependencies;
  #isEnding = false;
  #stopLooking: (() => void) | null = null;

  constructor(deps: EndDependencies) {
    this.#deps = deps;
  }

  /** From here on nothing new is taken. While it waits for the jobs, new ones are taken and waited for too. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The answer to the caller goes out first. */
  soon(): void {
    if (this.#isEnding) return;
    this.stay();
    this.#isEnding = true;
    this.#deps.clock.after(50, this.#deps.end);
  }

  /** Once no job runs, and none waits that would run by itself (held jobs, paused queues and stopped workers wait for a person). */
  afterJobs(): void {
    const isBusy = jobsAreLeft(this.#deps);
    this.#endWhen(() => !isBusy(), 0);
  }

  /** As `afterJobs`, nothing is left to send within a minute, and nobody has been connected for two seconds. */
  whenUnused(): void {
    const [hasJobs, hasDeliveries] = [jobsAreLeft(this.#deps), deliveriesAreLeft(this.#deps)];
    this.#endWhen(() => !this.#deps.hasClients() && !hasJobs() && !hasDeliveries(), quietMs);
  }

  /** Takes `afterJobs` and `whenUnused` back. */
  stay(): void {
    this.#stopLooking?.();
    this.#stopLooking = null;
  }

  #endWhen(isTime: () => boolean, forMs: number): void {
    if (this.#isEnding) return;
    const { clock, end } = this.#deps;
    this.stay();
    let since: number | null = null;
    this.#stopLooking = clock.every(lookEveryMs, () => {
      since = isTime() ? (since ?? clock.monotonic()) : null;
      if (since === null || clock.monotonic() - since < forMs) return;
      this.stay();
      this.#isEnding = true;
      end();
    });
  }
}

/** A delivery whose time comes later than this waits for the next console. */
const soonMs = 60_000;

function jobsAreLeft({ database, queue }: EndDependencies): () => boolean {
  const left = database.connection.prepare<[], { busy: number }>(`
    SELECT EXISTS (
      SELECT 1 FROM jobs LEFT JOIN queues ON queues.name = jobs.queue
      WHERE jobs.deleted_at IS NULL
        AND (state = 'running' OR (state IN ('queued', 'scheduled', 'retrying') AND coalesce(queues.status, 'running') <> 'paused'))
    ) AS busy`);
  return () => queue.isRunning && left.get()?.busy === 1;
}

function deliveriesAreLeft({ database, clock }: EndDependencies): () => boolean {
  const left = database.connection.prepare<{ soon: number }, { busy: number }>(`
    SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'sending') OR EXISTS (
      SELECT 1 FROM endpoints AS e JOIN deliveries AS d ON d.endpoint_id = e.id
      WHERE d.state = 'waiting' AND d.due_at <= @soon AND e.is_enabled = 1 AND e.deleted_at IS NULL AND e.broken IS NULL
        AND coalesce(e.quiet_until, 0) <= @soon AND (e.breaker <> 'open' OR coalesce(e.breaker_until, 0) <= @soon)
    ) AS busy`);
  return () => left.get({ soon: clock.now() + soonMs })?.busy === 1;
}

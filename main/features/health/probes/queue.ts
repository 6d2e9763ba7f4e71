import type { QueueView } from '#shared/contract/queues.ts';
import type { Clock } from '#platform/clock.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import { readQueueViews } from '#platform/queue/queue-views.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

/** A free worker takes a ready job within milliseconds: one that both wait for so long do not find each other. */
const stuckMs = 60_000;

interface QueueProbeDeps {
  readonly queue: QueueRuntime;
  readonly query: ReadQueries;
  readonly clock: Clock;
}

/** Are there workers, and does what waits get its turn. */
export function createQueueProbe({ queue, query, clock }: QueueProbeDeps): Probe {
  const idle = new IdleWatch(clock);
  return {
    name: 'queue',
    async check(): Promise<ProbeFinding> {
      const views = await readQueueViews(query, queue, clock);
      const stuck = queue.isRunning ? views.filter((view) => idle.isStuck(view)) : [];
      const details = detailsOf(views);
      if (stuck[0]) {
        const minutes = Math.round((stuck[0].oldestWaitingMs ?? 0) / 60_000);
        return { state: 'down', cause: 'queue.stuck', cure: 'queue.restart', details: { ...details, minutes } };
      }
      if (!queue.isRunning) {
        const cure = 'queue.start';
        if (details.waiting > 0) return { state: 'degraded', cause: 'queue.stoppedWaiting', cure, details };
        return { state: 'off', cause: 'queue.stopped', cure, details };
      }
      // Paused by somebody, who knows: no fault, but told.
      if (views.some((view) => view.status === 'paused'))
        return { state: 'ok', cause: 'queue.paused', cure: 'queue.resume', details };
      return { state: 'ok', cause: null, cure: null, details };
    },
  };
}

function detailsOf(views: readonly QueueView[]) {
  const sum = (of: (view: QueueView) => number) => views.reduce((total, view) => total + of(view), 0);
  const waitingMs = views.map((view) => view.oldestWaitingMs).filter((ms) => ms !== null);
  return {
    workers: sum((view) => view.workers),
    busy: sum((view) => view.busy),
    waiting: sum((view) => view.waiting),
    oldestWaitingMs: waitingMs.length > 0 ? Math.max(...waitingMs) : null,
  };
}

/** Remembers since when a queue has had the same job at its head and a worker free for it. */
class IdleWatch {
  readonly #clock: Clock;
  readonly #seen = new Map<string, { headAt: number; sinceMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isStuck({ name, status, workers, busy, oldestWaitingMs }: QueueView): boolean {
    if (status !== 'running' || busy >= workers || oldestWaitingMs === null) {
      this.#seen.delete(name);
      return false;
    }
    const headAt = this.#clock.now() - oldestWaitingMs;
    const before = this.#seen.get(name);
    const nowMs = this.#clock.monotonic();
    if (!before || Math.abs(before.headAt - headAt) > 1000) {
      this.#seen.set(name, { headAt, sinceMs: nowMs });
      return false;
    }
    return nowMs - before.sinceMs >= stuckMs;
  }
}

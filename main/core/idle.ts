import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';

const lookEveryMs = 500;

interface Idling {
  readonly database: Database;
  readonly clock: Clock;
  readonly queue: Pick<QueueRuntime, 'isRunning'>;
}

/**
 * Calls `then` once no job runs, and none waits that would run by itself: held jobs, paused queues and workers that were stopped
 * wait for a person.
 */
export function whenIdle({ database, clock, queue }: Idling, then: () => void): void {
  const busy = database.connection.prepare<[], { busy: number }>(`
    SELECT EXISTS (
      SELECT 1 FROM jobs LEFT JOIN queues ON queues.name = jobs.queue
      WHERE jobs.deleted_at IS NULL
        AND (state = 'running' OR (state IN ('queued', 'scheduled', 'retrying') AND coalesce(queues.status, 'running') <> 'paused'))
    ) AS busy`);
  const stopLooking = clock.every(lookEveryMs, () => {
    if (queue.isRunning && busy.get()?.busy) return;
    stopLooking();
    then();
  });
}

import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';

const lookEveryMs = 500;

/**
 * Calls `then` once no job runs, and none waits that would run by itself (held jobs and paused queues wait for a person). Returns what
 * ends the looking; the database must be open until then.
 */
export function whenIdle({ database, clock }: { database: Database; clock: Clock }, then: () => void): () => void {
  const busy = database.connection.prepare<[], { busy: number }>(`
    SELECT EXISTS (
      SELECT 1 FROM jobs LEFT JOIN queues ON queues.name = jobs.queue
      WHERE jobs.deleted_at IS NULL
        AND (state = 'running' OR (state IN ('queued', 'scheduled', 'retrying') AND coalesce(queues.status, 'running') <> 'paused'))
    ) AS busy`);
  const stopLooking = clock.every(lookEveryMs, () => {
    if (busy.get()?.busy) return;
    stopLooking();
    then();
  });
  return stopLooking;
}

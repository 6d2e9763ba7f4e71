import { systemClock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import type { JobHandler } from '#platform/queue/queue-port.ts';
import { emptyResult } from '../helpers/empty-result.ts';

/** The console's own queue over `database`, with jobs that do nothing: for programs that are made to die. */
export function createWork(database: Database, options: { workers: number; handler?: JobHandler }) {
  const events = new EventLog(database, systemClock);
  const queue = new JobQueue({
    database,
    events,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    consoleId: `console-${process.pid}`,
  });
  const handler = options.handler ?? (() => Promise.resolve(emptyResult));
  queue.register('work', handler, { workers: options.workers, maxAttempts: 3, backoffMs: () => 5 });
  const add = (title: string, runAt?: number): Promise<number> =>
    database.write(
      () =>
        queue.add({
          queue: 'work',
          title,
          source: { kind: 'url', value: `https://example.com/${title}.mp4` },
          preset: 'auto-edit',
          payload: { recipe: { steps: [{ kind: 'loudness' }] } },
          trace: newTraceId(systemRandom),
          ...(runAt === undefined ? {} : { runAt }),
        }).id,
    );
  return { queue, events, add };
}

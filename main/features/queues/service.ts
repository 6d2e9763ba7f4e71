import { AppError } from '#shared/contract/errors.ts';
import type { QueueView } from '#shared/contract/queues.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import { readQueueViews } from '#platform/queue/queue-views.ts';

export interface QueuesDeps {
  database: Database;
  queue: QueueRuntime;
  clock: Clock;
  query: ReadQueries;
  feed: Pick<LiveFeed, 'revision'>;
  /** Stores the setting `workers`. Rejects with `setting-locked` where a variable or flag fixes it. */
  saveWorkers: (workers: number, context: CallContext) => Promise<void>;
}

/** The name that means every queue. */
const every = 'all';

/** The operations on queues. Each answers with all queues as they are afterwards; `queue-not-found` for an unknown name. */
export function createQueuesService(deps: QueuesDeps) {
  const { database, queue, clock, query, feed } = deps;

  const named = (name: string): string[] => {
    const names = queue.queueNames();
    if (name === every) return names;
    if (!names.includes(name)) throw new AppError('queue-not-found', { queue: name });
    return [name];
  };
  const views = async (): Promise<{ queues: QueueView[] }> => ({ queues: await readQueueViews(query, queue, clock) });
  /** One change to one or all queues in one commit. */
  const change = async (name: string, apply: (queueName: string) => void) => {
    const names = named(name);
    await database.write(() => names.forEach(apply));
    return names;
  };

  return {
    async list(): Promise<{ queues: QueueView[]; revision: number }> {
      const { revision } = feed;
      return { ...(await views()), revision };
    },

    /** `now` aborts what runs and hands it back without burning an attempt; otherwise it finishes. */
    async pause({ name, now }: { name: string; now: boolean }, context: CallContext) {
      const names = await change(name, (one) => queue.pauseQueue(one, context.actor));
      if (now) await Promise.all(names.map((one) => queue.interruptRunning(one)));
      return views();
    },

    async resume(name: string, context: CallContext) {
      await change(name, (one) => queue.resumeQueue(one, context.actor));
      return views();
    },

    /** Takes `finish` more jobs, then pauses; without it those that run now are the last. */
    async drain({ name, finish = 0 }: { name: string; finish?: number | undefined }, context: CallContext) {
      await change(name, (one) => queue.drainQueue(one, finish, context.actor));
      return views();
    },

    /** Takes effect at once and outlives a restart; where the setting is locked it holds until the console ends. */
    async setWorkers({ name, workers }: { name: string; workers: number }, context: CallContext) {
      const names = named(name);
      try {
        await deps.saveWorkers(workers, context);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'setting-locked')) throw error;
      }
      for (const one of names) queue.setWorkers(one, workers);
      return views();
    },
  };
}
export type QueuesService = ReturnType<typeof createQueuesService>;

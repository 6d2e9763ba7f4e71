import { onTestFinished } from 'vitest';
import type { JobState } from '#shared/domain/job.ts';
import { systemClock, type Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { systemRandom, type Random } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import type { JobHandler, NewJob, QueueOptions } from '#platform/queue/queue-port.ts';
import { openTestDatabase } from './database.ts';
import { emptyResult } from './empty-result.ts';

/** A job of no account; `wish` overrides. */
export const plainJob = (wish: Partial<NewJob> = {}): NewJob => ({
  queue: 'work',
  title: 'clip.mp4',
  source: null,
  preset: null,
  payload: {},
  trace: 'a'.repeat(32),
  ...wish,
});

/** Resolves once `isSo` holds; rejects after five seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > 5000) throw new Error(`never came true: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

interface WorldOptions {
  database?: Database;
  clock?: Clock;
  random?: Random;
  handler?: JobHandler;
  options?: Partial<QueueOptions>;
  consoleId?: string;
}

/** A real queue over a real database with one queue, `work`. Stopped with the test; not started yet. */
export function createQueueWorld(wish: WorldOptions = {}) {
  const database = wish.database ?? openTestDatabase();
  const clock = wish.clock ?? systemClock;
  const events = new EventLog(database, clock);
  const queue = new JobQueue({
    database,
    events,
    clock,
    random: wish.random ?? systemRandom,
    logger: silentLogger,
    consoleId: wish.consoleId ?? 'console-1',
  });
  queue.register('work', wish.handler ?? (async () => emptyResult), { workers: 2, maxAttempts: 3, ...wish.options });
  onTestFinished(() => queue.stop(1000));

  const stateOf = (id: number): JobState | undefined =>
    database.connection.prepare<[number], JobState>('SELECT state FROM jobs WHERE id = ?').pluck().get(id);
  return {
    database,
    clock,
    events,
    queue,
    stateOf,
    until,
    untilState: (id: number, state: JobState) => until(() => stateOf(id) === state),
    add: (wish: Partial<NewJob> = {}) => database.write(() => queue.add(plainJob(wish)).id),
    attemptsOf: (id: number) =>
      database.connection
        .prepare<
          [number],
          { number: number; outcome: string; error: string | null; log: string; stage: string | null }
        >('SELECT number, outcome, error, log, stage FROM attempts WHERE job_id = ? ORDER BY number')
        .all(id),
    eventsOf: (id: number) =>
      database.connection
        .prepare<[string], string>('SELECT type FROM events WHERE subject = ? ORDER BY id')
        .pluck()
        .all(`job:${id}`),
    rowOf: (id: number) =>
      database.connection.prepare<[number], Record<string, unknown>>('SELECT * FROM jobs WHERE id = ?').get(id) ?? {},
  };
}

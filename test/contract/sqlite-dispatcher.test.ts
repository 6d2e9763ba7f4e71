import type { JobState } from '#shared/domain/job.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { JobChanges } from '#platform/queue/job-changes.ts';
import { QueueSwitches } from '#platform/queue/queue-switches.ts';
import { SqliteDispatcher } from '#platform/queue/sqlite-dispatcher.ts';
import { TakeOver } from '#platform/queue/take-over.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase } from '../helpers/database.ts';
import { describeDispatcher, type DispatcherWorld } from './dispatcher.ts';

function createWorld(): DispatcherWorld {
  const database = openTestDatabase();
  const clock = new ManualClock();
  const events = new EventLog(database, clock);
  const switches = new QueueSwitches({ database, events, clock });
  const shared = { database, events, clock, onReady: () => {}, onLater: () => {} };
  const changes = new JobChanges({ ...shared, maxAttemptsOf: () => 5 });
  const takeOver = new TakeOver({ ...shared, switches, retryAt: () => clock.now() });
  const { connection } = database;
  return {
    dispatcher: new SqliteDispatcher({ database, events, clock, switches }),
    add: (job) => database.write(() => changes.add(job).id),
    requestCancel: (id) => database.write(() => void changes.cancel(id, 'tester')),
    stateOf: (id) => connection.prepare<[number], JobState>('SELECT state FROM jobs WHERE id = ?').pluck().get(id),
    attemptsOf: (id) =>
      connection
        .prepare<[number], { number: number; outcome: string; log: string; stage: string | null }>(
          'SELECT number, outcome, log, stage FROM attempts WHERE job_id = ? ORDER BY number',
        )
        .all(id),
    attemptOf: (id) =>
      connection.prepare<[number], number>('SELECT attempt FROM jobs WHERE id = ?').pluck().get(id) ?? -1,
    async loseLeases() {
      clock.advance(31_000);
      await takeOver.takeExpired(() => false);
    },
  };
}

describeDispatcher('SQLite', createWorld);

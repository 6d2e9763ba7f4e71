import { expect, test } from 'vitest';
import { ConsoleEnd } from '../../main/core/console-end.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase } from '../helpers/database.ts';
import { insertJob } from '../helpers/job-rows.ts';

function createWorld() {
  const clock = new ManualClock();
  const database = openTestDatabase();
  const world = { clock, database, clients: 0, ends: 0 };
  const end = new ConsoleEnd({
    database,
    clock,
    queue: { isRunning: true },
    end: () => (world.ends += 1),
    hasClients: () => world.clients > 0,
  });
  const setState = (id: number, state: string) =>
    database.connection.prepare('UPDATE jobs SET state = ? WHERE id = ?').run(state, id);
  return { world, end, clock, database, setState };
}

test('a console told to stop after the jobs ends with the last one that would run by itself', () => {
  const { world, end, clock, database, setState } = createWorld();
  const waiting = insertJob(database.connection, { state: 'queued' });
  insertJob(database.connection, { state: 'held' });
  end.afterJobs();
  clock.advance(60_000);
  expect(world.ends).toBe(0);
  setState(waiting, 'running');
  clock.advance(60_000);
  expect(world.ends).toBe(0);
  setState(waiting, 'succeeded');
  clock.advance(600);
  expect([world.ends, clock.pendingTimers]).toEqual([1, 0]);
});

test('a console of a command line ends two quiet seconds after the last caller and the last job', () => {
  const { world, end, clock, database, setState } = createWorld();
  const job = insertJob(database.connection, { state: 'running' });
  world.clients = 1;
  end.whenUnused();
  clock.advance(60_000);
  setState(job, 'dead');
  clock.advance(60_000);
  world.clients = 0;
  clock.advance(1900);
  world.clients = 1; // the next command of a script
  clock.advance(1000);
  world.clients = 0;
  clock.advance(1900);
  expect(world.ends).toBe(0);
  clock.advance(1000);
  expect(world.ends).toBe(1);
});

test('a console that is asked to stay takes both back', () => {
  const { world, end, clock } = createWorld();
  for (const wait of [() => end.afterJobs(), () => end.whenUnused()]) {
    wait();
    end.stay();
    clock.advance(60_000);
    expect([world.ends, clock.pendingTimers]).toEqual([0, 0]);
  }
});

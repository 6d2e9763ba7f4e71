import { expect, test } from 'vitest';
import { insertJob } from '../helpers/job-rows.ts';
import { codeOf, createJobsWorld } from '../helpers/jobs-world.ts';

test('lists each queue with its load, what waits, how long the oldest has and when it will be empty [A68]', async () => {
  const world = createJobsWorld({ queues: ['video', 'other'] });
  const { connection } = world.database;
  const now = world.clock.now();
  insertJob(connection, { id: 1, run_at: now - 60_000 });
  insertJob(connection, { id: 2, run_at: now - 5000 });
  insertJob(connection, { id: 3, state: 'scheduled', run_at: now + 1000 });
  insertJob(connection, { id: 4, state: 'held' });
  insertJob(connection, { id: 5, state: 'queued', queue: 'forgotten' });
  insertJob(connection, { id: 6, state: 'succeeded', run_ms: 10_000, ended_at: now - 1000 });
  insertJob(connection, { id: 7, state: 'succeeded', run_ms: 20_000, ended_at: now - 2000 });
  insertJob(connection, { id: 8, state: 'succeeded', run_ms: 900_000, ended_at: now - 3_700_000 });
  world.queue.setWorkers('video', 2);
  world.queue.setBusy('video', 2);
  expect(await world.client.queues.list()).toEqual({
    queues: [
      {
        name: 'video',
        status: 'running',
        remaining: null,
        changedBy: null,
        changedAt: null,
        workers: 2,
        busy: 2,
        waiting: 4,
        oldestWaitingMs: 60_000,
        // Two queued and two half done at 15 s each, by two workers.
        emptyAt: new Date(now + 22_500).toISOString(),
      },
      {
        name: 'other',
        status: 'running',
        remaining: null,
        changedBy: null,
        changedAt: null,
        workers: 3,
        busy: 0,
        waiting: 0,
        oldestWaitingMs: null,
        emptyAt: null,
      },
    ],
    revision: 0,
  });
});

test('pauses with or without handing running jobs back, drains and resumes, one queue or all [A68]', async () => {
  const { client, queue } = createJobsWorld({ queues: ['video', 'other'] });
  const statuses = ({ queues }: Awaited<ReturnType<typeof client.queues.pause>>) => queues.map((view) => view.status);
  const paused = await client.queues.pause({ name: 'video' });
  expect(statuses(paused)).toEqual(['paused', 'running']);
  expect(paused.queues[0]).toMatchObject({ changedBy: 'window', changedAt: '2026-01-05T12:00:00.000Z', emptyAt: null });
  expect(queue.interrupted).toEqual([]);
  expect(statuses(await client.queues.pause({ name: 'all', now: true }))).toEqual(['paused', 'paused']);
  expect(queue.interrupted).toEqual(['video', 'other']);
  expect(statuses(await client.queues.resume({ name: 'all' }))).toEqual(['running', 'running']);
  const draining = await client.queues.drain({ name: 'video', finish: 2 });
  expect(draining.queues[0]).toMatchObject({ status: 'draining', remaining: 2 });
  expect(statuses(await client.queues.drain({ name: 'other' }))).toEqual(['draining', 'paused']);
});

test('the worker count changes at once and is stored; a locked setting keeps it for this run alone [A68]', async () => {
  const { client, savedWorkers } = createJobsWorld();
  expect((await client.queues.setWorkers({ name: 'video', workers: 7 })).queues[0]?.workers).toBe(7);
  expect(savedWorkers).toEqual([7]);
  // The test's store refuses 64 as one that a variable fixes.
  expect((await client.queues.setWorkers({ name: 'video', workers: 64 })).queues[0]?.workers).toBe(64);
  expect(savedWorkers).toEqual([7]);
});

test.each(['nope', '__proto__', 'constructor'])(
  'refuses the unknown queue %s and changes nothing [S22]',
  async (name) => {
    const { client } = createJobsWorld();
    for (const call of [client.queues.pause({ name }), client.queues.drain({ name }), client.queues.resume({ name })]) {
      expect(await codeOf(call)).toBe('queue-not-found');
    }
    expect(await codeOf(client.queues.setWorkers({ name, workers: 2 }))).toBe('queue-not-found');
    expect((await client.queues.list()).queues[0]?.status).toBe('running');
  },
);

import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import type { JobContext, JobHandler } from '#platform/queue/queue-port.ts';
import { ManualClock } from '../helpers/clock.ts';
import { codeOf } from '../helpers/jobs-world.ts';
import { emptyResult } from '../helpers/empty-result.ts';
import { createQueueWorld, plainJob } from '../helpers/job-queue.ts';

/** A handler whose jobs run until they are let go or aborted. */
function createGate() {
  const open = new Map<number, () => void>();
  const contexts = new Map<number, JobContext>();
  const order: number[] = [];
  const handler: JobHandler = (job, context) => {
    order.push(job.id);
    contexts.set(job.id, context);
    return new Promise((resolve, reject) => {
      open.set(job.id, () => resolve(emptyResult));
      context.signal.addEventListener('abort', () => reject(context.signal.reason as Error), { once: true });
    });
  };
  return { handler, order, contexts, finish: (id: number) => open.get(id)?.() };
}

test('a job runs once, and its attempt, result and events are rows [A73]', async () => {
  const world = createQueueWorld({
    handler: async (_, context) => {
      context.log('hello');
      return { ...emptyResult, sizeBytes: 7 };
    },
  });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'succeeded');
  expect(world.rowOf(id)).toMatchObject({ attempt: 1, size_bytes: 7, cached: 0, lease_until: null });
  expect(world.attemptsOf(id)).toMatchObject([{ number: 1, outcome: 'succeeded', error: null, log: 'hello\n' }]);
  expect(world.eventsOf(id)).toEqual(['job.added', 'job.started', 'job.succeeded']);
});

test('a job that fails comes back and dies once its attempts are used up [A73]', async () => {
  const world = createQueueWorld({
    handler: () => Promise.reject(new AppError('download-timeout', { seconds: 3 })),
    options: { backoffMs: () => 1 },
  });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'dead');
  expect(world.attemptsOf(id).map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  expect(world.rowOf(id)).toMatchObject({ error_code: 'download-timeout', attempt: 3 });
  expect(world.eventsOf(id).filter((type) => type !== 'job.changed')).toEqual([
    'job.added',
    'job.started',
    'job.retrying',
    'job.started',
    'job.retrying',
    'job.started',
    'job.dead',
  ]);
});

test('an error that another attempt cannot help ends the job at once', async () => {
  const world = createQueueWorld({ handler: () => Promise.reject(new AppError('video-source-empty', { path: '/a' })) });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'dead');
  expect(world.attemptsOf(id)).toHaveLength(1);
});

test('a bug in a handler is an attempt with its message, and the queue goes on', async () => {
  const world = createQueueWorld({
    handler: (job) => {
      if (job.title === 'bad') throw new TypeError('x is not a function');
      return Promise.resolve(emptyResult);
    },
    options: { maxAttempts: 1 },
  });
  await world.queue.start();
  const bad = await world.add({ title: 'bad' });
  await world.untilState(bad, 'dead');
  expect(JSON.parse(world.attemptsOf(bad)[0]?.error ?? '')).toEqual({
    code: 'job-crashed',
    params: { reason: 'x is not a function' },
  });
  const good = await world.add();
  await world.untilState(good, 'succeeded');
});

test('a scheduled job waits for its time, and runs once when it comes', async () => {
  const clock = new ManualClock();
  const world = createQueueWorld({ clock });
  await world.queue.start();
  const id = await world.add({ runAt: clock.now() + 90_000 });
  expect(world.stateOf(id)).toBe('scheduled');
  clock.advance(89_999);
  await world.database.write(() => {});
  expect(world.stateOf(id)).toBe('scheduled');
  clock.advance(1);
  await world.untilState(id, 'succeeded');
  expect(world.attemptsOf(id)).toHaveLength(1);
});

test('retries wait by the published plan: 5 s doubling to 10 min, times the jitter [A73]', async () => {
  const clock = new ManualClock();
  const random = { fraction: () => 0.5, bytes: (length: number) => Buffer.alloc(length) };
  const handler = () => Promise.reject(new AppError('download-timeout', { seconds: 3 }));
  const world = createQueueWorld({ clock, random, handler, options: { maxAttempts: 10 } });
  await world.queue.start();
  const id = await world.add();
  const waits: number[] = [];
  for (let attempt = 1; attempt < 10; attempt++) {
    await world.untilState(id, 'retrying');
    const waitMs = Number(world.rowOf(id)['run_at']) - clock.now();
    waits.push(waitMs);
    clock.advance(waitMs);
    await world.until(() => world.attemptsOf(id).filter(({ outcome }) => outcome === 'failed').length > attempt);
  }
  expect(waits).toEqual([2500, 5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
});

test('a key that waits or runs makes no second job, and is free again afterwards', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler });
  await world.queue.start();
  const add = () => world.database.write(() => world.queue.add(plainJob({ dedupeKey: 'k' })));
  const { id } = await add();
  expect(await add()).toEqual({ id, isDuplicate: true });
  await world.until(() => gate.order.length === 1);
  expect(await add()).toEqual({ id, isDuplicate: true });
  gate.finish(id);
  await world.untilState(id, 'succeeded');
  expect(await add()).toMatchObject({ isDuplicate: false });
});

test('never more jobs at once than workers, and both ways of changing their number hold at once [A68]', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler, options: { workers: 3 } });
  await world.queue.start();
  const ids = await Promise.all(Array.from({ length: 8 }, () => world.add()));
  await world.until(() => gate.order.length === 3);
  expect(world.queue.load('work')).toEqual({ workers: 3, busy: 3 });
  world.queue.setWorkers('work', 5);
  await world.until(() => gate.order.length === 5);
  world.queue.setWorkers('work', 1);
  for (const id of ids.slice(0, 4)) gate.finish(id);
  await world.untilState(ids[3] ?? 0, 'succeeded');
  expect(gate.order).toHaveLength(5);
  gate.finish(ids[4] ?? 0);
  await world.until(() => gate.order.length === 6);
  expect(world.queue.load('work')).toEqual({ workers: 1, busy: 1 });
});

test('a drained queue finishes two more jobs, then pauses [A68]', async () => {
  const world = createQueueWorld({ options: { prefetch: 8 } });
  await world.database.write(() => world.queue.pauseQueue('work', 'tester'));
  await world.queue.start();
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.add()));
  await world.database.write(() => world.queue.drainQueue('work', 2, 'tester'));
  await world.until(
    () => world.database.connection.prepare("SELECT 1 FROM events WHERE type = 'queue.drained'").get() !== undefined,
  );
  expect(ids.map(world.stateOf)).toEqual(['succeeded', 'succeeded', 'queued', 'queued', 'queued']);
  const row = world.database.connection.prepare("SELECT status, remaining FROM queues WHERE name = 'work'").get();
  expect(row).toEqual({ status: 'paused', remaining: null });
});

test('draining without a number lets what runs finish and takes nothing more', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler, options: { workers: 1 } });
  await world.queue.start();
  const [first, second] = await Promise.all([world.add(), world.add()]);
  await world.until(() => gate.order.length === 1);
  await world.database.write(() => world.queue.drainQueue('work', 0, 'tester'));
  gate.finish(first);
  await world.untilState(first, 'succeeded');
  expect(world.stateOf(second)).toBe('queued');
  expect(gate.order).toEqual([first]);
});

test('a pause now hands what runs back without burning an attempt, and a resume runs it again', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler });
  await world.queue.start();
  const ids = await Promise.all([world.add(), world.add()]);
  await world.until(() => gate.order.length === 2);
  await world.database.write(() => world.queue.pauseQueue('work', 'tester'));
  await world.queue.interruptRunning('work');
  expect(ids.map(world.stateOf)).toEqual(['queued', 'queued']);
  expect(ids.map((id) => world.rowOf(id)['attempt'])).toEqual([0, 0]);
  await world.database.write(() => world.queue.resumeQueue('work', 'tester'));
  await world.until(() => gate.order.length === 4);
});

test('a stop hands running and prefetched jobs back and burns no attempt [F33]', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler, options: { workers: 2, prefetch: 4 } });
  await world.queue.start();
  const ids = await Promise.all(Array.from({ length: 5 }, () => world.add()));
  await world.until(() => gate.order.length === 2);
  await world.queue.stop(5000);
  expect(ids.map(world.stateOf)).toEqual(['queued', 'queued', 'queued', 'queued', 'queued']);
  expect(ids.map((id) => world.rowOf(id)['attempt'])).toEqual([0, 0, 0, 0, 0]);
});

test('a queue that was stopped and started again runs jobs, and still waits for a database that refuses an ending [A69]', async () => {
  let refusals = 1;
  const handler: JobHandler = async (_job, context) => {
    context.onComplete(() => {
      if (refusals-- > 0) throw new AppError('disk-full', { path: '/', freeBytes: 0, neededBytes: 1 });
    });
    return emptyResult;
  };
  const world = createQueueWorld({ handler });
  await world.queue.start();
  await world.queue.stop(1000);
  expect(world.queue.isRunning).toBe(false);
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'succeeded');
  expect(world.rowOf(id)['attempt']).toBe(1);
});

test('a handler that ignores its signal is handed back at the deadline, and its late result changes nothing [F33]', async () => {
  let finish: () => void = () => {};
  const world = createQueueWorld({ handler: () => new Promise((resolve) => (finish = () => resolve(emptyResult))) });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'running');
  await world.queue.stop(20);
  expect(world.stateOf(id)).toBe('queued');
  finish();
  await world.database.write(() => {});
  expect(world.stateOf(id)).toBe('queued');
});

test('a running job is cancelled within a second of the wish, with who asked', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler });
  await world.queue.start();
  const id = await world.add();
  await world.until(() => gate.order.length === 1);
  const askedAt = performance.now();
  expect(await world.database.write(() => world.queue.cancel(id, 'ana'))).toBe('requested');
  await world.untilState(id, 'cancelled');
  expect(performance.now() - askedAt).toBeLessThan(1000);
  const data = world.database.connection.prepare("SELECT data FROM events WHERE type = 'job.cancelled'").pluck().get();
  expect(JSON.parse(String(data))).toMatchObject({ actor: 'ana' });
});

test('a job that shows no sign of life is aborted as stalled; progress and log lines are signs [F26]', async () => {
  const clock = new ManualClock();
  const gate = createGate();
  const world = createQueueWorld({ clock, handler: gate.handler, options: { stallMs: 10_000, maxAttempts: 1 } });
  await world.queue.start();
  const id = await world.add();
  await world.until(() => gate.order.length === 1);
  clock.advance(9000);
  gate.contexts.get(id)?.log('alive');
  clock.advance(9999);
  expect(gate.contexts.get(id)?.signal.aborted).toBe(false);
  clock.advance(1);
  await world.untilState(id, 'dead');
  expect(world.rowOf(id)['error_code']).toBe('job-stalled');
});

test('progress comes from memory at once and reaches the row within two seconds', async () => {
  const clock = new ManualClock();
  const gate = createGate();
  const world = createQueueWorld({ clock, handler: gate.handler });
  const seen: number[] = [];
  world.queue.onProgress(({ id }) => void seen.push(id));
  await world.queue.start();
  const id = await world.add();
  await world.until(() => gate.order.length === 1);
  const progress = { stage: 'encode', stages: ['encode'], fraction: 0.5, speed: 1, etaMs: 10 };
  gate.contexts.get(id)?.progress(progress);
  expect(world.queue.progressOf(id)).toEqual(progress);
  expect(seen).toEqual([id]);
  expect(world.rowOf(id)['progress']).toBeNull();
  clock.advance(2000);
  await world.until(() => world.rowOf(id)['progress'] !== null);
});

test('leases are renewed while a job runs, however long it takes', async () => {
  const clock = new ManualClock();
  const gate = createGate();
  const world = createQueueWorld({ clock, handler: gate.handler });
  await world.queue.start();
  const id = await world.add();
  await world.until(() => gate.order.length === 1);
  for (let beat = 0; beat < 12; beat++) {
    clock.advance(10_000);
    await world.until(() => Number(world.rowOf(id)['lease_until']) === clock.now() + 30_000);
  }
  gate.finish(id);
  await world.untilState(id, 'succeeded');
  expect(world.attemptsOf(id)).toHaveLength(1);
});

test('at most so many starts a second as the queue allows', async () => {
  const clock = new ManualClock();
  const startedAt: number[] = [];
  const handler = async () => {
    startedAt.push(clock.now());
    return emptyResult;
  };
  const world = createQueueWorld({ clock, handler, options: { workers: 50, ratePerSecond: 5 } });
  await world.queue.start();
  await Promise.all(Array.from({ length: 20 }, () => world.add()));
  for (let step = 0; startedAt.length < 20 && step < 600; step++) {
    clock.advance(10);
    await world.database.write(() => {});
  }
  expect(startedAt).toHaveLength(20);
  for (const at of startedAt)
    expect(startedAt.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(6);
  expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeLessThan(4200);
});

test('a write that fails takes its jobs with it, and the others run all the same', async () => {
  const world = createQueueWorld();
  await world.queue.start();
  const refused = world.database.write(() => {
    world.queue.add(plainJob({ title: 'gone' }));
    throw new Error('no');
  });
  const kept = world.add({ title: 'kept' });
  await expect(refused).rejects.toThrow('no');
  await world.untilState(await kept, 'succeeded');
  expect(world.database.connection.prepare('SELECT title FROM jobs').pluck().all()).toEqual(['kept']);
});

test('a pause that is taken back pauses nothing, also for jobs of the same write', async () => {
  const world = createQueueWorld();
  await world.queue.start();
  const pause = world.database.write(() => {
    world.queue.pauseQueue('work', 'ana');
    world.queue.add(plainJob());
    throw new Error('no');
  });
  await expect(pause).rejects.toThrow('no');
  const id = await world.add();
  await world.untilState(id, 'succeeded');
  expect(id).toBe(1);
});

test('a paused queue takes nothing that is added, and everything once it is resumed', async () => {
  const world = createQueueWorld();
  await world.queue.start();
  await world.database.write(() => world.queue.pauseQueue('work', 'ana'));
  const ids = [await world.add(), await world.add()];
  expect(ids.map(world.stateOf)).toEqual(['queued', 'queued']);
  await world.database.write(() => world.queue.resumeQueue('work', 'ana'));
  for (const id of ids) await world.untilState(id, 'succeeded');
});

test('a handler that asks for its signal late finds the cancel that came before', async () => {
  let letGo = () => {};
  const world = createQueueWorld({
    handler: async (_, context) => {
      await new Promise<void>((resolve) => (letGo = resolve));
      context.signal.throwIfAborted();
      return emptyResult;
    },
  });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'running');
  await world.database.write(() => world.queue.cancel(id, 'ana'));
  letGo();
  await world.untilState(id, 'cancelled');
  expect(world.eventsOf(id).at(-1)).toBe('job.cancelled');
});

test('jobs that end together end alike when the change of one of them throws', async () => {
  const world = createQueueWorld({
    handler: async (job, context) => {
      if (job.title === 'bad')
        context.onComplete(() => {
          throw new Error('no');
        });
      return emptyResult;
    },
    options: { workers: 8, prefetch: 8, maxAttempts: 1 },
  });
  const titles = ['a', 'b', 'bad', 'c', 'd'];
  const ids = await world.database.write(() => titles.map((title) => world.queue.add(plainJob({ title })).id));
  await world.queue.start();
  for (const id of ids) await world.until(() => ['succeeded', 'dead'].includes(world.stateOf(id) ?? ''));
  expect(ids.map(world.stateOf)).toEqual(['succeeded', 'succeeded', 'dead', 'succeeded', 'succeeded']);
  for (const id of ids) expect(world.eventsOf(id)).toHaveLength(3);
});

test('a retry of a dead job starts its attempts anew and keeps the history', async () => {
  let fails = true;
  const world = createQueueWorld({
    handler: () => (fails ? Promise.reject(new AppError('ffmpeg-missing')) : Promise.resolve(emptyResult)),
  });
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'dead');
  fails = false;
  await world.database.write(() => world.queue.retry(id, 'ana'));
  await world.untilState(id, 'succeeded');
  expect(world.attemptsOf(id).map(({ number, outcome }) => [number, outcome])).toEqual([
    [1, 'failed'],
    [2, 'succeeded'],
  ]);
  expect(world.rowOf(id)).toMatchObject({ attempt: 1, error: null, error_code: null });
});

test('what does not apply is refused by its code and changes nothing', async () => {
  const world = createQueueWorld();
  await world.queue.start();
  const id = await world.add();
  await world.untilState(id, 'succeeded');
  const change = (apply: () => void) => codeOf(world.database.write(apply));
  const { queue } = world;
  expect(await change(() => queue.retry(id, 'a'))).toBe('job-state-conflict');
  expect(await change(() => void queue.cancel(id, 'a'))).toBe('job-state-conflict');
  expect(await change(() => queue.hold(id, 'a'))).toBe('job-state-conflict');
  expect(await change(() => queue.acknowledge(id, 'a'))).toBe('job-state-conflict');
  expect(await change(() => queue.setPriority(id, 3, 'a'))).toBe('job-state-conflict');
  expect(await change(() => queue.restore(id, 'a'))).toBe('job-state-conflict');
  expect(await change(() => queue.retry(999, 'a'))).toBe('job-not-found');
  expect(await change(() => void queue.add(plainJob({ queue: 'none' })))).toBe('queue-not-found');
  expect(world.eventsOf(id)).toEqual(['job.added', 'job.started', 'job.succeeded']);
});

test('a deleted job can be brought back for a day and is purged after it', async () => {
  const clock = new ManualClock();
  const world = createQueueWorld({ clock });
  await world.queue.start();
  const id = await world.add({ held: true });
  await world.database.write(() => world.queue.remove(id, 'ana'));
  expect(await codeOf(world.database.write(() => void world.queue.cancel(id, 'ana')))).toBe('job-not-found');
  await world.database.write(() => world.queue.restore(id, 'ana'));
  expect(world.rowOf(id)['deleted_at']).toBeNull();
  await world.database.write(() => world.queue.remove(id, 'ana'));
  clock.advance(25 * 3_600_000);
  await world.until(() => world.stateOf(id) === undefined);
});

test('waiting jobs can be moved, and run in the new order [A04]', async () => {
  const gate = createGate();
  const world = createQueueWorld({ handler: gate.handler, options: { workers: 1 } });
  await world.database.write(() => world.queue.pauseQueue('work', 'tester'));
  await world.queue.start();
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = await Promise.all(Array.from({ length: 5 }, () => world.add()));
  await world.database.write(() => {
    world.queue.move(e, 'top', 't');
    world.queue.move(d, 'up', 't');
    world.queue.move(a, 'bottom', 't');
    world.queue.move(b, { before: c }, 't');
    world.queue.move(e, 'down', 't');
  });
  await world.database.write(() => world.queue.resumeQueue('work', 'tester'));
  for (let count = 1; count <= 5; count++) {
    await world.until(() => gate.order.length === count);
    gate.finish(gate.order[count - 1] ?? 0);
  }
  expect(gate.order).toEqual([d, e, b, c, a]);
});

test('a job can be moved up between two others a thousand times', async () => {
  const world = createQueueWorld();
  const ids = await Promise.all(Array.from({ length: 4 }, () => world.add()));
  const [first = 0, second = 0, third = 0] = ids;
  await world.database.write(() => {
    for (let turn = 0; turn < 1000; turn++)
      world.queue.move(turn % 2 ? second : third, { before: turn % 2 ? third : second }, 't');
  });
  const order = world.database.connection.prepare('SELECT id FROM jobs ORDER BY position, id').pluck().all();
  expect(order).toEqual([first, second, third, ids[3]]);
});

import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { createQueueWorld, noResult } from '../helpers/job-queue.ts';

test('a job runs once, and its attempt, result and events are rows [A73]', async () => {
  const world = createQueueWorld({
    handler: async (_, context) => {
      context.log('hello');
      return { ...noResult, sizeBytes: 7 };
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
});

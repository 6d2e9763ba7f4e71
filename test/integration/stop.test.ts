import { expect, test } from 'vitest';
import { ConsoleEnd } from '../../main/core/console-end.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase } from '../helpers/database.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { muteClip } from '../helpers/clips.ts';

const addHeld = async ({ request }: TestCore): Promise<Response> =>
  request('/api/v1/jobs', {
    method: 'POST',
    body: { sources: [{ kind: 'file', value: await muteClip() }], held: true },
  });

test('a console that was told to stop refuses new work by name, over every door, and still answers reads [F33]', async () => {
  const console = await startTestCore();
  await muteClip();
  expect((await addHeld(console)).status).toBe(201);
  await console.client.system.stop({ afterJobs: false });
  const refused = await addHeld(console);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ code: 'console-stopping' });
  await expect(console.client.queues.pause({ name: 'all' })).rejects.toMatchObject({ code: 'console-stopping' });
  await expect(console.core.client.queues.pause({ name: 'all' })).rejects.toMatchObject({ code: 'console-stopping' });
  expect((await console.request('/api/v1/jobs')).status).toBe(200);
  await expect.poll(() => console.exits).toEqual([0]);
});

test('a stop after the jobs takes new work until none is left, and only then ends [F33]', async () => {
  const console = await startTestCore();
  await console.client.queues.pause({ name: 'all' });
  const source = { kind: 'file', value: await muteClip() } as const;
  await console.client.jobs.add({ sources: [source] });
  await console.client.queues.resume({ name: 'all' });
  await console.client.system.stop({ afterJobs: true });
  const { jobs } = await console.client.jobs.add({
    sources: [source],
    runAt: new Date(Date.now() + 1000).toISOString(),
  });
  await expect.poll(() => console.exits, { timeout: 15_000 }).toEqual([0]);
  expect(jobs).toHaveLength(1);
  const { succeeded } = await console.client.jobs.counts({});
  expect(succeeded).toBe(2);
});

test('a console that stops while it waits for its jobs looks at no closed database [F33]', () => {
  const database = openTestDatabase();
  const clock = new ManualClock();
  const exits: number[] = [];
  const end = () => exits.push(0);
  const consoleEnd = new ConsoleEnd({ database, clock, queue: { isRunning: true }, end, hasClients: () => false });
  consoleEnd.afterJobs();
  consoleEnd.stay();
  database.close();
  clock.advance(10_000);
  expect([exits, clock.pendingTimers]).toEqual([[], 0]);
});

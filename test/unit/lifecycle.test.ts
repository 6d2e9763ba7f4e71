import { expect, test } from 'vitest';
import { systemClock } from '#platform/clock.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { Lifecycle, type Phase } from '../../main/core/lifecycle.ts';

const create = (phases: Phase[]) => new Lifecycle(phases, { clock: systemClock, logger: () => silentLogger });

test('a stop that comes while a part starts waits for it, stops it, and starts nothing after it [F04]', async () => {
  const told: string[] = [];
  const slow = Promise.withResolvers<void>();
  const lifecycle = create([
    { name: 'first', start: () => void told.push('first up'), stop: () => void told.push('first down'), stopMs: 1000 },
    {
      name: 'slow',
      start: () => slow.promise.then(() => void told.push('slow up')),
      stop: () => void told.push('slow down'),
      stopMs: 1000,
    },
    { name: 'never', start: () => void told.push('never up'), stopMs: 1000 },
  ]);
  const refusal = lifecycle.start().catch((error: unknown) => error);
  await Promise.resolve();
  const stopping = lifecycle.stop(5000);
  slow.resolve();
  await stopping;
  expect(await refusal).toMatchObject({ code: 'console-stopping' });
  expect(told).toEqual(['first up', 'slow up', 'slow down', 'first down']);
});

test('what cannot start takes down what had started, and says why', async () => {
  const told: string[] = [];
  const lifecycle = create([
    { name: 'first', stop: () => void told.push('first down'), stopMs: 1000 },
    { name: 'broken', start: () => Promise.reject(new Error('no')), stopMs: 1000 },
  ]);
  await expect(lifecycle.start()).rejects.toThrow('no');
  expect(told).toEqual(['first down']);
});

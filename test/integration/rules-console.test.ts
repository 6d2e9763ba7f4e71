import { expect, test } from 'vitest';
import { until } from '../helpers/job-queue.ts';
import { startTestCore } from '../helpers/core.ts';

test('a rule of a running console adds a job, and what cannot be added is a dead delivery with its reason [D38]', async () => {
  const { client } = await startTestCore();
  const actions = ['/nowhere/clip.mp4', 'https://example.org/{{actor}}.mp4'].map((source) => ({
    do: 'add-job' as const,
    source,
  }));
  await client.rules.save({ id: null, name: 'Mine', isEnabled: true, spec: { event: 'queue.paused', actions } });
  await client.queues.pause({ name: 'video' });
  let ended: (string | undefined)[][] = [];
  let isAsking = false;
  await until(() => {
    if (!isAsking) {
      isAsking = true;
      void client.deliveries.list({}).then(({ items }) => {
        ended = items.filter(({ sink }) => sink === 'job').map(({ state, error }) => [state, error?.code]);
        isAsking = false;
      });
    }
    return ended.length === 2 && ended.every(([state]) => state === 'delivered' || state === 'dead');
  });
  expect(ended.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
    ['dead', 'video-source-not-found'],
    ['delivered', undefined],
  ]);
  const { items } = await client.jobs.list({});
  expect(items.map(({ title }) => title)).toEqual(['admin-token.mp4']);
});

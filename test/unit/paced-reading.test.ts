import { expect, test } from 'vitest';
import { PacedReading } from '#platform/queue/paced-reading.ts';
import { ManualClock } from '../helpers/clock.ts';

test('a reading that began before the change does not answer for it; one that began after is shared [I10]', async () => {
  const answers: ((value: number) => void)[] = [];
  const reading = new PacedReading(new ManualClock(), () => new Promise<number>((resolve) => answers.push(resolve)));
  const before = reading.get(1);
  const after = reading.get(2);
  const alsoAfter = reading.get(2);
  expect(answers).toHaveLength(2);
  answers.forEach((answer, index) => answer(index));
  expect(await Promise.all([before, after, alsoAfter])).toEqual([0, 1, 1]);
});

test('a dear reading waits nine times its cost before the next; a cheap one does not wait [A03]', async () => {
  const clock = new ManualClock();
  let costMs = 50;
  const reading = new PacedReading(clock, async () => clock.advance(costMs));
  await reading.get(1);
  expect(reading.waitMs).toBe(450);
  clock.advance(450);
  costMs = 4;
  await reading.get(2);
  expect(reading.waitMs).toBe(0);
});

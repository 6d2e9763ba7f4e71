import { expect, test } from 'vitest';
import { reminderAt, stepOf, type WatchState } from '../../main/features/rules/limit-edge.ts';

function walk(values: readonly number[], limit: number): (string | null)[] {
  let state: WatchState = { isAbove: false, changedAt: 0 };
  return values.map((value) => {
    const step = stepOf(state, { value, limit, now: 1000, reminderMs: 0 });
    if (step) state = { isAbove: step !== 'below', changedAt: 1000 };
    return step;
  });
}

test('a figure is told at the limit plus one, and again only after it fell by a fifth [A35] [X15]', () => {
  expect(walk([10, 11, 12, 10, 11, 9, 11, 8, 10, 11], 10)).toEqual([
    null,
    'above',
    null,
    null,
    null,
    null,
    null,
    'below',
    null,
    'above',
  ]);
  expect(walk([5, 6, 5, 4, 6], 5)).toEqual([null, 'above', null, 'below', 'above']);
  expect(walk([1, 2, 1, 0, 2], 1)).toEqual([null, 'above', null, 'below', 'above']);
});

test('whatever the figure does, edges alternate and stand on their own side of the line [A35] [A36]', () => {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 200; round += 1) {
    const limit = 1 + Math.floor(random() * 50);
    const values = Array.from({ length: 200 }, () => Math.floor(random() * limit * 2));
    // The model: which side it is on follows from the values alone.
    let isAbove = false;
    const model = values.map((value) => {
      const crosses = isAbove ? value <= limit * 0.8 : value > limit;
      if (crosses) isAbove = !isAbove;
      return crosses ? (isAbove ? 'above' : 'below') : null;
    });
    expect(walk(values, limit)).toEqual(model);
  }
});

test('a reminder comes while the figure is still above, by its time, and a clock set back delays it no longer than that [A35] [F13]', () => {
  const state = { isAbove: true, changedAt: 100_000 };
  const line = { value: 11, limit: 10, reminderMs: 60_000 };
  expect(stepOf(state, { ...line, now: 159_999 })).toBeNull();
  expect(stepOf(state, { ...line, now: 160_000 })).toBe('reminder');
  expect(stepOf(state, { ...line, value: 10, now: 160_000 })).toBeNull();
  expect(stepOf(state, { ...line, now: 160_000, reminderMs: 0 })).toBeNull();
  expect(reminderAt({ isAbove: true, changedAt: 9e12 }, 1000, 60_000)).toBe(61_000);
});

import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';

/** What did not hold in the short form of each part of a fault, from the part `first` on. */
async function failuresOf(id: string, first = 0): Promise<string[]> {
  const failures: string[] = [];
  for (const part of catalogue.filter((fault) => fault.id === id).slice(first))
    failures.push(...(await part.short()).failures);
  return failures;
}
const limitMs = 90_000;

test(
  'a console killed at any point of its queue, its door or its shutdown loses nothing and does nothing twice [F01] [I1] [I2] [I4] [I7]',
  async () => {
    // Its part 0 is of the files: storage-faults.test.ts.
    expect(await failuresOf('F01', 1)).toEqual([]);
  },
  limitMs,
);

test(
  'killed at any moment, over and over, it does in the end each job that it took in, once [F02] [I1] [I2] [I7]',
  async () => {
    expect(await failuresOf('F02')).toEqual([]);
  },
  limitMs,
);

test(
  'restarted over and over, even while it starts, it loses no job and burns no attempt [F04] [I1] [I4]',
  async () => {
    expect(await failuresOf('F04')).toEqual([]);
  },
  limitMs,
);

test(
  'of two starts at once one owns the folder; the other names it or brings its window forward, and touches nothing [F29]',
  async () => {
    expect(await failuresOf('F29')).toEqual([]);
  },
  limitMs,
);

test(
  'however it is stopped while jobs run, it refuses new work by name, hands the jobs back and ends in time [F33] [I1] [I4] [I6]',
  async () => {
    expect(await failuresOf('F33')).toEqual([]);
  },
  limitMs,
);

import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';

/** The short form of a fault of the catalogue, part `part` of it; what a machine refuses is told, not hidden. */
async function provokeShort(id: string, part = 0): Promise<string[]> {
  const fault = catalogue.filter((candidate) => candidate.id === id)[part];
  if (!fault) throw new Error(`no such fault: ${id}`);
  const report = await fault.short();
  for (const text of report.skipped ?? []) console.warn(`${id} skipped: ${text}`);
  return report.failures;
}

test('a power cut at any moment of the queue loses nothing acknowledged, and weaker settings would [F05] [I1] [I7]', async () => {
  expect(await provokeShort('F05')).toEqual([]);
}, 60_000);

test('a database that can only be read is shown whole, says so, and refuses every change by name [F11]', async () => {
  expect(await provokeShort('F11')).toEqual([]);
}, 60_000);

test('a disk that fills is told by disk-full at once, loses nothing acknowledged, and recovers by itself [F08] [I1]', async () => {
  expect(await provokeShort('F08')).toEqual([]);
}, 60_000);

test('a damaged database is refused or told of, kept as it was found, and restored by one command [F12] [I7]', async () => {
  expect(await provokeShort('F12')).toEqual([]);
}, 60_000);

test('killed at a checkpoint, a copy, a migration or the rotation of a log, the console goes on without a loss [F01] [I1] [I6] [I7]', async () => {
  const part = catalogue.filter(({ id }) => id === 'F01').findIndex(({ title }) => title.includes('its files'));
  expect(await provokeShort('F01', part)).toEqual([]);
}, 60_000);

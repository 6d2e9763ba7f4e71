import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../helpers/clock.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { createEngineWorld } from '../helpers/jobs-world.ts';
import { parseSearch } from '../../main/features/jobs/search.ts';

describe('search', () => {
  let world: ReturnType<typeof createEngineWorld<ManualClock>>;
  const find = async (search: string) => (await world.client.jobs.list({ search })).items.map((job) => job.id);

  beforeEach(() => {
    world = createEngineWorld(new ManualClock());
    const { connection } = world.database;
    insertJob(connection, {
      id: 1,
      title: '100%_sure.mp4',
      source_kind: 'file',
      source_value: String.raw`C:\videos\100%_sure.mp4`,
      payload: JSON.stringify({ recipe: { steps: [{ kind: 'trim', startSeconds: 1.5 }], fast: true }, n: 7 }),
      preset: 'auto-edit',
    });
    insertJob(connection, {
      id: 2,
      title: 'holidays in Spain.mp4',
      source_kind: 'url',
      source_value: 'https://example.com/watch?v=2',
      payload: JSON.stringify({ recipe: { steps: [{ kind: 'speed' }, { kind: 'Trim' }] }, toString: 'own', _x: 1 }),
      error: '{"code":"download-html","params":{}}',
      error_code: 'download-html',
      state: 'dead',
    });
    insertJob(connection, { id: 3, title: 'damaged', payload: '{"recipe":' });
    insertJob(connection, { id: 100, title: 'x"); DROP TABLE jobs;--', payload: '{}' });
  });

  test.each([
    ['holidays', [2]],
    ['HOLIDAYS spain', [2]],
    ['"in Spain"', [2]],
    ['"Spain in"', []],
    ['download-html', [2]],
    ['error:download-html', [2]],
    ['preset:auto', [1]],
    ['state:dead', [2]],
    ['recipe.steps.0.kind:trim', [1]],
    ['recipe.steps.1.kind:trim', [2]],
    ['recipe.steps.0.startSeconds:1.5', [1]],
    ['recipe.fast:true', [1]],
    ['recipe.fast:false', []],
    ['n:8', []],
    ['recipe.steps.0.kind:speed holidays', [2]],
    ['https://example.com/watch?v=2', [2]],
    [String.raw`C:\videos`, [1]],
    ['#100', [100]],
    ['100', [100, 1]],
    ['damaged', [3]],
  ])('%s finds %j by words and payload fields [A04] [A74]', async (search, ids) => {
    expect(await find(search)).toEqual(ids);
  });

  test.each([
    ['%', [1]],
    ['_', [2, 1]],
    ['100%_', [1]],
    ['10_%', []],
    ['\\', [1]],
    ["' OR 1=1--", []],
    ['";drop table', []],
    ['DROP TABLE', [100]],
    ['title:%', [1]],
    ['NEAR(', []],
    ['^', []],
    ['*', []],
    ['"', [100, 3, 2, 1]],
    ['col:', []],
    ['__proto__:x', []],
    ['constructor.prototype:x', []],
    ['toString:own', [2]],
    ['hasOwnProperty:x', []],
    ['recipe.steps[0].kind:trim', []],
    [`${'a.'.repeat(20)}b:x`, []],
    ['$.recipe:x', []],
    ['dam\u0000aged', [3]],
    ['zz\u0000', []],
    ['limit=-1', []],
  ])('takes %j literally: wildcards, quotes and prototype names are text [S22] [S23]', async (search, ids) => {
    expect(await find(search)).toEqual(ids);
  });

  test('ten thousand terms and a 50 kB word cost no more than 50 ms to read [S23]', () => {
    const startedAt = process.cpuUsage();
    expect(parseSearch('a '.repeat(10_000))).toHaveLength(16);
    parseSearch(`${'"'.repeat(25_000)}${'a.'.repeat(12_500)}:x`);
    parseSearch(' '.repeat(50_000));
    // Time of this process, not of the clock: other tests run beside.
    expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(50);
  });
});

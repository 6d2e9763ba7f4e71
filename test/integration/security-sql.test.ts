import { expect, test } from 'vitest';
import { containsPattern, parseSearch } from '../../main/features/jobs/search.ts';
import { countQuery, listQuery, selectionQuery } from '../../main/features/jobs/queries.ts';
import type { JobFilter } from '#shared/domain/job.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';

/** Stands in every payload, so that it can be looked for in what became of it. */
const mark = 'zqmark';
const payloads = [
  `' OR 1=1--`,
  `" OR ""="`,
  `'; DROP TABLE jobs;--`,
  `"; drop table jobs; --`,
  `') UNION SELECT key, value FROM settings--`,
  `\\' OR 1=1--`,
  `%`,
  `_`,
  `\\`,
  `%' ESCAPE '!`,
  `[a-z]*`,
  `*`,
  `?`,
  `?1 :a @b $c`,
  `NULL`,
  `1 OR randomblob(1000000000)`,
  `x' AND load_extension('/tmp/x')--`,
  `'||(SELECT group_concat(name) FROM sqlite_master)||'`,
  `"unbalanced`,
  `"a" NEAR("b" "c", 1)`,
  `NEAR(`,
  `col:`,
  `title:`,
  `title:"`,
  `: : :`,
  `^a`,
  `a AND OR NOT`,
  `{a b}: c`,
  `-a +b`,
  `recipe.steps[0]:x`,
  `recipe.$.a:x`,
  `a.b.c.d.e.f.g.h.i.j.k.l.m:x`,
  `__proto__.x:1`,
  `constructor:1`,
  `toString:1`,
  `99999999999999999999`,
  `#99999999999999999999`,
  `\u0000' OR 1=1`,
  `\ud800`,
  `\u202e`,
  `ﬀ ＇ OR 1=1`,
  'zq '.repeat(170),
  '('.repeat(400),
  '%'.repeat(400),
  '"'.repeat(401),
].map((text) => `${text}${mark}`.slice(0, 512));

/** Every text of an address that ends in a query. Numbers and lists have their table with the JSON forms. */
const inputs: readonly [name: string, pathOf: (text: string) => string][] = [
  ...['search', 'queue', 'preset', 'sourceValue', 'errorCode', 'trace', 'states', 'sort', 'createdAfter'].map(
    (name) => [name, (text: string) => `/api/v1/jobs?${name}=${text}`] as [string, (text: string) => string],
  ),
  ['counts', (text) => `/api/v1/jobs/counts?queue=${text}`],
  ...['text', 'module', 'trace', 'files', 'before', 'level'].map(
    (name) => [`logs ${name}`, (text: string) => `/api/v1/logs?${name}=${text}`] as [string, (text: string) => string],
  ),
  ...['stats?days', 'top?limit', 'recent?limit', 'queue?page'].map(
    (name) => [name, (text: string) => `/api/dashboard/${name}=${text}`] as [string, (text: string) => string],
  ),
  ['overview', (text) => `/api/v1/overview?days=${text}`],
  ['job', (text) => `/api/v1/jobs/${text}`],
  ['upload', (text) => `/api/v1/uploads/${text}`],
  ['media', (text) => `/api/v1/jobs/1/media/${text}`],
];

async function addHeldJobs({ client }: TestCore): Promise<void> {
  const sources = ['https://a.test/one.mp4', 'https://a.test/100%25_sure.mp4', 'https://b.test/x.mp4'];
  await client.jobs.add({ sources: sources.map((value) => ({ kind: 'url' as const, value })), held: true });
}

test('no text of any filter reaches SQL: nothing is found, nothing is lost, and no answer is a failure [S23]', async () => {
  const world = await startTestCore();
  await addHeldJobs(world);
  for (const [name, pathOf] of inputs)
    for (const payload of payloads) {
      const answer = await world.request(pathOf(encodeURIComponent(payload.toWellFormed())));
      expect({ name, payload, status: answer.status }).toEqual({
        name,
        payload,
        status: [200, 400, 404].includes(answer.status) ? answer.status : 'an answer',
      });
      const text = await answer.text();
      expect(text).not.toMatch(/SQLITE_[A-Z]|syntax error|no such column|unrecognized token|CREATE TABLE/);
      expect(text).not.toContain('one.mp4');
    }
  expect(await world.client.jobs.counts({})).toMatchObject({ held: 3, deadLetters: 0 });
});

test('bulk actions, views, presets and queues take the same texts without harm [S23]', async () => {
  const world = await startTestCore();
  await addHeldJobs(world);
  const { client } = world;
  for (const payload of payloads) {
    for (const filter of [{ search: payload }, { queue: payload.slice(0, 64) }, { trace: payload.slice(0, 64) }]) {
      const selection = { filter: { ...filter }, upToId: 1_000_000 };
      // A cut text may have lost its mark: only what still holds it is sure to be found nowhere.
      const isMarked = Object.values(filter).every((text) => text.includes(mark));
      const { matched } = await client.jobs.countSelection({ action: 'delete', selection });
      expect(isMarked ? matched : 0).toBe(0);
    }
    const told = await client.queues.pause({ name: payload.slice(0, 64) }).catch((error: unknown) => error);
    expect(told).toMatchObject({ data: { code: 'queue-not-found' } });
    const view = { id: payload.slice(0, 64), name: payload.slice(0, 80), page: 'queue' as const, query: payload };
    expect(await client.jobs.saveView(view)).toEqual(view);
    await client.jobs.removeView({ id: view.id });
  }
  expect(await client.jobs.listViews()).toEqual({ views: [] });
  expect(await client.jobs.counts({})).toMatchObject({ held: 3 });
});

test('a search for a wildcard finds what holds that letter, not everything [S23]', async () => {
  const world = await startTestCore();
  await addHeldJobs(world);
  const find = async (search: string) => (await world.client.jobs.list({ search })).items.map(({ title }) => title);
  expect(await find('%')).toEqual(['100%_sure.mp4']);
  expect(await find('_')).toEqual(['100%_sure.mp4']);
  expect(await find('100%_s')).toEqual(['100%_sure.mp4']);
  expect(await find('\\')).toEqual([]);
});

const statementsOf = (filter: JobFilter): string[] => {
  const stretch = { afterId: 0, upToId: 9, limit: 10, deleted: false };
  const page = { sort: 'newest', offset: 0, limit: 50 } as const;
  return [listQuery(filter, page, ['video']), countQuery(filter), selectionQuery(filter, stretch)].map(
    ({ sql }) => sql,
  );
};

test('the statements are the same whatever the texts are: values are bound, never written [S23]', () => {
  const plain = (text: string) => ({ queue: text, preset: text, sourceValue: text, errorCode: text, trace: text });
  const golden = statementsOf(plain('plain'));
  for (const payload of payloads) {
    expect(statementsOf(plain(payload))).toEqual(golden);
    // The form of a search follows from its words; the words themselves are nowhere in it.
    for (const search of [payload, `title:${payload}`, `recipe.steps.0.kind:${payload}`, `"${payload}"`])
      for (const sql of statementsOf({ search })) expect(sql).not.toMatch(/zq|drop table|1=1|sqlite_master|x' AND/i);
  }
});

test('a search costs at most sixteen terms, and each finds its text to the letter [S23]', () => {
  const terms = parseSearch('a '.repeat(10_000));
  expect(terms).toHaveLength(16);
  expect(containsPattern('100%_\\')).toBe(String.raw`%100\%\_\\%`);
  const listed = listQuery({ search: 'x '.repeat(250) }, { sort: 'queue', offset: 0, limit: 50 }, ['video', 'inbox']);
  expect(listed.params.length).toBeLessThan(2000); // SQLite's limit is 32,766
});

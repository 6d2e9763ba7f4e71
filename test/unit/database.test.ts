import { execFileSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '#platform/database/open.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';

test('every connection runs at synchronous=FULL, so that a power cut loses no acknowledged row', () => {
  const database = openTestDatabase();
  expect(database.connection.pragma('synchronous', { simple: true })).toBe(2);
});

test('writes that arrive together share one commit, and a write that throws takes back only itself', async () => {
  const database = openTestDatabase();
  let commits = 0;
  database.onCommit(() => commits++);
  const insert = database.connection.prepare("INSERT INTO settings (key, value, changed_at) VALUES (?, '1', 0)");
  const results = await Promise.allSettled([
    database.write(() => insert.run('a')),
    database.write(() => {
      insert.run('b');
      throw new Error('no');
    }),
    database.write(() => insert.run('c')),
  ]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(database.connection.prepare('SELECT key FROM settings ORDER BY key').pluck().all()).toEqual(['a', 'c']);
  expect(commits).toBe(1);
});

test('a process that ends with the database open leaves it whole for the next one [F01]', () => {
  const file = path.join(temporaryFolder(), 'atalaya.db');
  const program = `
    const { openDatabase } = await import('./main/platform/database/open.ts');
    const { connection } = openDatabase(${JSON.stringify(file)});
    connection.exec("INSERT INTO settings (key, value, changed_at) VALUES ('a', '1', 0)");`;
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'ignore', 'inherit'] });
  const database = openDatabase(file);
  expect(database.connection.prepare('SELECT key FROM settings').pluck().all()).toEqual(['a']);
  database.close();
});

interface Wish {
  isRepeatable: boolean;
  throws: boolean;
}

/** Hands in all writes at once; each adds a row, a task for after the commit, and one to the count of its runs. */
async function writeAll(wishes: readonly Wish[]) {
  const database = openTestDatabase();
  const insert = database.connection.prepare("INSERT INTO settings (key, value, changed_at) VALUES (?, '1', 0)");
  const runs = wishes.map(() => 0);
  const told: number[] = [];
  const results = await Promise.allSettled(
    wishes.map(({ isRepeatable, throws }, index) =>
      database.write(
        () => {
          runs[index] = (runs[index] ?? 0) + 1;
          database.afterCommit(() => told.push(index));
          insert.run(index);
          if (throws) throw new Error(`no ${index}`);
          return index;
        },
        { isRepeatable },
      ),
    ),
  );
  const rows = database.connection.prepare('SELECT key FROM settings ORDER BY key + 0').pluck().all().map(Number);
  database.close();
  return { runs, told, rows, answers: results.map((result) => (result.status === 'fulfilled' ? result.value : null)) };
}

test("whatever the mixture, a write that throws takes back its own rows and tasks and nobody else's", async () => {
  const wish = fc.record({ isRepeatable: fc.boolean(), throws: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 12 }), async (wishes) => {
      const { runs, told, rows, answers } = await writeAll(wishes);
      const good = wishes.flatMap(({ throws }, index) => (throws ? [] : [index]));
      expect(answers).toEqual(wishes.map(({ throws }, index) => (throws ? null : index)));
      expect(rows).toEqual(good);
      expect(told).toEqual(good);
      wishes.forEach(({ isRepeatable }, index) => expect(runs[index]).toBeLessThanOrEqual(isRepeatable ? 2 : 1));
    }),
    { numRuns: 40 },
  );
});

test('writes that can be run again run once unless a neighbour throws, and one that throws alone is not tried twice', async () => {
  const fine = { isRepeatable: true, throws: false };
  const bad = { isRepeatable: true, throws: true };
  expect((await writeAll([fine, fine, fine])).runs).toEqual([1, 1, 1]);
  expect((await writeAll([fine, bad, fine])).runs).toEqual([2, 2, 1]);
  expect((await writeAll([bad])).runs).toEqual([1]);
});

test('a part of the first write can fail alone, and what its transaction held before stays', async () => {
  const database = openTestDatabase();
  const insert = database.connection.prepare("INSERT INTO settings (key, value, changed_at) VALUES (?, '1', 0)");
  await database.write(() => {
    insert.run('whole');
    expect(() =>
      database.savepoint(() => {
        insert.run('part');
        throw new Error('no');
      }),
    ).toThrow('no');
  });
  expect(database.connection.prepare('SELECT key FROM settings').pluck().all()).toEqual(['whole']);
});

test('what a savepoint keeps stays in memory: a claim that copies many pages writes no temporary file', () => {
  const database = openTestDatabase();
  expect(database.connection.pragma('temp_store', { simple: true })).toBe(2);
});

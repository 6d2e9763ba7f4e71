import { execFileSync } from 'node:child_process';
import path from 'node:path';
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

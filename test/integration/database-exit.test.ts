import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#platform/database/open.ts';
import { temporaryFolder } from '../helpers/database.ts';

const source = path.resolve(import.meta.dirname, '../../main/platform/database/open.ts');

test('a process that ends without closing its database leaves one that opens again, with what it had written [F33]', () => {
  const file = path.join(temporaryFolder(), 'atalaya.db');
  const program = `
    import { openDatabase } from ${JSON.stringify(source)};
    const database = openDatabase(${JSON.stringify(file)});
    await database.write(() => database.connection.exec("INSERT INTO settings VALUES ('theme', '1', 0)"));`;
  const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const database = openDatabase(file);
  expect(database.connection.prepare('SELECT key FROM settings').pluck().all()).toEqual(['theme']);
  database.close();
});

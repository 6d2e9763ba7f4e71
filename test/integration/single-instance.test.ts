import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../helpers/database.ts';

const racer = path.resolve(import.meta.dirname, '../helpers/instance-racer.ts');
const rounds = 60;

/** What it answered for each folder; it lives on until the test ends. */
async function race(startsAt: number, folders: readonly string[]): Promise<boolean[]> {
  const child = spawn(process.execPath, ['--no-warnings', racer, String(startsAt), ...folders], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, 'data')) as [Buffer]; // one line, whole
  return JSON.parse(line.toString()) as boolean[]; // as the racer prints it
}

test('two starts that meet a dead one’s lock in the same instant never both serve its folder [F29]', async () => {
  const root = temporaryFolder();
  const folders = Array.from({ length: rounds }, (_, round) => path.join(root, String(round)));
  for (const folder of folders) {
    mkdirSync(folder);
    symlinkSync('host-999999999', path.join(folder, 'SingletonLock'));
  }
  const startsAt = Date.now() + 1500;
  const [one, two] = await Promise.all([race(startsAt, folders), race(startsAt, folders)]);
  const owners = folders.map((_, round) => Number(one[round]) + Number(two[round]));
  expect(owners).toEqual(folders.map(() => 1));
}, 60_000);

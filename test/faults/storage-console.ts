// A console reduced to what it keeps on the disk, for killing: `node storage-console.ts FOLDER WORK FIRST COUNT`. Prints each thing's
// number once it is safe. WORK: `jobs` adds COUNT jobs and closes in order; `log` writes COUNT lines into a log that is rotated often.
import { writeSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open.ts';
import { armKillPoints } from '#platform/kill-point.ts';
import { LogFile } from '#platform/log/log-file.ts';
import { createWork } from './queue-work.ts';

const [folder = '', work = '', first = '0', count = '0'] = process.argv.slice(2);
armKillPoints(process.env['ATALAYA_KILL_AT']);
const tell = (number: number): number => writeSync(1, `${number}\n`);
const numbers = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);

if (work === 'jobs') {
  const database = openDatabase(path.join(folder, 'atalaya.db'));
  const { add } = createWork(database, { workers: 1 });
  for (const number of numbers) tell(await add(`clip-${number}`));
  database.close();
} else {
  const log = new LogFile({ folder, name: 'queue.log', clock: systemClock, maxBytes: () => 400, keepDays: () => 1 });
  for (const number of numbers) {
    log.write(`${JSON.stringify({ level: 'INFO', ts: new Date().toISOString(), n: number, module: 'queue' })}\n`);
    tell(number);
  }
  log.close();
}

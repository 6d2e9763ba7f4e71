// Recorded while it works: `node program.ts FOLDER JOBS SYNCHRONOUS`. Four callers add JOBS jobs, two workers run them. What was
// acknowledged goes into `acks`, a file that is part of the recording: `A id` an added job, `S id` one told to have succeeded.
import { openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '#platform/database/open.ts';
import { createWork } from '../queue-work.ts';

const [folder = '', jobs = '0', synchronous = ''] = process.argv.slice(2);
const acks = openSync(path.join(folder, 'acks'), 'a');
const database = openDatabase(path.join(folder, 'atalaya.db'));
database.connection.pragma('wal_autocheckpoint = 40');
// The controls: what would be lost if the console did not insist on FULL.
if (synchronous !== 'FULL') database.connection.pragma(`synchronous = ${synchronous}`);
const { queue, events, add } = createWork(database, { workers: 2 });
let left = Number(jobs);
const { promise: allEnded, resolve } = Promise.withResolvers<void>();
events.subscribe((committed) => {
  for (const { type, subject } of committed) {
    if (type !== 'job.succeeded') continue;
    writeSync(acks, `S ${subject.slice('job:'.length)}\n`);
    left -= 1;
  }
  if (left === 0) resolve();
});
await queue.start();

let next = 0;
async function call(): Promise<void> {
  while (next < Number(jobs)) {
    const id = await add(`clip-${next++}`);
    writeSync(acks, `A ${id}\n`);
  }
}
await Promise.all([call(), call(), call(), call()]);
await allEnded;
await queue.stop(1000);
database.close();

// A console reduced to its queue, for killing and stopping: `node work-console.ts ROOT '{"jobs":9}'`, see `WorkOptions`. Adds
// jobs, three a tick, and works on them. Each line on stdout is a fact that the console stands for: `up`, `try KEY`, `added KEY ID`
// (after its commit), `cancelled KEY`. On SIGTERM it stops as the real one does.
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { sleep, systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, systemRandom } from '#platform/ids.ts';
import { armKillPoints } from '#platform/kill-point.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import type { JobHandler } from '#platform/queue/queue-port.ts';
import type { JobResult } from '#shared/domain/job.ts';
import { Lifecycle } from '../../main/core/lifecycle.ts';
import { kindOf, queueName, type WorkKind, type WorkOptions } from './work-kinds.ts';

const [root = '', words = '{}'] = process.argv.slice(2);
const { jobs, workMs, workers, untilIdle } = JSON.parse(words) as WorkOptions; // as WorkFolder wrote it
const aYearMs = 365 * 86_400_000;
const perTick = 3;
const result: JobResult = {
  outputPath: null,
  thumbnailPath: null,
  sizeBytes: null,
  durationMs: null,
  cached: false,
  skipped: [],
  commands: [],
  before: null,
  after: null,
};

const database = openDatabase(path.join(root, 'atalaya.db'));
const common = { database, clock: systemClock, random: systemRandom, logger: silentLogger };
const events = new EventLog(database, systemClock);
const queue = new JobQueue({ ...common, events, consoleId: `console-${process.pid}` });
/** One row for each completion, without any key that would hide a second one. */
const noteEffect = database.connection.prepare(
  'INSERT INTO events (type, at, subject, data, trace) VALUES (?, ?, ?, ?, ?)',
);

/** Does what the job's kind says. */
const work: JobHandler = async (job, context) => {
  const { key, kind } = job.payload as { key: string; kind: WorkKind }; // as `add` below wrote it
  context.onComplete(() => void noteEffect.run('fault.effect', Date.now(), `job:${job.id}`, '{}', job.trace));
  if (kind === 'fails-once' && job.attempt === 1) throw new AppError('job-crashed', { reason: 'as scripted' });
  if (kind === 'cancelled') void cancel(job.id, key);
  const signal = kind === 'stubborn' ? undefined : context.signal;
  await sleep(systemClock, kind === 'cancelled' ? 60_000 : workMs, signal);
  return result;
};
queue.register(queueName, work, { workers, maxAttempts: 50, backoffMs: () => 10 });

const say = (...words: (string | number)[]): void => void process.stdout.write(`${words.join(' ')}\n`);

async function cancel(id: number, key: string): Promise<void> {
  await database.write(() => queue.cancel(id, 'fault'));
  say('cancelled', key);
}

async function add(index: number): Promise<void> {
  const key = `${process.pid}-${index}`;
  const kind = kindOf(index);
  const job = {
    queue: queueName,
    title: key,
    source: null,
    preset: null,
    payload: { key, kind },
    trace: newTraceId(systemRandom),
    ...(kind === 'withdrawn' ? { runAt: Date.now() + aYearMs } : {}),
  };
  say('try', key);
  const { id } = await database.write(() => queue.add(job));
  say('added', key, id);
  if (kind === 'withdrawn') await cancel(id, key);
}

async function addAll(): Promise<void> {
  for (let index = 0; index < jobs; index += perTick)
    await Promise.all(Array.from({ length: Math.min(perTick, jobs - index) }, (_, offset) => add(index + offset)));
}

const lifecycle = new Lifecycle(
  [
    { name: 'database', stop: () => database.close(), stopMs: 5000 },
    { name: 'queue', start: () => queue.start(), stop: (deadlineMs) => queue.stop(deadlineMs), stopMs: 15_000 },
  ],
  { clock: systemClock, logger: () => silentLogger },
);
const leave = async (): Promise<void> => {
  await lifecycle.stop(25_000);
  process.exit(0);
};
process.once('SIGTERM', () => void leave());

// The clock's timers keep no process alive; a real console has its server.
setInterval(() => {}, 60_000);
armKillPoints(process.env['ATALAYA_KILL_AT']);
await lifecycle.start();
say('up');
try {
  await addAll();
} catch (error) {
  if (!(error instanceof AppError && error.code === 'console-stopping')) throw error;
}
say('all-added');
const open = database.connection.prepare<[], { count: number }>(
  // A withdrawn job whose cancel was never made waits for its far day.
  "SELECT count(*) AS count FROM jobs WHERE state NOT IN ('succeeded', 'dead', 'cancelled', 'scheduled')",
);
const leaveWhenIdle = (): void => void (open.get()?.count === 0 && leave());
if (untilIdle) {
  database.onCommit(leaveWhenIdle);
  leaveWhenIdle();
}

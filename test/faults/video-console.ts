// A console reduced to the video work, for killing: `node video-console.ts ROOT [FILE…]`. Adds a job for each file on its first
// start, then works until every job has ended. Prints `ready`, then each job's end as JSON.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '#platform/clock.ts';
import { openDatabase } from '#platform/database/open.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, systemRandom } from '#platform/ids.ts';
import { armKillPoints } from '#platform/kill-point.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { settingSpecs, type SettingKey, type SettingValues } from '#shared/domain/settings.ts';
import { createVideoFeature } from '../../main/features/video/create-video-feature.ts';

const [root = '', ...files] = process.argv.slice(2);
const folders = {
  data: root,
  temp: path.join(root, 'temp'),
  uploads: path.join(root, 'uploads'),
  output: () => path.join(root, 'output'),
};
mkdirSync(folders.temp, { recursive: true });
const database = openDatabase(path.join(root, 'atalaya.db'));
const events = new EventLog(database, systemClock);
const settings = {
  get: <K extends SettingKey>(key: K) => settingSpecs[key].default as SettingValues[K], // a default is of its own setting's type
  subscribe: () => () => {},
};
const host = {
  kind: 'headless' as const,
  can: { showInFolder: false, openFile: false, pickFiles: false, launchAtLogin: false },
  showInFolder: () => Promise.resolve(),
  openFile: () => Promise.resolve(),
  setLaunchAtLogin: () => Promise.resolve(),
  keepAwake: () => () => {},
  exit() {},
};
const common = { database, clock: systemClock, random: systemRandom, logger: silentLogger };
const feature = createVideoFeature({ ...common, settings, folders, host });
const queue = new JobQueue({ ...common, events, consoleId: `console-${process.pid}` });
queue.register('video', feature.handler, { ...feature.queueOptions(), workers: 2, backoffMs: () => 10 });

const recipe = recipeSchema.parse({
  steps: [{ kind: 'cut-silence' }, { kind: 'reframe', longSidePixels: 240 }, { kind: 'thumbnail' }],
  output: { encoderPreset: 'ultrafast' },
});
await feature.sweep();
for (const [index, file] of files.entries()) {
  // Qualities differ, so that no job is answered from another's result.
  const own = { ...recipe, output: { ...recipe.output, quality: 20 + index } };
  const prepared = await feature.intake.prepare({ kind: 'file', value: file }, { recipe: own });
  const dedupeKey = `${file}/${index}`;
  await database.write(() => queue.add({ ...prepared, queue: 'video', trace: newTraceId(systemRandom), dedupeKey }));
}
armKillPoints(process.env['ATALAYA_KILL_AT']);
await queue.start();
console.log('ready');
const left = database.connection.prepare<[], { count: number }>(
  "SELECT count(*) AS count FROM jobs WHERE state NOT IN ('succeeded', 'dead', 'cancelled')",
);
await new Promise<void>((resolve) => {
  const look = (): void => void (left.get()?.count === 0 && resolve());
  database.onCommit(look);
  look();
});
for (const row of database.connection.prepare('SELECT id, state, attempt, result, error FROM jobs').all())
  console.log(JSON.stringify(row));
await queue.stop(5000);
feature.stop();
database.close();

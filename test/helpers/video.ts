import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { JobProgress, JobResult, Source } from '#shared/domain/job.ts';
import { recipeSchema, type RecipeInput } from '#shared/domain/recipe.ts';
import { settingSpecs, type SettingKey, type SettingValues } from '#shared/domain/settings.ts';
import { systemClock, type Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { HostShell } from '#platform/host-shell.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import type { ClaimedJob, JobContext } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { createVideoFeature, type VideoFeature } from '../../main/features/video/create-video-feature.ts';
import { openTestDatabase, temporaryFolder } from './database.ts';

/** Settings at their defaults but for `changed`, which tests may go on changing. */
export function testSettings(
  changed: Partial<SettingValues> = {},
): SettingsReader & { values: Partial<SettingValues> } {
  return {
    values: changed,
    get: <K extends SettingKey>(key: K) => (changed[key] ?? settingSpecs[key].default) as SettingValues[K], // a default is of its own setting's type
    subscribe: () => () => {},
  };
}

export function testHost(): HostShell & { awake: string[]; awakeNow: number } {
  const host = {
    kind: 'headless' as const,
    can: { showInFolder: false, openFile: false, pickFiles: false, launchAtLogin: false },
    awake: [] as string[],
    awakeNow: 0,
    showInFolder: () => Promise.resolve(),
    openFile: () => Promise.resolve(),
    setLaunchAtLogin: () => Promise.resolve(),
    keepAwake(reason: string) {
      host.awake.push(reason);
      host.awakeNow += 1;
      return () => {
        host.awakeNow -= 1;
      };
    },
    exit() {},
  };
  return host;
}

export interface VideoHouse {
  readonly root: string;
  readonly output: string;
  readonly temp: string;
  readonly database: Database;
  readonly settings: ReturnType<typeof testSettings>;
  readonly host: ReturnType<typeof testHost>;
  readonly feature: VideoFeature;
}

/** The video feature on a real database in a folder of its own. */
export function openVideoHouse(
  options: {
    root?: string;
    settings?: Partial<SettingValues>;
    clock?: Clock;
    output?: string;
    env?: Record<string, string>;
    database?: Database;
  } = {},
): VideoHouse {
  const root = options.root ?? temporaryFolder();
  const folders = { data: root, temp: path.join(root, 'temp'), uploads: path.join(root, 'uploads') };
  const output = options.output ?? path.join(root, 'output');
  mkdirSync(folders.temp, { recursive: true });
  const database = options.database ?? openTestDatabase(root);
  const settings = testSettings({ defaultPreset: 'auto-edit', ...options.settings });
  const host = testHost();
  const feature = createVideoFeature({
    database,
    settings,
    host,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    logger: silentLogger,
    folders: { ...folders, output: () => output },
    ...(options.env ? { env: { ...process.env, ...options.env } } : {}),
  });
  return { root, output, temp: folders.temp, database, settings, host, feature };
}

let lastId = 0;

export interface JobRun {
  readonly id: number;
  readonly log: string[];
  readonly progress: JobProgress[];
  readonly cancel: (reason: unknown) => void;
  readonly done: Promise<JobResult>;
}

/** Puts a wish through intake and handler as the queue does; what `onComplete` was given runs in one write. */
export async function startJob(
  house: VideoHouse,
  source: Source,
  wanted: { recipe?: RecipeInput; preset?: string; id?: number; title?: string; skipIntake?: boolean } = {},
): Promise<JobRun> {
  const recipe = wanted.recipe ? recipeSchema.parse(wanted.recipe) : undefined;
  const prepared = wanted.skipIntake
    ? { title: 'clip', source, preset: null, payload: { source, recipe: recipe ?? { steps: [] } } }
    : await house.feature.intake.prepare(source, { preset: wanted.preset, recipe });
  lastId = wanted.id ?? lastId + 1;
  const job: ClaimedJob = {
    ...prepared,
    title: wanted.title ?? prepared.title,
    id: lastId,
    queue: 'video',
    attempt: 1,
    maxAttempts: 5,
    leaseToken: 1,
    trace: 'test',
  };
  return runClaimed(house, job);
}

export function runClaimed(house: VideoHouse, job: ClaimedJob): JobRun {
  const stop = new AbortController();
  const [log, progress, changes]: [string[], JobProgress[], (() => void)[]] = [[], [], []];
  const context: JobContext = {
    signal: stop.signal,
    progress: (value) => progress.push(value),
    log: (line) => log.push(line),
    onComplete: (change) => changes.push(change),
  };
  const finish = async (): Promise<JobResult> => {
    const result = await house.feature.handler(job, context);
    await house.database.write(() => {
      for (const change of changes) change();
    });
    return result;
  };
  const done = finish();
  done.catch(() => {});
  return { id: job.id, log, progress, cancel: (reason) => stop.abort(reason), done };
}

/** Runs a local file to its end. */
export async function editFile(
  house: VideoHouse,
  file: string,
  recipe: RecipeInput,
  title?: string,
): Promise<JobResult> {
  const run = await startJob(house, { kind: 'file', value: file }, { recipe, ...(title ? { title } : {}) });
  return run.done;
}

export const quick = { encoderPreset: 'ultrafast', quality: 23 } as const;

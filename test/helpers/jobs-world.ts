import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { recipeSchema, type Recipe } from '#shared/domain/recipe.ts';
import { settingSpecs, type SettingKey, type SettingValue } from '#shared/domain/settings.ts';
import type { CallContext } from '#platform/call-context.ts';
import { directReads, type ReadQueries } from '#platform/database/read-queries.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { LiveFeed } from '#platform/events/live-feed.ts';
import type { JobIntake } from '#platform/queue/queue-port.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { createAnalyticsRouter } from '../../main/features/analytics/router.ts';
import { createAnalyticsService } from '../../main/features/analytics/service.ts';
import { createJobsRouter } from '../../main/features/jobs/router.ts';
import { createJobsService } from '../../main/features/jobs/service.ts';
import { createLiveRouter } from '../../main/features/live/router.ts';
import { createQueuesRouter } from '../../main/features/queues/router.ts';
import { createQueuesService } from '../../main/features/queues/service.ts';
import { ManualClock } from './clock.ts';
import { openTestDatabase } from './database.ts';
import { ManualQueue } from './queue-runtime.ts';

export const testContext: CallContext = {
  actor: 'window',
  via: 'window',
  scopes: new Set(['read', 'write', 'admin']),
  trace: 'b'.repeat(32),
  language: 'en',
};

/** An intake that takes any source but those named `missing`, and keeps the recipe in the payload. */
export const plainIntake: JobIntake = {
  async prepare(source, wanted) {
    if (source.value.includes('missing')) throw new AppError('video-source-not-found', { path: source.value });
    const recipe =
      wanted.recipe ?? recipeSchema.parse({ steps: [{ kind: wanted.preset === 'short' ? 'trim' : 'loudness' }] });
    const preset = wanted.recipe ? null : (wanted.preset ?? 'auto-edit');
    return { title: source.value.split('/').at(-1) ?? source.value, source, preset, payload: { source, recipe } };
  },
  recipeOf(payload): Recipe | null {
    const parsed = recipeSchema.safeParse((payload as { recipe?: unknown } | null)?.recipe); // any stored JSON
    return parsed.success ? parsed.data : null;
  },
};

/** The settings' defaults, changeable by `set`. */
export class TestSettings implements SettingsReader {
  readonly #values = new Map<SettingKey, unknown>();
  get<K extends SettingKey>(key: K): SettingValue<K> {
    return (this.#values.has(key) ? this.#values.get(key) : settingSpecs[key].default) as SettingValue<K>; // set() takes K's own type
  }
  set<K extends SettingKey>(key: K, value: SettingValue<K>): void {
    this.#values.set(key, value);
  }
  subscribe = () => () => {};
}

/** The operations on jobs over a real database, called through their contract; jobs are moved by hand. */
export function createJobsWorld(
  options: { clock?: ManualClock; queues?: readonly string[]; wrapReads?: (reads: ReadQueries) => ReadQueries } = {},
) {
  const clock = options.clock ?? new ManualClock();
  const database = openTestDatabase();
  const events = new EventLog(database, clock);
  const queue = new ManualQueue({ database, events, clock, queues: options.queues ?? ['video'] });
  const reads = directReads(database.connection);
  const query = options.wrapReads?.(reads) ?? reads;
  const feed = new LiveFeed({ database, events, queue, clock, consoleId: 'console-1', query });
  const settings = new TestSettings();
  const shared = { database, queue, events, clock, query, settings, feed };
  const savedWorkers: number[] = [];
  const saveWorkers = async (workers: number) => {
    if (workers === 64) throw new AppError('setting-locked', { key: 'workers', variable: 'ATALAYA_WORKERS' });
    savedWorkers.push(workers);
  };
  const router = {
    jobs: createJobsRouter(createJobsService({ ...shared, intakes: { video: plainIntake } })),
    queues: createQueuesRouter(createQueuesService({ ...shared, saveWorkers })),
    live: createLiveRouter(feed),
    analytics: createAnalyticsRouter(createAnalyticsService({ ...shared, systemTimeZone: 'UTC' })),
  };
  onTestFinished(() => feed.stop());
  const client = createRouterClient(router, { context: testContext });
  return { ...shared, client, router, savedWorkers };
}

/** The error code that a call is refused with, or `done`. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

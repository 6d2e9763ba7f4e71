import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { recipeSchema, type Recipe } from '#shared/domain/recipe.ts';
import { settingSpecs, type SettingKey, type SettingValue } from '#shared/domain/settings.ts';
import { sourceSchema, type Source } from '#shared/domain/job.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { directReads, type ReadQueries } from '#platform/database/read-queries.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { LiveFeed } from '#platform/events/live-feed.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import type { JobHandler, JobIntake, QueueRuntime } from '#platform/queue/queue-port.ts';
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
import { emptyResult } from './empty-result.ts';
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
  sourceOf(payload): Source | null {
    const parsed = sourceSchema.safeParse((payload as { source?: unknown } | null)?.source); // any stored JSON
    return parsed.success ? parsed.data : null;
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

interface WorldOptions {
  queues?: readonly string[];
  wrapReads?: (reads: ReadQueries) => ReadQueries;
}
interface Ground<C extends Clock> {
  clock: C;
  database: Database;
  events: EventLog;
}

function standOn<C extends Clock>(clock: C): Ground<C> {
  const database = openTestDatabase();
  return { clock, database, events: new EventLog(database, clock) };
}

/** The operations on jobs over a real database, called through their contract. */
function buildWorld<C extends Clock, Q extends QueueRuntime>(ground: Ground<C>, queue: Q, options: WorldOptions) {
  const { clock, database, events } = ground;
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

/** Jobs are moved by hand: for what no worker would do at the moment that a test needs it. */
export function createJobsWorld(options: WorldOptions = {}) {
  const ground = standOn(new ManualClock());
  return buildWorld(ground, new ManualQueue({ ...ground, queues: options.queues ?? ['video'] }), options);
}

/** On the engine itself. Nothing is claimed until `queue.start()`; `handlers` names its queues. */
export function createEngineWorld<C extends Clock>(
  clock: C,
  options: WorldOptions & { handlers?: Readonly<Record<string, JobHandler>>; workers?: number } = {},
) {
  const ground = standOn(clock);
  const queue = new JobQueue({ ...ground, random: systemRandom, logger: silentLogger, consoleId: 'console-1' });
  const handlers = options.handlers ?? { video: async () => emptyResult };
  for (const [name, handler] of Object.entries(handlers)) {
    queue.register(name, handler, { workers: options.workers ?? 3, maxAttempts: 5, backoffMs: () => 1 });
  }
  onTestFinished(() => queue.stop(1000));
  return buildWorld(ground, queue, options);
}

/** The error code that a call is refused with, or `done`. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

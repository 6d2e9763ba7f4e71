import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { systemClock } from '#platform/clock.ts';
import { allScopes } from '#platform/callers.ts';
import { FolderLock } from '#platform/database/folder-lock.ts';
import { QueryPool } from '#platform/database/query-pool.ts';
import { SqliteDeliveryEngine } from '#platform/deliveries/delivery-engine.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { LiveFeed } from '#platform/events/live-feed.ts';
import { newSecretId, newTraceId, systemRandom } from '#platform/ids.ts';
import { createLogs } from '#platform/log/create-logs.ts';
import { JobQueue } from '#platform/queue/job-queue.ts';
import { FileSecretStore } from '#platform/secrets/secret-store.ts';
import { Supervisor } from '#platform/services/supervisor.ts';
import { AppError } from '#shared/contract/errors.ts';
import { environmentLanguage, type Language } from '#shared/i18n/languages.ts';
import { createAccessRouter } from '../features/access/router.ts';
import { AccessService } from '../features/access/service.ts';
import { createAnalyticsRouter } from '../features/analytics/router.ts';
import { createAnalyticsService } from '../features/analytics/service.ts';
import { createDeliveriesRouter } from '../features/deliveries/router.ts';
import { createDeliveriesService } from '../features/deliveries/service.ts';
import { createHealthFeature } from '../features/health/create-health-feature.ts';
import { createJobsRouter } from '../features/jobs/router.ts';
import { createJobsService } from '../features/jobs/service.ts';
import { createLiveRouter } from '../features/live/router.ts';
import { createLogsRouter } from '../features/logs/router.ts';
import { createLogsService } from '../features/logs/service.ts';
import { createQueuesRouter } from '../features/queues/router.ts';
import { createQueuesService } from '../features/queues/service.ts';
import { createSettingsRouter } from '../features/settings/router.ts';
import { createSettingsService } from '../features/settings/service.ts';
import { createSystemRouter } from '../features/system/router.ts';
import { createSystemService } from '../features/system/service.ts';
import { createVideoFeature, videoQueue } from '../features/video/create-video-feature.ts';
import { answerMediaRequest } from '../transport/media.ts';
import { servePort } from '../transport/port.ts';
import { createCallGuard, createRpcHandler, type AppRouter } from '../transport/rpc.ts';
import { ConsoleEnd } from './console-end.ts';
import { keepControlFile, readControlFile } from './control-file.ts';
import type { Core, CoreOptions } from './core-options.ts';
import { createJobFiles } from './job-files.ts';
import { Lifecycle, type Phase } from './lifecycle.ts';
import { defaultOutputFolder } from './output-folder.ts';
import { createNotifications } from './notifications.ts';
import { createRules } from './rules.ts';
import { createServices } from './services.ts';
import { createSettings } from './settings.ts';
import { openStorage } from './storage.ts';
import { wire } from './wiring.ts';

/**
 * Builds the console: explicit construction, in the order of what needs what. Throws `console-already-running`,
 * `database-damaged`, `-emptied`, `-newer` and `setting-invalid`; the data folder is free again then.
 */
export function createCore(options: CoreOptions): Core {
  const { dataFolder } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const lock = FolderLock.acquire(dataFolder);
  try {
    return build(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

type Ground = ReturnType<typeof layGround>;

/** Storage, events, settings and the queue: what every feature stands on. */
function layGround(options: CoreOptions) {
  const { dataFolder, settingsInput } = options;
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  const consoleId = random.bytes(6).toString('hex');
  const storage = openStorage({ dataFolder, clock });
  const { database } = storage;
  const events = new EventLog(database, clock);
  const secrets = new FileSecretStore({ folder: dataFolder, random, clock, safeStorage: options.safeStorage });
  const settings = createSettings({ database, secrets, clock, events, ...settingsInput });
  const logs = createLogs({ folder: path.join(dataFolder, 'logs'), settings, clock });
  const { logger } = logs;
  settings.useLogger(logger.child('settings'));
  const query = new QueryPool(database.connection.name, queryWorkerUrl(), {
    onSlow: (slow) => logger.warning('slow query', { ...slow }),
  });
  const queue = new JobQueue({ database, events, clock, random, logger: logger.child('queue'), consoleId });
  const engine = new SqliteDeliveryEngine({ database, events, clock, random, logger: logger.child('deliveries') });
  const feed = new LiveFeed({ database, events, queue, clock, consoleId, query });
  const care = storage.createCare({ logger: logger.child('database'), queryWorker: queryWorkerUrl() });
  const supervisor = new Supervisor({ clock, random, logger: logger.child('services') });
  return {
    clock,
    random,
    logs,
    logger,
    file: database.connection.name,
    storage,
    care,
    database,
    events,
    settings,
    query,
    queue,
    engine,
    secrets,
    feed,
    supervisor,
  };
}

function build(options: CoreOptions, lock: FolderLock): Core {
  const { dataFolder, host, version, settingsInput } = options;
  const ground = layGround(options);
  const { clock, random, logger, database, settings, queue, feed, supervisor } = ground;
  const outputFolder = () => settings.get('outputDir') || defaultOutputFolder(settingsInput.env);
  const systemLanguage = environmentLanguage(settingsInput.env);
  const language = (): Language => {
    const chosen = settings.get('language');
    return chosen === 'auto' ? systemLanguage : chosen;
  };

  const video = createVideoFeature({
    ...ground,
    logger: logger.child('video'),
    folders: {
      data: dataFolder,
      temp: path.join(ground.storage.workFolder, 'temp'),
      uploads: path.join(ground.storage.workFolder, 'uploads'),
      output: outputFolder,
    },
    host,
    env: settingsInput.env,
  });
  queue.register(videoQueue, video.handler, video.queueOptions());

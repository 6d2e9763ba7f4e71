import { mkdirSync } from 'node:fs';
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
import { createBoardsRouter } from '../features/boards/router.ts';
import { createBoardsService } from '../features/boards/service.ts';
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
import { announcements } from './announcements.ts';
import { ConsoleEnd } from './console-end.ts';
import { keepControlFile, readControlFile } from './control-file.ts';
import type { Core, CoreOptions } from './core-options.ts';
import { createJobFiles } from './job-files.ts';
import { Lifecycle, type Phase } from './lifecycle.ts';
import { defaultOutputFolder } from './output-folder.ts';
import { createNotifications } from './notifications.ts';
import { createRules } from './rules.ts';
import { queryWorkerUrl } from './query-worker-url.ts';
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
  const analytics = createAnalyticsService(ground);
  const notifications = createNotifications({
    ...ground,
    logger: logger.child('notifications'),
    host,
    platform: process.platform,
    env: settingsInput.env,
    language,
    revision: () => feed.revision,
    getStats: (days) => analytics.stats({ days }),
    channelsOf: (kind) => rules.routeOf(kind),
  });
  const rules = createRules({
    ...ground,
    teller: notifications.teller,
    fieldsOf: notifications.fieldsOf,
    deliveries: ground.engine,
    logger: logger.child('rules'),
    language,
    intake: video.intake,
  });
  const files = createJobFiles(database, () => video.media);

  const ownerToken = newSecretId(random);
  const access = new AccessService({
    ...ground,
    ownerToken,
    adminToken: settings.get('adminToken'),
    address: () => controlAddress() ?? unserved(),
  });
  const health = createHealthFeature({
    ...ground,
    logger: logger.child('health'),
    version,
    dataFolder,
    probes: video.probes,
  });
  const previous = database.isReadOnly ? null : readControlFile(dataFolder);
  const { notices } = ground.storage;
  if (previous) notices.push({ code: 'console-recovered', params: { pid: previous.pid } });
  const isEnding = () => consoleEnd.isEnding || lifecycle.isStopping;
  const router: AppRouter = {
    ...createFeatureRouters(ground, video),
    analytics: createAnalyticsRouter(analytics),
    health: health.router,
    rules: rules.router,
    notifications: notifications.router,
    access: createAccessRouter(access),
    system: createSystemRouter(
      createSystemService({
        host,
        version,
        startedAt: clock.now(),
        dataFolder,
        outputFolder,
        isReadOnly: () => database.isReadOnly,
        notices: () => notices,
        resultPath: files.resultPath,
        stop: (afterJobs) => (afterJobs ? consoleEnd.afterJobs() : consoleEnd.soon()),
        stay: () => consoleEnd.stay(),
      }),
    ),
  };
  const consoleEnd = new ConsoleEnd({
    ...ground,
    end: () => host.exit(0),
    hasClients: () => services.openSockets() > 0,
  });
  const rpc = createRpcHandler(router, logger.child('rpc'), isEnding);
  const services = createServices({
    ...ground,
    host,
    addNotice: (notice) => notices.push(notice),
    server: {
      router,
      rpc,
      callers: access,
      isEnding,
      clock,
      random,
      logger: logger.child('api'),
      version,
      rendererFolder: options.rendererFolder,
      address: settings.get('controlAddress'),
      allowedHosts: () => settings.get('allowedHosts'),
      findMedia: files.findMedia,
      appendUpload: (id, offset, stream) => video.uploads.append(id, offset, stream),
    },
  });
  const controlAddress = (): string | null => {
    const port = services.port();
    return port === null ? null : `http://127.0.0.1:${port}`;
  };
  const controlFile = keepControlFile(dataFolder, () => ({
    pid: process.pid,
    port: services.port() ?? 0,
    token: ownerToken,
  }));
  const unwire = wire({ ...ground, host, services, rules });

  const phases: Phase[] = [
    { name: 'folder', stop: () => lock.release(), stopMs: 1000 },
    { name: 'logs', stop: () => ground.logs.stop(), stopMs: 1000 },
    { name: 'database', stop: () => ground.storage.close(), stopMs: 5000 },
    { name: 'queries', stop: () => ground.query.stop(), stopMs: 2000 },
    { name: 'care', start: () => ground.care.start(), stop: () => ground.care.stop(), stopMs: 5000 },
    { name: 'settings', start: () => settings.loadSecrets(), stop: unwire, stopMs: 1000 },
    {
      name: 'video',
      start: () => (database.isReadOnly ? undefined : video.sweep()),
      stop: () => video.stop(),
      stopMs: 2000,
    },
    { name: 'channels', start: () => notifications.start(), stop: () => notifications.stopNetwork(), stopMs: 2000 },
    // Before the first job ends, and after the last.
    { name: 'rules', start: () => rules.start(), stop: () => rules.stop(), stopMs: 2000 },
    { name: 'queue', ...services.workers, stopMs: 15_000 },
    {
      name: 'deliveries',
      start: () => ground.engine.start(),
      stop: () => ground.engine.stop(8000),
      stopMs: 9000,
    },
    { name: 'schedules', start: () => notifications.startSchedules(), stop: () => notifications.stop(), stopMs: 5000 },
    { name: 'live', stop: () => feed.stop(), stopMs: 1000 },
    { name: 'dashboard', ...services.dashboard, stopMs: 3000 },
    { name: 'api', ...services.api, stopMs: 3000 },
    {
      name: 'control-file',
      // None can be left in a folder that can only be read.
      start: () => (database.isReadOnly ? undefined : controlFile.start((listener) => supervisor.onChange(listener))),
      stop: () => (database.isReadOnly ? undefined : controlFile.stop()),
      stopMs: 1000,
    },
    { name: 'health', start: () => health.start(), stop: () => health.stop(), stopMs: 2000 },
    { name: 'events', ...announcements(ground, previous?.pid ?? null), stopMs: 2000 },
    {
      name: 'end',
      start: () => (options.endsWhenUnused ? consoleEnd.whenUnused() : undefined),
      stop: () => consoleEnd.stay(),
      stopMs: 100,
    },
  ];
  const lifecycle = new Lifecycle(phases, { clock, logger: () => logger });
  const context: Core['context'] = (via, actor) => ({
    actor,
    via,
    scopes: allScopes,
    trace: newTraceId(random),
    language: language(),
  });

  return {
    start: () => lifecycle.start(),
    stop: (deadlineMs = 25_000) => lifecycle.stop(deadlineMs),
    router,
    settings,
    logger,
    client: createRouterClient(router, {
      context: () => context('window', 'window'),
      interceptors: [createCallGuard(logger, isEnding)],
    }),
    context,
    connectPort: (port) => servePort(port, { handler: rpc, random, logger, language }),
    serveMedia: (request) =>
      answerMediaRequest(request, files.findMedia, { language: language(), trace: newTraceId(random) }),
    get controlAddress() {
      return controlAddress();
    },
    createSignInLink: () => access.createLink(),
  };
}

function createFeatureRouters(ground: Ground, video: ReturnType<typeof createVideoFeature>) {
  const { settings, feed } = ground;
  const saveWorkers = async (workers: number, by: { actor: string; trace: string }) => {
    await settings.change({ workers }, by);
  };
  return {
    jobs: createJobsRouter(createJobsService({ ...ground, intakes: { [videoQueue]: video.intake } })),
    queues: createQueuesRouter(createQueuesService({ ...ground, saveWorkers })),
    boards: createBoardsRouter(createBoardsService(ground)),
    deliveries: createDeliveriesRouter(createDeliveriesService(ground)),
    live: createLiveRouter(feed),
    logs: createLogsRouter(createLogsService(ground)),
    settings: createSettingsRouter(createSettingsService({ settings, revision: () => feed.revision })),
    video: video.router,
  };
}

const unserved = (): never => {
  throw new AppError('service-stopped', { name: 'dashboard' });
};

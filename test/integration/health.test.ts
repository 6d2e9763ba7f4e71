import { chmodSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { HealthCheck } from '#shared/contract/health.ts';
import type { Outputs } from '#shared/contract/index.ts';
import { languages } from '#shared/i18n/languages.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import type { Database } from '#platform/database/database.ts';
import { directReads } from '#platform/database/read-queries.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { LiveFeed } from '#platform/events/live-feed.ts';
import { createLogs } from '#platform/log/create-logs.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { wire } from '../../main/core/wiring.ts';
import { createDatabaseProbe } from '../../main/features/health/probes/database.ts';
import { createDiskProbe } from '../../main/features/health/probes/disk.ts';
import { EventLoopProbe } from '../../main/features/health/probes/event-loop.ts';
import { createLogsProbe } from '../../main/features/health/probes/logs.ts';
import { createQueueProbe } from '../../main/features/health/probes/queue.ts';
import { ManualClock } from '../helpers/clock.ts';
import { startTestCore, type TestCore } from '../helpers/core.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { ManualQueue } from '../helpers/queue-runtime.ts';
import { FakeSettings } from '../helpers/settings.ts';
import { testHost } from '../helpers/video.ts';

type Health = Outputs['health']['get'];
const signal = new AbortController().signal;

/** A program that prints a version, or fails, and notes each time that it is called. */
function writeTool(folder: string, name: string, body: string): { file: string; calls: () => number } {
  const file = path.join(folder, name);
  const notes = `${file}.calls`;
  writeFileSync(notes, '');
  writeFileSync(file, `#!/bin/sh\necho called >> "${notes}"\n${body}\n`);
  chmodSync(file, 0o755);
  return { file, calls: () => readFileSync(notes, 'utf8').length / 'called\n'.length };
}

async function checksOf(world: TestCore): Promise<Map<string, HealthCheck>> {
  const { checks = [] } = (await (await world.request('/health')).json()) as Health;
  return new Map(checks.map((check) => [check.name, check]));
}

test('strangers are told the status alone; a token is told version, uptime and every check [A60] [A59] [A75]', async () => {
  const world = await startTestCore({ version: '3.1.4' });
  const asStranger = async (headers: Record<string, string>) =>
    (await fetch(`${world.origin}/health`, { headers })).text();
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Basic YTpi' }] as Record<
    string,
    string
  >[])
    expect(await asStranger(headers)).toBe('{"status":"ok"}');

  const answer = await world.request('/health');
  expect(answer.status).toBe(200);
  const health = (await answer.json()) as Health;
  expect(health).toMatchObject({ status: 'ok', version: '3.1.4' });
  expect(health.uptimeMs).toBeGreaterThan(0);
  expect(health.checks?.map(({ name }) => name)).toEqual([
    'database',
    'disk',
    'queue',
    'ffmpeg',
    'ffprobe',
    'yt-dlp',
    'output-folder',
    'control-server',
    'services',
    'logs',
    'event-loop',
  ]);
  for (const check of health.checks ?? []) {
    expect(Object.keys(check)).toEqual(['name', 'state', 'latencyMs', 'since', 'cause', 'cure', 'details']);
    expect(check.latencyMs).toBeGreaterThanOrEqual(0);
  }
  expect((await world.request('/api/dashboard/stats?days=7')).status).toBe(200);
});

test('there is no /healthz, not even for a browser that takes any path for a page of the window [A60]', async () => {
  const rendererFolder = temporaryFolder();
  writeFileSync(path.join(rendererFolder, 'index.html'), '<!doctype html><title>window</title>');
  const { origin, request } = await startTestCore({ rendererFolder });
  expect((await fetch(`${origin}/queue`)).status).toBe(200);
  for (const where of ['/healthz', '/healthz/', '/healthz?verbose', '/health/live']) {
    expect([where, (await fetch(`${origin}${where}`, { headers: { accept: 'text/html' } })).status]).toEqual([
      where,
      404,
    ]);
    expect([where, (await request(where)).status]).toEqual([where, 404]);
  }
});

test('however many strangers ask, the checks are made once; on demand they are made anew [A60]', async () => {
  const tool = writeTool(temporaryFolder(), 'yt-dlp', 'exit 3');
  const world = await startTestCore({ env: { YTDLP_PATH: tool.file } });
  const answers = await Promise.all(
    Array.from({ length: 60 }, async () => (await fetch(`${world.origin}/health`)).text()),
  );
  expect(new Set(answers)).toEqual(new Set(['{"status":"degraded"}']));
  expect(tool.calls()).toBe(1);
  const run = await world.client.health.run();
  expect(tool.calls()).toBe(2);
  expect(run.status).toBe('degraded');
  expect(run.checks.find(({ name }) => name === 'yt-dlp')).toMatchObject({ state: 'down', cause: 'video.toolBroken' });
});

test('health says which ffmpeg, from where and which version; one that is missing degrades and is told with its cure [A60]', async () => {
  const folder = temporaryFolder();
  const tool = writeTool(folder, 'ffmpeg', 'echo "ffmpeg version 9.9-test Copyright"');
  const world = await startTestCore({ env: { FFMPEG_PATH: tool.file, FFPROBE_PATH: path.join(folder, 'nowhere') } });
  const checks = await checksOf(world);
  expect(checks.get('ffmpeg')).toMatchObject({
    state: 'ok',
    details: { path: tool.file, origin: 'setting', version: '9.9-test' },
  });
  expect(checks.get('ffprobe')).toMatchObject({
    state: 'down',
    cause: 'video.toolNotExecutable',
    cure: 'video.toolSetPath',
  });
  expect((await (await fetch(`${world.origin}/health`)).json()) as Health).toEqual({ status: 'degraded' });
  // A version that is known is not asked for again while the program stays as it is.
  const before = tool.calls();
  await world.client.health.run();
  expect(tool.calls()).toBe(before);
});

test('windows are told when a check turns, and a new window hears the status at once [A60] [A69]', async () => {
  const world = await startTestCore();
  await world.client.health.run();
  const leaving = new AbortController();
  const statuses: (string | null)[] = [];
  const reading = (async () => {
    for await (const message of await world.client.live.feed(undefined, { signal: leaving.signal }))
      if (message.kind === 'batch' && message.status) statuses.push(message.status);
  })();
  await expect.poll(() => statuses).toEqual(['ok']);
  writeFileSync(`${world.outputFolder}-blocked`, '');
  await world.client.settings.set({ changes: { ytdlpPath: `${world.outputFolder}-blocked` } });
  await world.client.health.run();
  await expect.poll(() => statuses).toEqual(['ok', 'degraded']);
  leaving.abort();
  await reading.catch(() => {}); // left by us
});

test('every cause and cure has its words in each language [A60] [Z08]', () => {
  const keys = [
    ['probe', ['late', 'lateCure', 'broken', 'brokenCure']],
    ['database', ['broken', 'silent', 'restart', 'readOnly', 'allow', 'walLong']],
    ['disk', ['full', 'low', 'free']],
    ['queue', ['stuck', 'restart', 'stopped', 'stoppedWaiting', 'start', 'paused', 'resume']],
    ['logs', ['unwritable', 'allow']],
    ['server', ['stopped', 'start', 'broken', 'portTaken', 'otherPort']],
    ['loop', ['slow', 'fewer']],
    ['services', ['broken', 'look']],
  ] as const;
  const missing = languages.flatMap((language) => {
    const i18n = createI18n(language);
    return keys.flatMap(([group, names]) =>
      names
        .filter((name) => !i18n.exists(`health.${group}.${name}`, { fallbackLng: language }))
        .map((name) => `${language} ${group}.${name}`),
    );
  });
  expect(missing).toEqual([]);
});

function openProbedDatabase(): { database: Database; file: string } {
  const folder = temporaryFolder();
  return { database: openTestDatabase(folder), file: path.join(folder, 'atalaya.db') };
}

test('the database is checked for an answer, for damage and for being writable, and told with its sizes [A60]', async () => {
  const { database, file } = openProbedDatabase();
  const probe = createDatabaseProbe({ database, query: directReads(database.connection), file });
  const found = await probe.check(signal);
  expect(found).toMatchObject({ state: 'ok', details: { integrity: 'whole', isReadOnly: false } });
  expect(found.details['sizeBytes']).toBeGreaterThan(4096);
  expect(found.details['walBytes']).toBeGreaterThanOrEqual(0);

  const silent = { run: () => Promise.reject(new Error('the query worker has ended')) };
  expect(await createDatabaseProbe({ database, query: silent, file }).check(signal)).toMatchObject({
    state: 'down',
    cause: 'database.silent',
  });
  // What SQLite throws when it finds a page that can't be.
  await expect(
    database.write(() => {
      throw new Sqlite.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT');
    }),
  ).rejects.toMatchObject({ code: 'database-damaged' });
  expect(await probe.check(signal)).toMatchObject({
    state: 'down',
    cause: 'database.broken',
    details: { integrity: 'damaged' },
  });
});

test.each([
  ['headless', [1]],
  ['electron', []],
] as const)(
  'a database that can’t be trusted any more ends a %s console with %j: whatever starts it again examines the file [F02]',
  async (kind, expected) => {
    const { database } = openProbedDatabase();
    const clock = new ManualClock();
    const events = new EventLog(database, clock);
    const queue = new ManualQueue({ database, events, clock });
    const exits: number[] = [];
    const unwire = wire({
      database,
      events,
      queue,
      settings: new FakeSettings(),
      feed: new LiveFeed({ database, events, queue, clock, consoleId: 'test' }),
      logger: silentLogger,
      host: { ...testHost(), kind, exit: (code) => exits.push(code) },
      services: { applyCompatPorts: async () => {} },
      rules: { onEvent: () => {} },
    });
    onTestFinished(unwire);
    await database
      .write(() => {
        throw new Sqlite.SqliteError('fsync', 'SQLITE_IOERR_FSYNC');
      })
      .catch(() => {}); // refused: that is the case
    expect(exits).toEqual(expected);
  },
);

test('a full disk is down, and free space is told [A60]', async () => {
  const folder = temporaryFolder();
  const found = await createDiskProbe({ database: { diskState: 'ok' }, folder }).check(signal);
  expect(found.details['freeBytes']).toBeGreaterThan(0);
  expect(await createDiskProbe({ database: { diskState: 'full' }, folder }).check(signal)).toMatchObject({
    state: 'down',
    cause: 'disk.full',
    cure: 'disk.free',
  });
});

function createQueueWorld() {
  const { database } = openProbedDatabase();
  const clock = new ManualClock();
  const queue = new ManualQueue({ database, events: new EventLog(database, clock), clock });
  const probe = createQueueProbe({ queue, query: directReads(database.connection), clock });
  const stateOf = async () => {
    const { state, cause } = await probe.check(signal);
    return [state, cause];
  };
  return { database, clock, queue, probe, stateOf };
}

test('a queue is stuck when a job waits for a minute beside a free worker, and not before [A60] [A68]', async () => {
  const { database, clock, queue, probe, stateOf } = createQueueWorld();
  // Long in the queue already: only what is seen to wait counts.
  const id = insertJob(database.connection, { run_at: clock.now() - 3_600_000 });
  expect(await stateOf()).toEqual(['ok', null]);
  clock.advance(59_000);
  expect(await stateOf()).toEqual(['ok', null]);
  clock.advance(1000);
  expect(await probe.check(signal)).toMatchObject({
    state: 'down',
    cause: 'queue.stuck',
    cure: 'queue.restart',
    details: { workers: 3, busy: 0, waiting: 1, oldestWaitingMs: 3_660_000, minutes: 61 },
  });
  queue.setBusy('video', 3);
  expect(await stateOf()).toEqual(['ok', null]);
  // Another head of the line: things move.
  queue.setBusy('video', 1);
  expect(await stateOf()).toEqual(['ok', null]);
  clock.advance(59_000);
  database.connection.prepare('DELETE FROM jobs WHERE id = ?').run(id);
  insertJob(database.connection, { id: id + 1, run_at: clock.now() });
  clock.advance(5000);
  expect(await stateOf()).toEqual(['ok', null]);
});

test('a paused queue is told and is no fault; stopped workers are one as soon as something waits for them [A60] [A68]', async () => {
  const { database, clock, queue, stateOf } = createQueueWorld();
  await database.write(() => queue.pauseQueue('video', 'me'));
  const id = insertJob(database.connection, { run_at: clock.now() });
  expect(await stateOf()).toEqual(['ok', 'queue.paused']);
  clock.advance(600_000);
  expect(await stateOf()).toEqual(['ok', 'queue.paused']);
  await queue.stop();
  expect(await stateOf()).toEqual(['degraded', 'queue.stoppedWaiting']);
  database.connection.prepare('DELETE FROM jobs WHERE id = ?').run(id);
  expect(await stateOf()).toEqual(['off', 'queue.stopped']);
});

test('logs that can’t be written are told with what was lost, and are well again when they can [A60] [A62]', async () => {
  const folder = path.join(temporaryFolder(), 'logs');
  const logs = createLogs({ folder, settings: new FakeSettings(), clock: new ManualClock() });
  onTestFinished(() => logs.stop());
  const probe = createLogsProbe({ logs });
  expect(await probe.check(signal)).toMatchObject({ state: 'ok', details: { path: folder, lostLines: 0 } });
  const inTheWay = path.join(folder, 'app.log');
  mkdirSync(inTheWay);
  logs.logger.info('lost');
  logs.logger.info('lost too');
  expect(await probe.check(signal)).toMatchObject({
    state: 'degraded',
    cause: 'logs.unwritable',
    details: { lostLines: 2 },
  });
  rmdirSync(inTheWay);
  logs.logger.info('kept');
  expect(await probe.check(signal)).toMatchObject({ state: 'ok' });
});

test('a main thread that lets others wait is told, and is forgiven once it no longer does [A60]', async () => {
  const clock = new ManualClock();
  const probe = new EventLoopProbe(clock);
  onTestFinished(() => probe.stop());
  probe.start();
  const block = async (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    // The look that is due by now comes first.
    await nextTurn();
    await nextTurn();
  };
  const judge = () => {
    clock.advance(5000);
    return probe.check();
  };
  await expect
    .poll(async () => (await block(700), judge()), { interval: 50 })
    .toMatchObject({
      state: 'degraded',
      cause: 'loop.slow',
    });
  // Too soon to judge anew: what was found still stands.
  expect((await probe.check()).cause).toBe('loop.slow');
  await expect
    .poll(async () => (await judge()).details['longestMs'], { interval: 300, timeout: 20_000 })
    .toBeLessThan(250);
  expect(await probe.check()).toMatchObject({ state: 'ok' });
});

import { expect, onTestFinished, test } from 'vitest';
import { notificationKinds } from '#shared/domain/notification.ts';
import path from 'node:path';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { createNotificationsWorld } from '../helpers/notifications-world.ts';
import type { TellRequest } from '../../main/features/notifications/ports.ts';

const telegram = { TELEGRAM_BOT_TOKEN: '123456:the-token-of-the-bot', TELEGRAM_CHAT_ID: '42, -100' };
const slack = { SLACK_WEBHOOK_URL: 'https://hooks.slack.test/services/T0/B0/secret-part' };
const mail = { EMAIL_TO: 'a@x.test', EMAIL_USER: 'u@x.test', EMAIL_PASSWORD: 'pass word' };

const request = (more: Partial<TellRequest> = {}): TellRequest => ({
  kind: 'alert',
  severity: 'warning',
  subject: 'job:42',
  fields: { rule: 'Tres fallos', event_type: 'job.dead', subject: 'job:42' },
  channels: ['telegram', 'slack', 'email'],
  fallback: null,
  group: null,
  ruleId: null,
  eventId: null,
  key: 'one',
  dueAt: null,
  expiresAt: null,
  alertKey: null,
  trace: 'b'.repeat(32),
  ...more,
});

test('the first start makes the shipped channels and keeps what variables hold; secrets stay out of rows [A17 A18 A19 A25]', async () => {
  const folder = temporaryFolder();
  const database = openTestDatabase(folder);
  const first = await createNotificationsWorld({
    folder,
    database,
    env: { ...telegram, DISCORD_WEBHOOK_URL: 'https://discord.test/api/webhooks/1/abcdef' },
  });
  const { channels } = await first.call.channels();
  expect(channels.map(({ sink, isComplete }) => [sink, isComplete])).toEqual([
    ['telegram', true],
    ['slack', false],
    ['discord', true],
    ['email', false],
    ['desktop', true],
  ]);
  expect(channels[0]?.fields.slice(0, 2)).toEqual([
    { name: 'botToken', value: null, isSet: true, last4: '-bot', lockedBy: 'TELEGRAM_BOT_TOKEN' },
    { name: 'chatIds', value: ['42', '-100'], isSet: true, last4: null, lockedBy: 'TELEGRAM_CHAT_ID' },
  ]);
  const rows = JSON.stringify(database.connection.prepare('SELECT config FROM endpoints').all());
  expect(rows).not.toContain('the-token');

  const later = await createNotificationsWorld({ folder, database });
  expect(later.feature.channels.configOf(1)).toMatchObject({
    botToken: telegram.TELEGRAM_BOT_TOKEN,
    chatIds: ['42', '-100'],
  });
  expect((await later.call.channels()).channels).toHaveLength(5);
});

test('a field that a variable holds cannot be changed; a deleted channel does not come back [A17]', async () => {
  const folder = temporaryFolder();
  const database = openTestDatabase(folder);
  const { call } = await createNotificationsWorld({ folder, database, env: telegram });
  const save = { id: 1, sink: 'telegram' as const, name: 'T', isEnabled: true };
  await expect(call.saveChannel({ ...save, fields: { chatIds: '1' } })).rejects.toMatchObject({
    code: 'channel-locked',
    params: { field: 'chatIds', variable: 'TELEGRAM_CHAT_ID' },
  });
  await call.deleteChannel({ id: 1 });
  const later = await createNotificationsWorld({ folder, database, env: telegram });
  expect((await later.call.channels()).channels.map(({ sink }) => sink)).not.toContain('telegram');
  expect((await later.secrets.load()).size).toBe(0);
});

test.each([
  ['slack', { webhookUrl: 'http://127.0.0.1/x' }, 'webhookUrl'],
  ['webhook', { url: 'http://[::ffff:169.254.169.254]/' }, 'url'],
  ['webhook', { url: 'file:///etc/passwd' }, 'url'],
  ['ntfy', { server: 'http://10.0.0.1', topic: 'x' }, 'server'],
  ['ntfy', { server: 'https://ntfy.test', topic: 'a b' }, 'topic'],
  ['email', { port: 70_000 }, 'port'],
  ['desktop', { nothing: true }, 'nothing'],
] as const)('a channel is not saved with what cannot be right: %s %o [S03 A24]', async (sink, fields, field) => {
  const { call, database } = await createNotificationsWorld();
  await expect(call.saveChannel({ id: null, sink, name: 'x', isEnabled: true, fields })).rejects.toMatchObject({
    code: 'channel-invalid',
    params: { field },
  });
  expect(database.connection.prepare('SELECT count(*) AS n FROM endpoints').get()).toEqual({ n: 4 });
});

test('settings and channels keep their secrets in one file and leave each other alone [A23]', async () => {
  const { call, secrets } = await createNotificationsWorld();
  await Promise.all([
    secrets.save(new Map([['ytdlp', 'of-a-setting']])),
    call.saveChannel({
      id: 2,
      sink: 'slack',
      name: 'S',
      isEnabled: true,
      fields: { webhookUrl: slack.SLACK_WEBHOOK_URL },
    }),
    secrets.save(new Map([['other', 'of-another']])),
  ]);
  expect([...(await secrets.load()).keys()].sort()).toEqual(['channel.2.webhookUrl', 'other', 'ytdlp']);
});

test('what is told goes to the complete channels alone, once a key, in one transaction [A26 A44]', async () => {
  const { feature, database } = await createNotificationsWorld({ env: { ...telegram, ...mail } });
  const rows = () => database.connection.prepare<[], { n: number }>('SELECT count(*) AS n FROM notifications').get()?.n;
  const told = await database.write(() => feature.teller.tell(request()));
  expect(told.deliveries).toHaveLength(2);
  expect(await database.write(() => feature.teller.tell(request()))).toEqual({
    notificationId: told.notificationId,
    deliveries: [],
  });
  const failed = database.write(() => {
    feature.teller.tell(request({ key: 'two' }));
    throw new Error('taken back');
  });
  await expect(failed).rejects.toThrow('taken back');
  expect(rows()).toBe(1);
});

test('an open alert counts up and is not sent again until it recovers; acknowledging takes back what waits', async () => {
  const { feature, database, call, engine, events } = await createNotificationsWorld({ env: telegram });
  const alert = (key: string) => database.write(() => feature.teller.tell(request({ key, alertKey: 'disk' })));
  const first = await alert('1');
  expect((await alert('2')).deliveries).toEqual([]);
  const id = first.notificationId ?? 0;
  expect(await call.get({ id })).toMatchObject({
    state: 'open',
    count: 2,
    path: '/jobs/42',
    isRead: false,
    title: 'Tres fallos',
  });
  const heard: string[] = [];
  onTestFinished(events.subscribe((list) => heard.push(...list.map(({ type }) => type))));
  expect(await call.acknowledge({ id, reason: 'lo veo' })).toMatchObject({
    state: 'acknowledged',
    acknowledged: { by: 'test', reason: 'lo veo' },
    isRead: true,
  });
  expect(engine.changes).toContain(`${id} expired`);
  expect(heard).toEqual(['alert.acknowledged']);
  await expect(call.acknowledge({ id, reason: '' })).rejects.toMatchObject({ code: 'notification-state-conflict' });
  await expect(call.get({ id: 99 })).rejects.toMatchObject({ code: 'notification-not-found' });
});

test('while it is silent only what is critical is sent; the rest is in the centre, read', async () => {
  const { feature, database, call, clock } = await createNotificationsWorld({ env: telegram });
  await call.mute({ minutes: 60 });
  const tell = (more: Partial<TellRequest>) => database.write(() => feature.teller.tell(request(more)));
  expect((await tell({ key: 'a' })).deliveries).toEqual([]);
  expect((await tell({ key: 'b', severity: 'critical' })).deliveries).toHaveLength(1);
  expect((await call.list({})).unread).toBe(1);
  clock.advance(3_600_001);
  expect(await call.muted()).toEqual({ mutedUntil: null });
  expect((await tell({ key: 'c' })).deliveries).toHaveLength(1);
  expect(await call.markRead({ upToId: 99 })).toEqual({ unread: 0 });
});

test('the five are sent by their names with the routing of the source; an unknown field is named [A26 A27 A32 A34 A37 A40 A41 A42]', async () => {
  const { call, engine, database } = await createNotificationsWorld({ env: { ...telegram, ...slack, ...mail } });
  const send = async (
    name: 'started' | 'completed' | 'failed' | 'queue' | 'daily',
    fields: Record<string, unknown>,
  ) => {
    const { deliveries } = await call.send({ name, fields });
    const sinks = database.connection
      .prepare<[string], string>(
        'SELECT sink FROM endpoints WHERE id IN (SELECT endpoint_id FROM deliveries WHERE id IN (SELECT value FROM json_each(?)))',
      )
      .pluck()
      .all(JSON.stringify(deliveries));
    return { sinks: sinks.join(), message: engine.compose(deliveries[0] ?? 0), mail: deliveries[2] };
  };
  const started = await send('started', { url: 'https://x.test/v', job_id: 42, time: '2024-01-01T12:00:00.000Z' });
  expect(started.sinks).toBe('telegram,slack');
  expect(`${started.message.title}\n\n${started.message.body}`).toBe(
    '🎬 Procesamiento Iniciado\n\nURL: https://x.test/v\nJob ID: 42\nTiempo: 2024-01-01 12:00:00',
  );
  expect(started.message.path).toBe('/jobs/42');
  const completed = await send('completed', {
    url: 'https://x.test/v',
    processing_time: 120.5,
    file_size: 1_024_000,
    video_path: '/tmp/v.mp4',
  });
  expect(completed.sinks).toBe('telegram,slack,email');
  const mailed = engine.compose(completed.mail ?? 0);
  expect(mailed.title).toBe('Video Procesado Exitosamente');
  expect(mailed.body).toContain('120.5 segundos\nTamaño: 1.02 MB\nRuta: /tmp/v.mp4');
  expect((await send('failed', { url: 'u', error: 'Error al descargar video', retry_count: 2 })).message.body).toBe(
    'URL: u\nError: Error al descargar video\nReintentos: 2',
  );
  expect((await send('queue', { pending: 11, failed: 0 })).sinks).toBe('telegram,slack');
  expect((await send('daily', { total_processed: 1 })).sinks).toBe('telegram,slack,email');
  await expect(call.send({ name: 'started', fields: { jobb: 1 } })).rejects.toMatchObject({
    code: 'template-field-unknown',
    params: { field: 'jobb', kind: 'processing_started' },
  });
  const once = () => call.send({ name: 'started', fields: {}, key: 'k' });
  expect((await once()).deliveries).toHaveLength(2);
  expect((await once()).deliveries).toEqual([]);
});

test('messages of every kind are as they were agreed on [A47 A48 A52]', async () => {
  const golden: Record<string, string> = {};
  for (const language of ['es', 'pt-BR', 'en'] as const) {
    const { call, engine } = await createNotificationsWorld({
      env: { ...telegram, ...mail },
      language: () => language,
    });
    for (const kind of notificationKinds) {
      if (language !== 'es' && kind !== 'processing_completed') continue;
      for (const sink of ['telegram', 'email'] as const) {
        const text = (await call.templates()).templates.find(
          (one) => one.kind === kind && one.sink === sink && one.language === language,
        );
        const { message } = await call.preview({
          kind,
          sink,
          language,
          title: text?.title ?? '',
          body: text?.body ?? '',
        });
        golden[`${language} ${kind} ${sink}`] = `${message.title}\n\n${message.body}`;
      }
    }
    expect(engine.owner?.name).toBe('notifications');
  }
  const shown = Object.entries(golden)
    .map(([name, text]) => `== ${name}\n${text}\n`)
    .join('\n');
  await expect(shown).toMatchFileSnapshot(path.resolve('test/golden/notifications.txt'));
});

test('a text of the operator is used, and gives way to the shipped one where it cannot be written [A52]', async () => {
  const { call, engine, database } = await createNotificationsWorld({ env: telegram });
  const key = { kind: 'processing_started' as const, sink: 'telegram' as const, language: 'es' as const };
  await call.saveTemplate({ ...key, title: 'Va {{job_id}}', body: '{{url}}' });
  const sent = async () =>
    engine.compose((await call.send({ name: 'started', fields: { url: 'u', job_id: 7 } })).deliveries[0] ?? 0);
  expect(await sent()).toMatchObject({ title: 'Va 7', body: 'u' });
  await expect(call.saveTemplate({ ...key, title: 'x', body: '{{nombre}}' })).rejects.toMatchObject({
    code: 'template-field-unknown',
    params: { field: 'nombre' },
  });
  await expect(call.saveTemplate({ ...key, title: 'x', body: 'y'.repeat(100_000) })).rejects.toMatchObject({
    code: 'template-too-large',
  });
  database.connection.prepare("UPDATE message_templates SET body = '{{gone}}'").run();
  expect((await sent()).title).toBe('🎬 Procesamiento Iniciado');
  expect(await call.resetTemplate(key)).toMatchObject({ isDefault: true });
});

test('many events of one group are one message with ten lines and the rest counted', async () => {
  const { feature, database, engine } = await createNotificationsWorld({ env: telegram });
  const ids = Array.from({ length: 12 }, (_, index) => index + 1);
  const told = await database.write(() =>
    ids.map((id) =>
      feature.teller.tell(
        request({ kind: 'processing_started', key: `g${id}`, eventId: id, fields: { url: `u${id}`, job_id: id } }),
      ),
    ),
  );
  const { title, body } = engine.compose(told[0]?.deliveries[0] ?? 0, ids);
  expect(title).toBe('Inicio de procesamiento × 12');
  expect(body.split('\n')).toHaveLength(11);
  expect(body).toMatch(/^u1 \(Job ID 1\)\n[\s\S]*\ny 2 más$/);
});

test('the fields of a job come from its row in the transaction of the event [A28 A33]', async () => {
  const { feature, database } = await createNotificationsWorld();
  const id = insertJob(database.connection, {
    state: 'dead',
    source_kind: 'url',
    source_value: 'https://x.test/v',
    attempt: 3,
    error: JSON.stringify({ code: 'download-gone', params: { status: 404 } }),
    error_code: 'download-gone',
  });
  const event = {
    id: 1,
    type: 'job.dead' as const,
    at: new Date().toISOString(),
    subject: `job:${id}`,
    data: { title: 'v' },
    trace: 't',
  };
  expect(feature.fieldsOf('processing_failed', event)).toMatchObject({
    job_id: id,
    url: 'https://x.test/v',
    retry_count: 2,
    error_code: 'download-gone',
    is_final: 'true',
  });
});

test('a summary is made once for its date across restarts and a sleep, and says that it is late [A37 A38 A49 F15]', async () => {
  const folder = temporaryFolder();
  const database = openTestDatabase(folder);
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 22, 59));
  const due = () =>
    database.connection
      .prepare<[], string>("SELECT data FROM events WHERE type = 'summary.due' ORDER BY id")
      .pluck()
      .all()
      .map((data) => JSON.parse(data) as { key: string; is_late: string; total_processed: number });
  const start = async () => {
    const { feature, call } = await createNotificationsWorld({ folder, database, clock });
    await feature.startSchedules();
    return { feature, call };
  };
  const { feature } = await start();
  clock.advance(75_000);
  // A look that began before the time says nothing of it.
  await feature.scheduler.look();
  await feature.scheduler.look();
  expect(due()).toMatchObject([
    { key: '2026-01-05', is_late: 'false', total_processed: 128, schedule: 'Daily summary' },
  ]);
  await feature.stop();
  await (await start()).feature.stop();
  clock.advance(3 * 86_400_000 + 7_200_000);
  const { feature: later, call } = await start();
  await later.scheduler.look();
  expect(due().map(({ key, is_late }) => [key, is_late])).toEqual([
    ['2026-01-05', 'false'],
    ['2026-01-08', 'true'],
  ]);
  // A summary that is late tells of its own day, not of the one it is made on.
  expect(due()[1]).toMatchObject({ date: '2026-01-08', total_processed: 10, success_rate: 90 });
  clock.advance(-7_200_000);
  await later.scheduler.look();
  expect(due()).toHaveLength(2);
  const [schedule] = (await call.schedules()).schedules;
  expect(schedule).toMatchObject({ isShipped: true, cron: '0 23 * * *', lastRun: { key: '2026-01-08', isLate: true } });
  expect(schedule?.next).toHaveLength(3);
  await later.stop();
});

test('a hundred late starts catch up once each [F15]', async () => {
  const folder = temporaryFolder();
  const database = openTestDatabase(folder);
  const clock = new ManualClock(Date.UTC(2026, 0, 5, 12));
  for (let day = 0; day < 101; day += 1) {
    const { feature } = await createNotificationsWorld({ folder, database, clock });
    await feature.startSchedules();
    await feature.scheduler.look();
    await feature.stop();
    clock.advance(86_400_000);
  }
  const runs = database.connection.prepare('SELECT count(*) AS n, sum(is_late) AS late FROM schedule_runs').get();
  expect(runs).toEqual({ n: 100, late: 100 });
});

test.each(['* * * * * *', '@daily', '0 25 * * *', '', `${'1,'.repeat(100)}1 * * * *`, '0 0 31 2 *', 'a b c d e'])(
  'a schedule that is none is refused: %s [A45]',
  async (cron) => {
    const { call } = await createNotificationsWorld();
    const draft = { id: null, name: 'x', cron: cron.slice(0, 120), timeZone: 'auto', days: 7, isEnabled: true };
    await expect(call.saveSchedule(draft)).rejects.toMatchObject({ code: 'schedule-invalid' });
    await expect(call.nextTimes({ cron: '0 9 * * 1', timeZone: 'Mars/Base' })).rejects.toMatchObject({
      code: 'schedule-invalid',
    });
    expect((await call.nextTimes({ cron: '0 9 * * 1' })).next[0]).toBe('2026-01-12T09:00:00.000Z');
  },
);

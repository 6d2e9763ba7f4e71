import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { ruleSpecSchema } from '#shared/domain/rule.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase } from '../helpers/database.ts';
import { settle, startRules } from '../helpers/rules-world.ts';

const minute = 60_000;
const kinds = (world: { told: readonly { kind: string }[] }) => world.told.map(({ kind }) => kind);

function addJobs(database: ReturnType<typeof openTestDatabase>, count: number, state = 'queued'): Promise<void> {
  const insert = database.connection.prepare(
    `INSERT INTO jobs (queue, state, priority, run_at, title, payload, max_attempts, position, trace, created_at)
     VALUES ('video', ?, 0, 0, 'clip', '{}', 5, 0, 'a', 0)`,
  );
  return database.write(() => {
    for (let index = 0; index < count; index += 1) insert.run(state);
  });
}
const endJobs = (database: ReturnType<typeof openTestDatabase>) =>
  database.write(() => void database.connection.prepare("UPDATE jobs SET state = 'succeeded', ended_at = 1").run());

test('the rules that ship tell the five notifications to their channels [A26] [A29] [A32] [A34] [A37]', async () => {
  const world = await startRules();
  await world.append('job.started', { attempt: 1 });
  await world.append('job.started', { attempt: 2 });
  await world.append('job.succeeded', {});
  await world.append('job.retrying', { attempt: 1 });
  await world.append('job.retrying', { attempt: 2 });
  await world.append('job.dead', { attempt: 5 });
  await world.append('queue.above-limit', { name: 'failed' });
  await world.append('summary.due', {}, 'schedule:1');
  expect(world.told.map(({ kind, channels }) => [kind, channels])).toEqual([
    ['processing_started', [1, 2]],
    ['processing_completed', [1, 2, 3]],
    ['processing_failed', [1, 2, 3]],
    ['processing_failed', [1, 2, 3]],
    ['queue_status', [1, 2]],
    ['daily_summary', [1, 2, 3]],
  ]);
  expect(world.told[0]).toMatchObject({ subject: 'job:1', key: expect.stringMatching(/^rule:1:\d+$/), dueAt: null });
});

test.each([
  ['final', ['dead']],
  ['first-and-final', ['1', 'dead']],
  ['every', ['1', '2', 'dead']],
] as const)('the setting %s tells the attempts %o [A32]', async (failureNotice, expected) => {
  const world = await startRules({ settings: { failureNotice } });
  for (const attempt of [1, 2]) await world.append('job.retrying', { attempt });
  await world.append('job.dead', { attempt: 3 });
  expect(world.told.map(({ fields }) => (fields['attempt'] === 3 ? 'dead' : String(fields['attempt'])))).toEqual(
    expected,
  );
});

test('a thousand jobs over the limit make one message, and one reminder an hour [A35] [X15]', async () => {
  const clock = new ManualClock();
  const world = await startRules({ clock });
  const looks = async (ms = 1000) => {
    clock.advance(ms);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  await looks(0);
  for (let batch = 0; batch < 10; batch += 1) {
    await addJobs(world.database, 100);
    await Promise.all(Array.from({ length: 100 }, () => world.append('job.added')));
    await looks();
  }
  expect(world.eventsOf('queue.above-limit')).toMatchObject([
    { name: 'waiting', value: 100, limit: 10, pending: 100, failed: 0, processing: 0, isReminder: false },
  ]);
  expect(kinds(world)).toEqual(['queue_status', 'alert']);
  for (let passed = 0; passed < 61 * 60; passed += 30) {
    clock.advance(30_000);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  // An alert that stands is counted up; the message goes out again.
  expect(world.eventsOf('queue.above-limit').slice(1)).toMatchObject([{ value: 1000, isReminder: true }]);
  expect(kinds(world)).toEqual(['queue_status', 'alert', 'queue_status']);
  await endJobs(world.database);
  await world.append('job.succeeded');
  // A reading that a clock by hand moved on in the middle of seemed costly, and the next one waits for it.
  await looks(10 * minute);
  expect(world.eventsOf('queue.below-limit')).toMatchObject([{ name: 'waiting', value: 0 }]);
  expect(world.notifications().map(({ alert_key, state }) => [alert_key, state])).toContainEqual([
    'queue-waiting',
    'recovered',
  ]);
});

test('what grew while the console was closed is told at its start, and nothing twice over a restart [A35] [A36]', async () => {
  const database = openTestDatabase();
  await addJobs(database, 11);
  await addJobs(database, 6, 'dead');
  const first = await startRules({ database });
  (first.clock as ManualClock).advance(0);
  await settle(() => first.eventsOf('queue.above-limit').length === 2);
  await first.rules.stop();
  const second = await startRules({ database });
  for (let turn = 0; turn < 20; turn += 1) {
    (second.clock as ManualClock).advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(second.eventsOf('queue.above-limit').map(({ name }) => name)).toEqual(['waiting', 'failed']);
  expect(second.told).toEqual([]);
});

test('a rule that throws leaves the event, the job and the other rules alone [D38]', async () => {
  const world = await startRules();
  await world.addRule({
    event: 'job.succeeded',
    actions: [{ do: 'call-webhook', url: 'https://example.org/hook' }],
  });
  world.failing.tell = new Error('told to fail');
  await world.database.write(() => {
    world.database.connection
      .prepare("INSERT INTO saved_views (id, name, page, query, created_at) VALUES ('a', 'a', 'a', 'a', 1)")
      .run();
    world.events.append({ type: 'job.succeeded', subject: 'job:1', trace: 'a' });
  });
  const kept = world.database.connection.prepare('SELECT count(*) FROM saved_views').pluck().get();
  expect({ kept, notifications: world.notifications(), told: world.told }).toEqual({
    kept: 1,
    notifications: [],
    told: [],
  });
  expect(world.enqueued).toHaveLength(1);
  expect(world.eventsOf('job.succeeded')).toHaveLength(1);
});

test('three dead jobs in a row raise one alert that a success ends, across restarts [D38]', async () => {
  const database = openTestDatabase();
  const first = await startRules({ database });
  await first.append('job.dead');
  await first.append('job.succeeded');
  for (let count = 0; count < 2; count += 1) await first.append('job.dead');
  expect(kinds(first)).not.toContain('alert');
  await first.rules.stop();
  const world = await startRules({ database });
  await world.append('job.dead');
  await world.append('job.dead');
  expect(world.told.filter(({ kind }) => kind === 'alert')).toMatchObject([
    {
      alertKey: 'failures-in-a-row',
      severity: 'warning',
      channels: [4],
      expiresAt: world.clock.now() + 24 * 60 * minute,
    },
  ]);
  const [alert] = world.notifications().filter(({ alert_key }) => alert_key === 'failures-in-a-row');
  expect(alert).toMatchObject({ state: 'open', count: 2 });
  await world.append('job.succeeded');
  expect(world.notifications().filter(({ alert_key }) => alert_key === 'failures-in-a-row')).toMatchObject([
    { state: 'recovered', recovered_at: world.clock.now() },
  ]);
  expect(world.expired).toEqual([alert?.['id']]);
  expect(world.eventsOf('alert.recovered')).toHaveLength(1);
});

const escalating = {
  event: 'service.failed',
  actions: [
    {
      do: 'raise-alert',
      severity: 'critical',
      channels: ['telegram'],
      key: 'mine {{subject}}',
      recoversOn: 'service.started',
      remindMinutes: 5,
      escalation: [
        { afterMinutes: 10, channels: [] },
        { afterMinutes: 20, channels: [] },
      ],
    },
  ],
};
async function pass(clock: ManualClock, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * 2; passed += 1) {
    clock.advance(30_000);
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

test('an alert that nobody acknowledges is told again and to others, once each, also after a restart [D38]', async () => {
  const database = openTestDatabase();
  const clock = new ManualClock();
  const first = await startRules({ database, clock });
  await first.removeShipped();
  await first.addRule(escalating);
  await first.append('service.failed', {}, 'service:api');
  await pass(clock, 11);
  expect(first.eventsOf('alert.raised')).toMatchObject([{ key: 'mine service:api', severity: 'critical' }]);
  expect(first.toldAgain.map(({ key }) => key.replace(/\d{6,}/, 'time'))).toEqual([
    'alert:1:reminder:time',
    'alert:1:escalation:1',
    'alert:1:reminder:time',
  ]);
  await first.rules.stop();
  clock.advance(60 * minute);
  const second = await startRules({ database, clock });
  clock.advance(0);
  await settle(() => second.toldAgain.length === 2);
  await pass(clock, 4);
  expect(second.toldAgain.map(({ key }) => key.replace(/\d{6,}/, 'time'))).toEqual([
    'alert:1:escalation:2',
    'alert:1:reminder:time',
  ]);
  expect(second.eventsOf('alert.escalated')).toMatchObject([{ step: 1 }, { step: 2 }]);
  await second.append('service.started', {}, 'service:api');
  await pass(clock, 30);
  expect(second.toldAgain).toHaveLength(2);
});

test('an acknowledged alert is not told again [D38]', async () => {
  const clock = new ManualClock();
  const world = await startRules({ clock });
  await world.addRule(escalating);
  await world.append('service.failed', {}, 'service:api');
  await world.database.write(
    () => void world.database.connection.prepare("UPDATE notifications SET state = 'acknowledged'").run(),
  );
  await pass(clock, 40);
  expect(world.toldAgain).toEqual([]);
});

test('a clock that jumps tells no step twice and loses none [F13]', async () => {
  let skew = 0;
  const base = new ManualClock();
  const clock = { now: () => base.now() + skew, monotonic: base.monotonic, after: base.after, every: base.every };
  const world = await startRules({ clock });
  await world.removeShipped();
  await world.addRule({ ...escalating, actions: [{ ...escalating.actions[0], remindMinutes: 0 }] });
  await world.append('service.failed', {}, 'service:api');
  skew = 60 * minute;
  await pass(base, 1);
  skew = -120 * minute;
  await pass(base, 1);
  skew = 3_650 * 24 * 60 * minute;
  await pass(base, 2);
  expect(world.toldAgain.map(({ key }) => key)).toEqual(['alert:1:escalation:1', 'alert:1:escalation:2']);
});

test('the death of an alert about a dead delivery raises none, and no channel is asked to tell its own failure [D38]', async () => {
  const world = await startRules();
  const { connection } = world.database;
  await world.database.write(() => {
    for (const [id, sink] of ['telegram', 'slack', 'email', 'desktop'].entries())
      connection
        .prepare(
          "INSERT INTO endpoints (id, sink, owner, name, created_at, changed_at) VALUES (?, ?, 'notifications', ?, 0, 0)",
        )
        .run(id + 1, sink, sink);
  });
  const deliver = (id: number, endpoint: number, kind: string, notification: number | null) =>
    world.database.write(
      () =>
        void connection
          .prepare(
            `INSERT INTO deliveries (id, endpoint_id, notification_id, kind, subject, state, payload, idempotency_key, due_at, trace, created_at)
             VALUES (?, ?, ?, ?, 'x', 'dead', '{}', ?, 0, 'a', 0)`,
          )
          .run(id, endpoint, notification, kind, `key ${id}`),
    );
  await deliver(1, 4, 'processing_failed', null);
  await world.append('delivery.dead', { channel: 'desktop' }, 'delivery:1');
  expect(world.told).toMatchObject([{ kind: 'alert', channels: [] }]);
  await deliver(2, 1, 'processing_failed', null);
  await world.append('delivery.dead', { channel: 'telegram' }, 'delivery:2');
  expect(world.told[1]).toMatchObject({ kind: 'alert', channels: [4] });
  await deliver(3, 4, 'alert', 2);
  await world.append('delivery.dead', { channel: 'other' }, 'delivery:3');
  expect(world.told).toHaveLength(2);
});

test('rules that answer each other come to an end [D38]', async () => {
  const world = await startRules();
  await world.addRule({
    event: 'alert.raised',
    actions: [{ do: 'raise-alert', severity: 'info', channels: [], key: '{{subject}}' }],
  });
  await world.append('access.refused', {}, 'access');
  expect(world.told.length).toBeLessThanOrEqual(3);
});

test('a wish for a job is a delivery that adds it once, however often it is sent [D38]', async () => {
  const world = await startRules();
  const id = await world.addRule({
    event: 'job.succeeded',
    actions: [{ do: 'add-job', source: 'https://example.org/{{title}}', preset: 'auto-edit' }],
  });
  await world.append('job.succeeded', { title: 'a.mp4' });
  const [wish] = world.enqueued;
  expect(wish).toMatchObject({ payload: { source: 'https://example.org/a.mp4', preset: 'auto-edit' } });
  expect(wish?.idempotencyKey).toMatch(new RegExp(`^rule:${id}:\\d+$`));
  const [sink] = world.sinks;
  const [owner] = world.owners;
  if (!wish || !sink || !owner) throw new Error('nothing was handed over');
  const composed = owner.compose({ id: 1, sink: 'job', notificationId: null, eventIds: [], ...wish });
  const request = { message: composed, config: {}, idempotencyKey: wish.idempotencyKey, deliveryId: 1, attempt: 1 };
  const send = () => sink.send({ ...request, signal: new AbortController().signal });
  expect(await send()).toMatchObject({ kind: 'delivered' });
  expect(world.jobs).toMatchObject([{ source: { kind: 'url' }, preset: 'auto-edit', dedupeKey: wish.idempotencyKey }]);
  await world.database.write(
    () =>
      void world.database.connection
        .prepare(
          `INSERT INTO jobs (queue, state, priority, run_at, title, payload, max_attempts, position, dedupe_key, trace, created_at)
           VALUES ('video', 'succeeded', 0, 0, 'a', '{}', 5, 0, ?, ?, 0)`,
        )
        .run(wish.idempotencyKey, wish.trace),
  );
  expect(await send()).toMatchObject({ kind: 'delivered' });
  expect(world.jobs).toHaveLength(1);
  // Nor does a job that a rule added add another.
  await world.append('job.succeeded', { title: 'b.mp4' }, 'job:1');
  expect(world.enqueued).toHaveLength(1);
});

test('a rule is saved, silenced, given back and deleted; what cannot be is refused with its reason [D38]', async () => {
  const world = await startRules();
  const { service } = world.rules;
  const { rules } = service.list(world.context);
  const [first] = rules;
  if (!first) throw new Error('no rule came with the console');
  expect(first.name).toBe('Video started');
  expect(service.list({ language: 'pt-BR' }).rules[0]?.name).toBe('Vídeo iniciado');
  // Saved with the name as it was shown, it is still called so in each language.
  await service.save(first, world.context);
  expect(service.list({ language: 'es' }).rules[0]?.name).toBe('Vídeo empezado');
  await expect(service.remove(first.id, world.context)).rejects.toEqual(
    new AppError('rule-invalid', { reason: 'shipped' }),
  );
  const refused = (change: object) => service.save({ ...first, spec: { ...first.spec, ...change } }, world.context);
  await expect(refused({ conditions: [{ path: 'cod', is: 'exists' }] })).rejects.toMatchObject({
    params: { reason: 'unknown-path: cod' },
  });
  const notify = { do: 'notify' as const, notification: 'processing_started' as const, channels: [99], fallback: null };
  await expect(refused({ actions: [notify] })).rejects.toMatchObject({ params: { reason: 'unknown-channel: 99' } });
  await expect(refused({ actions: [{ ...notify, channels: ['pigeon'] }] })).rejects.toMatchObject({
    code: 'rule-invalid',
  });
  await service.save({ ...first, name: 'Otro', isEnabled: false }, world.context);
  await world.append('job.started', { attempt: 1 });
  expect(world.told).toEqual([]);
  expect(await service.reset(first.id, world.context)).toMatchObject({ name: first.name, isEnabled: true });
  await service.mute({ id: first.id, minutes: 10 }, world.context);
  await world.append('job.started', { attempt: 1 });
  expect(world.told).toEqual([]);
  (world.clock as ManualClock).advance(10 * minute);
  await world.append('job.started', { attempt: 1 });
  expect(kinds(world)).toEqual(['processing_started']);
  const mine = await world.addRule({
    event: 'job.dead',
    actions: [notify].map((one) => ({ ...one, channels: ['email'] })),
  });
  await service.remove(mine, world.context);
  await expect(service.remove(mine, world.context)).rejects.toMatchObject({ code: 'rule-not-found' });
  expect([
    world.eventsOf('rule.saved').length,
    world.eventsOf('rule.muted').length,
    world.eventsOf('rule.deleted').length,
  ]).toEqual([4, 1, 1]);
});

test('a dry run weighs the stored events as they would have been, and tells nobody [D38]', async () => {
  const clock = new ManualClock();
  const world = await startRules({ clock });
  await world.removeShipped();
  await world.append('job.dead', { code: 'old' });
  clock.advance(25 * 60 * minute);
  for (const code of ['a', 'b', 'a', 'a', 'a']) {
    await world.append('job.dead', { code });
    clock.advance(1000);
  }
  const spec = {
    event: 'job.dead',
    conditions: [{ path: 'code', is: 'equals', value: 'a' }],
    atMost: { count: 2, perSeconds: 60 },
    actions: [{ do: 'notify', notification: 'processing_failed', channels: ['telegram'] }],
  };
  const answer = await world.rules.service.dryRun({ spec: ruleSpecSchema.parse(spec), hours: 24 });
  expect(answer).toMatchObject({
    considered: 5,
    matched: 4,
    wouldTell: 2,
    suppressed: { hours: 0, limit: 2, grouped: 0, inARow: 0 },
    isCut: false,
  });
  expect(answer.examples.map(({ outcome }) => outcome)).toEqual(['limit', 'limit', 'told', 'told']);
  expect(world.told).toEqual([]);
});

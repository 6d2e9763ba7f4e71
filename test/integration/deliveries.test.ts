import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openDatabase } from '#platform/database/open.ts';
import { SqliteDeliveryEngine } from '#platform/deliveries/delivery-engine.ts';
import type { EndpointOwner, NewDelivery, SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EndpointPolicy } from '#shared/domain/delivery.ts';
import { ManualClock } from '../helpers/clock.ts';
import { temporaryFolder } from '../helpers/database.ts';

const exchange = { request: 'POST /', status: 200, answer: 'ok' };
const delivered: SendOutcome = { kind: 'delivered', exchange };
const failed = (afterMs: number | null = null): SendOutcome => ({
  kind: 'retry',
  error: new AppError('delivery-http-status', { status: 503 }),
  afterMs,
  exchange: { ...exchange, status: 503 },
});
const throttled = (afterMs: number): SendOutcome => ({
  kind: 'retry',
  error: new AppError('delivery-throttled', { retryAfterSeconds: afterMs / 1000 }),
  afterMs,
  quiets: true,
  exchange: { ...exchange, status: 429 },
});
const refused = (breaks: boolean): SendOutcome => ({
  kind: 'rejected',
  error: new AppError(breaks ? 'channel-credentials-refused' : 'delivery-refused', { status: 401, reason: 'no' }),
  breaks,
  exchange: { ...exchange, status: 401 },
});

/** A sink that answers as it is told and remembers what it was asked to send. */
class ScriptedSink implements Sink {
  readonly kind = 'scripted';
  readonly policy: EndpointPolicy;
  readonly sent: SendRequest<unknown>[] = [];
  answer: (request: SendRequest<unknown>) => SendOutcome | Promise<SendOutcome> = () => delivered;

  constructor(policy: EndpointPolicy = {}) {
    this.policy = policy;
  }
  send = async (request: SendRequest<unknown>) => {
    this.sent.push(request);
    return this.answer(request);
  };
  render = () => ({ text: '', isCut: false });
}

const owner: EndpointOwner = {
  name: 'test',
  compose: ({ kind, payload }) => ({
    kind,
    severity: 'info',
    title: String(payload['n']),
    body: 'text',
    path: null,
    at: '2026-01-05T12:00:00.000Z',
    fields: payload,
  }),
  configOf: () => ({}),
};

function openWorld(
  options: { folder?: string; policy?: EndpointPolicy; sink?: ScriptedSink; clock?: ManualClock } = {},
) {
  const folder = options.folder ?? temporaryFolder();
  const clock = options.clock ?? new ManualClock();
  const database = openDatabase(path.join(folder, 'atalaya.db'));
  const events = new EventLog(database, clock);
  const sink = options.sink ?? new ScriptedSink(options.policy);
  const engine = new SqliteDeliveryEngine({ database, events, clock, random: systemRandom, logger: silentLogger });
  engine.registerSink(sink);
  engine.registerOwner(owner);
  onTestFinished(async () => {
    const stopped = engine.stop(0);
    clock.advance(1);
    await stopped;
    database.close();
  });
  const rows = () =>
    database.connection
      .prepare<[], { id: number; state: string; attempts: number; error: string | null }>(
        'SELECT id, state, attempts, error FROM deliveries ORDER BY id',
      )
      .all();
  const add = (endpointId: number, n: number, more: Partial<NewDelivery> = {}) =>
    database.write(() =>
      engine.enqueue({
        endpointId,
        kind: 'test',
        subject: `job:${n}`,
        payload: { n },
        idempotencyKey: `key-${n}`,
        trace: 'trace',
        ...more,
      }),
    );
  const addEndpoint = (name = 'one') =>
    database.write(() =>
      Number(
        database.connection
          .prepare(
            "INSERT INTO endpoints (sink, owner, name, created_at, changed_at) VALUES ('scripted', 'test', ?, 0, 0)",
          )
          .run(name).lastInsertRowid,
      ),
    );
  const states = () => rows().map((row) => row.state);
  const types = () =>
    database.connection.prepare<[], string>('SELECT type FROM events ORDER BY id').pluck().all() as unknown as string[];
  return { folder, clock, database, engine, sink, rows, states, add, addEndpoint, types };
}

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 40_000, interval: 5 });

describe('the delivery engine', () => {
  test('a delivery is sent once and its attempt is kept with request, answer and duration [D42]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.states()).toEqual(['delivered']));
    expect(world.sink.sent).toHaveLength(1);
    const attempt = world.database.connection.prepare('SELECT * FROM delivery_attempts').get();
    expect(attempt).toMatchObject({ number: 1, outcome: 'delivered', status: 200, request: 'POST /', answer: 'ok' });
  });

  test('the same key for the same endpoint is added once [I3]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    expect(await world.add(endpoint, 1)).toBe(1);
    expect(await world.add(endpoint, 1)).toBeNull();
    expect(world.rows()).toHaveLength(1);
  });

  test('a failure is tried again after its wait, and a service that asks for a time is not asked before [D40] [F19]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    world.sink.answer = ({ attempt }) => (attempt === 1 ? failed(60_000) : delivered);
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.rows()[0]?.attempts).toBe(1));
    await until(() => expect(world.states()).toEqual(['waiting']));
    world.clock.advance(59_000);
    expect(world.sink.sent).toHaveLength(1);
    world.clock.advance(2000);
    await until(() => expect(world.states()).toEqual(['delivered']));
    expect(world.sink.sent.map((sent) => sent.idempotencyKey)).toEqual(['key-1', 'key-1']);
  });

  test('five failures in a row open the breaker; then one goes at a time until one arrives [D41] [F21]', async () => {
    const policy: EndpointPolicy = {
      schedule: { kind: 'exponential', firstMs: 100, capMs: 100, maxAgeMs: 3_600_000 },
      concurrency: 1,
    };
    const world = openWorld({ policy });
    const endpoint = await world.addEndpoint();
    world.sink.answer = () => failed();
    await world.engine.start();
    for (let n = 1; n <= 20; n++) await world.add(endpoint, n);
    const breaker = () =>
      world.database.connection.prepare('SELECT breaker, breaker_failures FROM endpoints').get() as { breaker: string };
    await until(() => {
      world.clock.advance(100);
      expect(breaker().breaker).toBe('open');
    });
    const sentBefore = world.sink.sent.length;
    world.clock.advance(20_000);
    expect(world.sink.sent).toHaveLength(sentBefore);
    world.clock.advance(11_000);
    await until(() => expect(world.sink.sent).toHaveLength(sentBefore + 1));
    await until(() => expect(breaker().breaker).toBe('open'));
    world.sink.answer = () => delivered;
    await until(() => {
      world.clock.advance(10_000);
      expect(world.states().every((state) => state === 'delivered')).toBe(true);
    });
    expect(breaker().breaker).toBe('closed');
    expect(world.types()).toContain('channel.breaker-opened');
    expect(world.types()).toContain('channel.breaker-closed');
  });

  test('a request for silence keeps the whole endpoint quiet, and no other one [F19]', async () => {
    const world = openWorld();
    const [quiet, other] = [await world.addEndpoint('quiet'), await world.addEndpoint('other')];
    world.sink.answer = ({ message }) => (message.title === '1' ? throttled(120_000) : delivered);
    await world.engine.start();
    await world.add(quiet, 1);
    await until(() => expect(world.rows()[0]?.attempts).toBe(1));
    await until(() => expect(world.states()).toEqual(['waiting']));
    await world.add(quiet, 2);
    await world.add(other, 3);
    await until(() => expect(world.states()).toEqual(['waiting', 'waiting', 'delivered']));
    world.sink.answer = () => delivered;
    world.clock.advance(119_000);
    expect(world.sink.sent).toHaveLength(2);
    await until(() => {
      world.clock.advance(1000);
      expect(world.states()).toEqual(['delivered', 'delivered', 'delivered']);
    });
  });

  test('a refused token buries the delivery, breaks the endpoint, and nothing goes blindly until it is mended [D49]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    world.sink.answer = () => refused(true);
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.states()).toEqual(['dead']));
    await world.add(endpoint, 2);
    world.clock.advance(3_600_000);
    expect(world.sink.sent).toHaveLength(1);
    expect(world.types()).toContain('channel.broken');
    world.sink.answer = () => delivered;
    await world.database.write(() => world.engine.endpointChanged(endpoint, 'saved'));
    await until(() => expect(world.states()).toEqual(['dead', 'delivered']));
    await world.database.write(() => world.engine.replay(1, 'operator'));
    await until(() => expect(world.states()).toEqual(['delivered', 'delivered']));
    expect(world.rows()[0]?.attempts).toBe(2);
  });

  test('a message that is refused dies alone and its fallback channel is told [D49]', async () => {
    const world = openWorld();
    const [first, second] = [await world.addEndpoint('first'), await world.addEndpoint('second')];
    world.sink.answer = ({ idempotencyKey }) => (idempotencyKey.endsWith(':fallback') ? delivered : refused(false));
    await world.engine.start();
    await world.add(first, 1, { fallbackEndpointId: second });
    await until(() => expect(world.states()).toEqual(['dead', 'delivered']));
  });

  test('a replay begins its schedule anew and keeps its history [D49]', async () => {
    const policy: EndpointPolicy = { schedule: { kind: 'steps', stepsMs: [1000], jitter: 0 } };
    const world = openWorld({ policy });
    const endpoint = await world.addEndpoint();
    world.sink.answer = () => failed();
    await world.engine.start();
    await world.add(endpoint, 1);
    const untilState = (state: string) =>
      until(() => {
        world.clock.advance(1000);
        expect(world.states()).toEqual([state]);
      });
    await untilState('dead');
    expect(world.rows()[0]?.attempts).toBe(2);
    await world.database.write(() => world.engine.replay(1, 'operator'));
    await untilState('dead');
    expect(world.rows()[0]?.attempts).toBe(4);
    const row = world.database.connection.prepare('SELECT created_at < since AS isKept FROM deliveries').get();
    expect(row).toEqual({ isKept: 1 });
  });

  test('nothing is sent again to a channel that is switched off or deleted [D49]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    world.sink.answer = () => refused(false);
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.states()).toEqual(['dead']));
    const replay = () => world.database.write(() => world.engine.replay(1, 'operator'));
    world.database.connection.exec('UPDATE endpoints SET is_enabled = 0');
    await expect(replay()).rejects.toMatchObject({ code: 'delivery-channel-disabled' });
    world.database.connection.exec('UPDATE endpoints SET deleted_at = 1');
    await expect(replay()).rejects.toMatchObject({ code: 'delivery-channel-gone' });
    expect(world.states()).toEqual(['dead']);
  });

  test('an outcome that the database refuses is kept as soon as it takes it, and nothing is sent twice [I3]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    const answer = Promise.withResolvers<SendOutcome>();
    world.sink.answer = () => answer.promise;
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.sink.sent).toHaveLength(1));
    world.database.connection.pragma('query_only = ON');
    answer.resolve(delivered);
    await nextTurn();
    // Behind the outcome in the same row of writes: by then that was refused.
    await expect(world.add(endpoint, 2)).rejects.toMatchObject({ code: 'database-read-only' });
    expect(world.states()).toEqual(['sending']);
    world.database.connection.pragma('query_only = OFF');
    await until(() => {
      world.clock.advance(1000);
      expect(world.states()).toEqual(['delivered']);
    });
    expect(world.sink.sent).toHaveLength(1);
  });

  test('order is kept for a key while others pass [I12] [D39]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    world.sink.answer = ({ message, attempt }) => (message.title === '1' && attempt === 1 ? failed(5000) : delivered);
    await world.engine.start();
    await world.add(endpoint, 1, { orderKey: 'chat' });
    await world.add(endpoint, 2, { orderKey: 'chat' });
    await world.add(endpoint, 3);
    await until(() => expect(world.states()).toEqual(['waiting', 'waiting', 'delivered']));
    await until(() => {
      world.clock.advance(1000);
      expect(world.states()).toEqual(['delivered', 'delivered', 'delivered']);
    });
    expect(world.sink.sent.map(({ message }) => message.title)).toEqual(['1', '3', '1', '2']);
  });

  test('events of one group that come while it waits make one message', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    await world.engine.start();
    const group = { key: 'burst', waitMs: 10_000 };
    const ids = [];
    for (let n = 1; n <= 5; n++) ids.push(await world.add(endpoint, n, { group, eventId: n }));
    expect(ids).toEqual([1, 1, 1, 1, 1]);
    world.clock.advance(10_001);
    await until(() => expect(world.states()).toEqual(['delivered']));
    const row = world.database.connection.prepare('SELECT event_ids FROM deliveries').get();
    expect(row).toEqual({ event_ids: '[1,2,3,4,5]' });
    expect(await world.add(endpoint, 6, { group, eventId: 6 })).toBe(2);
  });

  test('what is too old, or waits for a channel that is switched off or deleted, ends as expired with its reason', async () => {
    const world = openWorld();
    const [late, off, gone] = [
      await world.addEndpoint('a'),
      await world.addEndpoint('b'),
      await world.addEndpoint('c'),
    ];
    await world.engine.start();
    const later = world.clock.now() + 3_600_000;
    await world.add(late, 1, { dueAt: later, expiresAt: world.clock.now() + 60_000 });
    await world.add(off, 2, { dueAt: later });
    await world.add(gone, 3, { dueAt: later });
    await world.database.write(() => world.engine.endpointChanged(off, 'disabled'));
    await world.database.write(() => world.engine.endpointChanged(gone, 'deleted'));
    await until(() => {
      world.clock.advance(61_000);
      expect(world.states()).toEqual(['expired', 'expired', 'expired']);
    });
    const codes = world.rows().map(({ error }) => (JSON.parse(error ?? '{}') as { code: string }).code);
    expect(codes).toEqual(['delivery-too-old', 'delivery-channel-disabled', 'delivery-channel-gone']);
    expect(world.sink.sent).toHaveLength(0);
  });

  test('what was under way when the console ended goes out again with the same key, and nothing else does [I3]', async () => {
    const folder = temporaryFolder();
    const first = openWorld({ folder });
    const endpoint = await first.addEndpoint();
    first.sink.answer = ({ message }) => (message.title === '2' ? new Promise(() => {}) : delivered);
    await first.engine.start();
    await first.add(endpoint, 1);
    await until(() => expect(first.states()).toEqual(['delivered']));
    await first.add(endpoint, 2);
    await until(() => expect(first.states()).toEqual(['delivered', 'sending']));
    first.database.connection.pragma('wal_checkpoint(TRUNCATE)');

    const second = openWorld({ folder, clock: first.clock });
    await second.engine.start();
    await until(() => expect(second.states()).toEqual(['delivered', 'delivered']));
    expect(second.sink.sent.map((sent) => [sent.idempotencyKey, sent.attempt])).toEqual([['key-2', 2]]);
    const outcomes = second.database.connection
      .prepare('SELECT outcome FROM delivery_attempts WHERE delivery_id = 2 ORDER BY number')
      .pluck()
      .all();
    expect(outcomes).toEqual(['interrupted', 'delivered']);
  });

  test('an endpoint that hangs ends at its timeout and holds up no other [F18]', async () => {
    const world = openWorld({ policy: { timeoutMs: 1000, concurrency: 1 } });
    const [hanging, other] = [await world.addEndpoint('hanging'), await world.addEndpoint('other')];
    world.sink.answer = ({ message, signal }) =>
      message.title === '1'
        ? new Promise((resolve) =>
            signal.addEventListener('abort', () =>
              resolve({
                kind: 'retry',
                error: signal.reason as AppError,
                afterMs: null,
                exchange: { request: null, status: null, answer: null },
              }),
            ),
          )
        : delivered;
    await world.engine.start();
    await world.add(hanging, 1);
    await until(() => expect(world.sink.sent).toHaveLength(1));
    await world.add(other, 2);
    await until(() => expect(world.states()[1]).toBe('delivered'));
    world.clock.advance(1001);
    await until(() => expect(world.rows()[0]?.error).toContain('delivery-timeout'));
  });

  test('a message that was edited is sent as it was edited, and what is delivered refuses [D49]', async () => {
    const world = openWorld();
    const endpoint = await world.addEndpoint();
    world.sink.answer = () => refused(false);
    await world.engine.start();
    await world.add(endpoint, 1);
    await until(() => expect(world.states()).toEqual(['dead']));
    world.sink.answer = () => delivered;
    await world.database.write(() => {
      world.engine.edit(1, { title: 'new title', body: 'new text' }, 'operator');
      world.engine.replay(1, 'operator');
    });
    await until(() => expect(world.states()).toEqual(['delivered']));
    expect(world.sink.sent.at(-1)?.message).toMatchObject({ title: 'new title', body: 'new text' });
    const again = world.database.write(() => world.engine.edit(1, { title: '', body: '' }, 'operator'));
    await expect(again).rejects.toMatchObject({ code: 'delivery-state-conflict' });
  });

  test('two hundred that waited for an endpoint drain within its rate, none lost and none twice [F22]', async () => {
    const world = openWorld({ policy: { ratePerSecond: 100, concurrency: 8 } });
    const endpoint = await world.addEndpoint();
    for (let n = 1; n <= 200; n++) void world.add(endpoint, n);
    await world.add(endpoint, 201);
    await world.engine.start();
    const beganAt = world.clock.now();
    await until(() => {
      world.clock.advance(10);
      expect(world.sink.sent.length).toBeLessThanOrEqual(((world.clock.now() - beganAt) / 1000) * 100 + 10);
      expect(world.states().every((state) => state === 'delivered')).toBe(true);
    });
    expect(new Set(world.sink.sent.map((sent) => sent.idempotencyKey)).size).toBe(201);
    expect(world.sink.sent).toHaveLength(201);
  });
});

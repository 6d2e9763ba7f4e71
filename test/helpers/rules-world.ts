import { onTestFinished } from 'vitest';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { directReads } from '#platform/database/read-queries.ts';
import type { EndpointOwner, NewDelivery, Sink } from '#platform/deliveries/ports.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { eventTypes, type EventType } from '#shared/domain/events.ts';
import { ruleSpecSchema } from '#shared/domain/rule.ts';
import type { SettingValues } from '#shared/domain/settings.ts';
import { createRulesFeature } from '../../main/features/rules/create-rules-feature.ts';
import type { PreparedJob, TellAgainRequest, TellRequest } from '../../main/features/rules/ports.ts';
import { ManualClock } from './clock.ts';
import { openTestDatabase } from './database.ts';
import { FakeSettings } from './settings.ts';

/** The ids of the channels that tests name. */
export const channelIds: Readonly<Record<string, number>> = { telegram: 1, slack: 2, email: 3, desktop: 4 };

interface WorldOptions {
  database?: Database;
  clock?: Clock;
  settings?: Partial<SettingValues>;
}

/**
 * The rules over a real database with a teller that writes what is told into the real tables, as rows that can be rolled back, and
 * remembers it once it is committed.
 */
export async function startRules({
  database = openTestDatabase(),
  clock = new ManualClock(),
  ...wish
}: WorldOptions = {}) {
  const { connection } = database;
  const events = new EventLog(database, clock);
  const settings = new FakeSettings(wish.settings);
  const told: TellRequest[] = [];
  const toldAgain: TellAgainRequest[] = [];
  const enqueued: NewDelivery[] = [];
  const expired: number[] = [];
  const sinks: Sink[] = [];
  const owners: EndpointOwner[] = [];
  const jobs: (PreparedJob & { dedupeKey: string; trace: string })[] = [];
  const failing = { tell: null as Error | null };

  const open = connection
    .prepare<[string], number>("SELECT id FROM notifications WHERE alert_key = ? AND state IN ('open', 'acknowledged')")
    .pluck();
  const insert = connection.prepare(
    `INSERT INTO notifications (kind, severity, state, subject, alert_key, rule_id, event_id, fields, at, last_at, trace)
     VALUES (?, ?, ?, ?, ?, ?, ?, '{}', ?, ?, ?)`,
  );
  const teller = {
    tell(request: TellRequest) {
      const standing = request.alertKey === null ? undefined : open.get(request.alertKey);
      if (standing !== undefined) {
        connection.prepare('UPDATE notifications SET count = count + 1 WHERE id = ?').run(standing);
        return { notificationId: standing, deliveries: [] };
      }
      const { kind, severity, subject, alertKey, ruleId, eventId, trace } = request;
      const state = alertKey === null ? 'told' : 'open';
      const now = clock.now();
      const { lastInsertRowid } = insert.run(
        kind,
        severity,
        state,
        subject,
        alertKey,
        ruleId,
        eventId,
        now,
        now,
        trace,
      );
      if (failing.tell) throw failing.tell;
      database.afterCommit(() => told.push(request));
      return { notificationId: Number(lastInsertRowid), deliveries: [] };
    },
    tellAgain(request: TellAgainRequest) {
      database.afterCommit(() => toldAgain.push(request));
      return { deliveries: [] };
    },
    resolveChannels: (names: readonly (number | string)[]) =>
      names.flatMap((name) => (typeof name === 'number' ? name : (channelIds[name] ?? []))),
  };

  const rules = createRulesFeature({
    database,
    events,
    clock,
    settings,
    random: systemRandom,
    query: directReads(connection),
    feed: { revision: 1 },
    logger: silentLogger,
    teller,
    fieldsOf: (kind, event) => ({ event: kind, ...event.data }),
    deliveries: {
      enqueue(delivery) {
        database.afterCommit(() => enqueued.push(delivery));
        return enqueued.length + 1;
      },
      expireFor(id) {
        database.afterCommit(() => expired.push(id));
        return 0;
      },
      registerSink: (sink) => void sinks.push(sink),
      registerOwner: (owner) => void owners.push(owner),
    },
    jobs: {
      prepare: async (source, preset) => ({ title: source.value, source, preset, payload: {} }),
      add(job) {
        database.afterCommit(() => jobs.push(job));
        return jobs.length + 1;
      },
    },
    timeZone: () => 'UTC',
    language: () => 'es',
  });
  for (const type of eventTypes) events.react(type, rules.onEvent);
  onTestFinished(() => rules.stop());
  await rules.start();

  const append = (type: EventType, data: Record<string, unknown> = {}, subject = 'job:1') =>
    database.write(() => events.append({ type, subject, data, trace: 'a'.repeat(32) }));
  const context = {
    actor: 'window',
    via: 'window' as const,
    scopes: new Set(['read', 'write', 'admin'] as const),
    trace: 'b'.repeat(32),
    language: 'en' as const,
  };
  return {
    database,
    clock,
    events,
    settings,
    rules,
    told,
    toldAgain,
    enqueued,
    expired,
    sinks,
    owners,
    jobs,
    failing,
    append,
    context,
    /** A rule of the test's own, beside the shipped ones. */
    addRule: async (spec: unknown): Promise<number> => {
      const draft = { id: null, name: 'mine', isEnabled: true, spec: ruleSpecSchema.parse(spec) };
      return (await rules.service.save(draft, context)).id;
    },
    /** Leaves only the test's own. */
    async removeShipped(): Promise<void> {
      for (const rule of rules.service.list(context).rules)
        if (rule.isShipped) await rules.service.save({ ...rule, isEnabled: false }, context);
    },
    eventsOf: (type: EventType) =>
      connection
        .prepare<[string], { data: string }>('SELECT data FROM events WHERE type = ? ORDER BY id')
        .all(type)
        // What the log itself wrote.
        .map(({ data }) => JSON.parse(data) as Record<string, unknown>),
    notifications: () =>
      connection.prepare<[], Record<string, unknown>>('SELECT * FROM notifications ORDER BY id').all(),
  };
}

/** Lets what waits for a commit or a reading go on, until `isSo`. */
export async function settle(isSo: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > 5000) throw new Error(`never came true: ${isSo.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

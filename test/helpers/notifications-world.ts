import type { DeliveryEngine, EndpointOwner, NewDelivery, Sink } from '#platform/deliveries/ports.ts';
import type { Database } from '#platform/database/database.ts';
import { directReads } from '#platform/database/read-queries.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { AddressGuard } from '#platform/http/address-guard.ts';
import { systemRandom } from '#platform/ids.ts';
import { silentLogger } from '#platform/log/logger.ts';
import { FileSecretStore } from '#platform/secrets/secret-store.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import type { CallContext } from '#platform/call-context.ts';
import { createRouterClient } from '@orpc/server';
import {
  createNotificationsFeature,
  type NotificationsDeps,
} from '../../main/features/notifications/create-notifications-feature.ts';
import { ManualClock } from './clock.ts';
import { openTestDatabase, temporaryFolder } from './database.ts';
import { FakeSettings } from './settings.ts';
import type { NotificationKind } from '#shared/domain/notification.ts';

export const context: CallContext = {
  actor: 'test',
  via: 'window',
  scopes: new Set(['read', 'write', 'admin']),
  trace: 'a'.repeat(32),
  language: 'es',
};

/** Keeps what it is given as rows, and sends nothing: the engine's own behaviour is tested elsewhere. */
export class RecordingEngine implements DeliveryEngine {
  readonly changes: string[] = [];
  owner: EndpointOwner | null = null;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }
  registerSink(): void {}
  registerOwner(owner: EndpointOwner): void {
    this.owner = owner;
  }
  enqueue(delivery: NewDelivery): number | null {
    const { changes, lastInsertRowid } = this.#database.connection
      .prepare(
        `INSERT INTO deliveries (endpoint_id, notification_id, kind, subject, state, payload, event_ids, idempotency_key, due_at,
           expires_at, fallback_endpoint_id, trace, created_at) VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, 0)
         ON CONFLICT DO NOTHING`,
      )
      .run(
        delivery.endpointId,
        delivery.notificationId ?? null,
        delivery.kind,
        delivery.subject,
        JSON.stringify(delivery.payload),
        JSON.stringify(delivery.eventId ? [delivery.eventId] : []),
        delivery.idempotencyKey,
        delivery.dueAt ?? 0,
        delivery.expiresAt ?? null,
        delivery.fallbackEndpointId ?? null,
        delivery.trace,
      );
    return changes === 0 ? null : Number(lastInsertRowid);
  }
  endpointChanged(id: number, change: string): number {
    this.changes.push(`${id} ${change}`);
    return 0;
  }
  resetEndpoint(id: number): void {
    this.changes.push(`${id} reset`);
  }
  expireFor(id: number): number {
    this.changes.push(`${id} expired`);
    return 0;
  }
  replay(): void {}
  discard(): void {}
  edit(): OutgoingMessage {
    throw new Error('not asked for here');
  }
  async whenAttempted(): Promise<void> {}
  onChange = () => () => {};
  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  /** As the engine would ask its owner at the first attempt. */
  compose(id: number, eventIds: readonly number[] = []): OutgoingMessage {
    const row = this.#database.connection
      .prepare<
        [number],
        { kind: string; subject: string; payload: string; notification_id: number; endpoint_id: number; sink: string }
      >(
        `SELECT deliveries.*, endpoints.sink FROM deliveries JOIN endpoints ON endpoints.id = endpoint_id WHERE deliveries.id = ?`,
      )
      .get(id);
    if (!row || !this.owner) throw new Error(`no delivery ${id}`);
    return this.owner.compose({
      id,
      endpointId: row.endpoint_id,
      sink: row.sink,
      kind: row.kind,
      subject: row.subject,
      payload: JSON.parse(row.payload) as Record<string, unknown>,
      eventIds,
      notificationId: row.notification_id,
    });
  }
}

interface WorldOptions extends Partial<NotificationsDeps> {
  env?: Record<string, string>;
  folder?: string;
}

/** Source 000's routing, as the shipped rules hold it. */
const routing: Readonly<Record<NotificationKind, readonly string[]>> = {
  processing_started: ['telegram', 'slack'],
  processing_completed: ['telegram', 'slack', 'email'],
  processing_failed: ['telegram', 'slack', 'email'],
  queue_status: ['telegram', 'slack'],
  daily_summary: ['telegram', 'slack', 'email'],
  alert: ['telegram', 'slack', 'email'],
};

/** The feature on a real database and secret store, with a clock by hand. */
export async function createNotificationsWorld(options: WorldOptions = {}) {
  const folder = options.folder ?? temporaryFolder();
  const database = options.database ?? openTestDatabase(folder);
  const clock = (options.clock ?? new ManualClock()) as ManualClock; // every caller hands in one of these
  const events = new EventLog(database, clock);
  const secrets = new FileSecretStore({ folder, random: systemRandom, clock });
  const engine = new RecordingEngine(database);
  const quiet = {
    breaker: 'closed',
    breakerUntil: null,
    failures: 0,
    quietUntil: null,
    broken: null,
    lastOkAt: null,
    lastFailedAt: null,
    lastError: null,
    waiting: 0,
    dead: 0,
  } as const;
  const feature = createNotificationsFeature({
    database,
    events,
    secrets,
    clock,
    engine,
    random: systemRandom,
    logger: silentLogger,
    channelsOf: (kind) => routing[kind],
    query: directReads(database.connection),
    settings: new FakeSettings(),
    views: {
      ofNotifications: () => new Map(),
      one: () => {
        throw new Error('not asked for here');
      },
      endpointState: () => quiet,
    },
    sinks: { all: [] as readonly Sink[], findChats: async () => [] },
    guard: new AddressGuard(() => []),
    language: () => 'es',
    revision: () => 0,
    getStats: async (days) => ({
      total_processed: 128,
      successful: 120,
      failed: 8,
      success_rate: 93.8,
      avg_processing_time: 95.2,
      daily: Array.from({ length: days }, () => ({
        date: '',
        processed: 10,
        successful: 9,
        failed: 1,
        avg_processing_time: 2,
      })),
    }),
    systemTimeZone: 'UTC',
    ...options,
    env: options.env ?? {},
  });
  await feature.start();
  const call = createRouterClient(feature.router, { context });
  return { feature, call, database, clock, events, engine, secrets, folder };
}

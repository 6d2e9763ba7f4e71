import { AppError } from '#shared/contract/errors.ts';
import type { DeliveryView } from '#shared/contract/deliveries.ts';
import type { NotificationKind } from '#shared/domain/notification.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { ChannelService } from './channel-service.ts';
import type { DeliveryViews } from '#platform/deliveries/views.ts';
import type { SinkSet } from './ports.ts';
import type { NotificationStore } from './store.ts';
import { newestOf } from './template-service.ts';

interface ToolDeps {
  readonly database: Database;
  readonly store: NotificationStore;
  readonly engine: Pick<DeliveryEngine, 'enqueue' | 'whenAttempted'>;
  readonly channels: ChannelService;
  readonly views: Pick<DeliveryViews, 'one'>;
  readonly findChats: SinkSet['findChats'];
  readonly clock: Clock;
  readonly random: Random;
}

/** Longer than any sink's own limit for one attempt. */
const testMs = 20_000;
const keptMs = 300_000;

/** What a person does with a channel beside setting it up: send a test the real way, and look for the chats of a bot. */
export function createChannelTools(deps: ToolDeps) {
  const { database, store, engine, channels, views, clock } = deps;
  return {
    /** Throws `channel-not-found`, `channel-incomplete`. A test that has not gone out within minutes is nobody's business any more. */
    async test(
      { id, kind }: { id: number; kind?: NotificationKind },
      { trace, language }: CallContext,
    ): Promise<DeliveryView> {
      channels.configOf(id);
      const now = clock.now();
      const { isExample: _, ...told } = newestOf(store, kind ?? 'processing_completed', now);
      const delivery = await database.write(() =>
        engine.enqueue({
          endpointId: id,
          kind: told.kind,
          subject: told.subject,
          payload: { kind: told.kind, severity: told.severity, fields: told.fields, at: told.at },
          idempotencyKey: `test:${newTraceId(deps.random)}`,
          expiresAt: now + keptMs,
          trace,
        }),
      );
      if (delivery === null) throw new AppError('request-invalid', { count: 1 });
      await engine.whenAttempted(delivery, testMs);
      return views.one(delivery, language);
    },

    async findChats({ id, botToken }: { id: number | null; botToken?: string | undefined }) {
      const config = { ...channels.configSoFar(id), ...(botToken ? { botToken } : {}) };
      if (!('botToken' in config)) throw new AppError('channel-incomplete', { field: 'botToken' });
      return { chats: await deps.findChats(config) };
    },
  };
}
export type ChannelTools = ReturnType<typeof createChannelTools>;

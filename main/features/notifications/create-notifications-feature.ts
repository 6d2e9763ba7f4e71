import type { NotificationKind } from '#shared/domain/notification.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { localDate, timeZoneOf } from '#shared/domain/calendar.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { DeliveryEngine, EndpointOwner } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import type { Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { SecretStore } from '#platform/secrets/secret-store.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import { createCentre } from './centre.ts';
import { ChannelService } from './channel-service.ts';
import { ownerName } from './channel-store.ts';
import { createChannelTools } from './channel-tools.ts';
import { Composer } from './compose.ts';
import { createFieldsOf } from './fields.ts';
import { NotificationManager } from './notification-manager.ts';
import type { DeliveryViews } from '#platform/deliveries/views.ts';
import type { SinkSet, SummaryStats } from './ports.ts';
import { createNotificationsRouter } from './router.ts';
import { Scheduler } from './scheduler.ts';
import { createNotificationStore } from './store.ts';
import { summaryFields } from './summary.ts';
import { NotificationTeller } from './teller.ts';
import { createTemplateService } from './template-service.ts';

export interface NotificationsDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly settings: SettingsReader;
  readonly secrets: SecretStore;
  readonly query: ReadQueries;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly engine: DeliveryEngine;
  readonly views: DeliveryViews;
  readonly sinks: SinkSet;
  readonly guard: AddressGuard;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the console: what is sent to others is in it. */
  readonly language: () => Language;
  readonly revision: () => number;
  /** Where the rules send a kind: for what is sent by hand. */
  readonly channelsOf: (kind: NotificationKind) => readonly (number | string)[];
  /** The analytics feature's figures (A43). */
  readonly getStats: (days: number) => Promise<SummaryStats>;
  /** The computer's own zone. */
  readonly systemTimeZone?: string;
}

/** Builds the feature and registers its sinks, and itself as the owner of its endpoints, at the engine. */
export function createNotificationsFeature(deps: NotificationsDeps) {
  const { database, engine, clock } = deps;
  const systemZone = deps.systemTimeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timeZone = () => timeZoneOf(deps.settings.get('region'), systemZone);
  const store = createNotificationStore(database.connection);
  const composer = new Composer({ store, language: deps.language, timeZone });
  const channels = new ChannelService(deps);
  const teller = new NotificationTeller({ ...deps, store, channels });
  const today = () => localDate(clock.now(), timeZone());
  const manager = new NotificationManager({ ...deps, teller, today });
  const summary = (days: number, date?: string) => summaryFields({ ...deps, timeZone }, days, date);
  const scheduler = new Scheduler({ ...deps, systemZone: timeZone, summary });
  const sinks = new Map(deps.sinks.all.map((sink) => [sink.kind, sink]));
  const configOf = (sink: string) => channels.configSoFar(channels.firstOf(sink));
  for (const sink of deps.sinks.all) engine.registerSink(sink);
  const owner: EndpointOwner = {
    name: ownerName,
    compose: (delivery) => composer.compose(delivery),
    configOf: (id) => channels.configOf(id),
  };
  engine.registerOwner(owner);

  return {
    teller,
    manager,
    channels,
    scheduler,
    /** The values of a kind's texts for an event, read inside its transaction: for the rules. */
    fieldsOf: createFieldsOf(database.connection, deps.language),
    router: createNotificationsRouter({
      channels,
      tools: createChannelTools({ ...deps, store, channels, findChats: (config) => deps.sinks.findChats(config) }),
      centre: createCentre({ ...deps, store, composer }),
      manager,
      templates: createTemplateService({ ...deps, store, composer, sinks, configOf }),
      scheduler,
      sendSummary: async (days, trace) => manager.send('daily_summary', await summary(days), { trace }),
      revision: deps.revision,
    }),
    /** Before the engine starts: its deliveries need the secrets. */
    start: () => channels.start(),
    startSchedules: () => scheduler.start(),
    stop: () => scheduler.stop(),
  };
}
export type NotificationsFeature = ReturnType<typeof createNotificationsFeature>;

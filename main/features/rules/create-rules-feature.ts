import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import type { Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { NotificationKind } from '#shared/domain/notification.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { createActions } from './actions.ts';
import { AlertLife } from './alert-life.ts';
import { createEchoes } from './echoes.ts';
import { createRuleEndpoints } from './endpoints.ts';
import { createJobSink } from './job-sink.ts';
import { LimitWatcher } from './limit-watcher.ts';
import type { ChannelRef, FieldsOf, JobAdding, Teller } from './ports.ts';
import { createRulesRouter } from './router.ts';
import { RuleEngine } from './rule-engine.ts';
import { createRulesService } from './service.ts';
import { RuleStore } from './store.ts';

export interface RulesFeatureDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly query: ReadQueries;
  readonly settings: SettingsReader;
  readonly feed: Pick<LiveFeed, 'revision'>;
  readonly logger: Logger;
  readonly teller: Teller;
  readonly fieldsOf: FieldsOf;
  readonly deliveries: Pick<DeliveryEngine, 'enqueue' | 'expireFor' | 'registerSink' | 'registerOwner'>;
  readonly jobs: JobAdding;
  /** Of the texts that are sent. */
  readonly language: () => Language;
  /** The console's zone. */
  readonly timeZone: () => string;
}

export type RulesFeature = ReturnType<typeof createRulesFeature>;

/** Rules, the watch over the queue's limits, and what becomes of alerts. */
export function createRulesFeature(deps: RulesFeatureDeps) {
  const { database, deliveries } = deps;
  const store = new RuleStore(deps);
  const endpoints = createRuleEndpoints(deps);
  const alerts = new AlertLife({ ...deps, rules: store });
  const actions = createActions({ ...deps, endpoints, echoes: createEchoes(database), alerts });
  const engine = new RuleEngine({ ...deps, store, actions, alerts });
  const watcher = new LimitWatcher(deps);
  deliveries.registerOwner(endpoints.owner);
  deliveries.registerSink(createJobSink({ database, jobs: deps.jobs }));

  const service = createRulesService({ ...deps, store, engine });

  return {
    service,
    router: createRulesRouter(service),
    /** For every event type, in the event's transaction (`core/wiring.ts`). */
    onEvent: engine.onEvent,
    /** Where one of the five is told by the rule that ships: for what is sent by hand. */
    routeOf(kind: NotificationKind): readonly ChannelRef[] {
      const rule = store.all.find(({ shippedKey }) => shippedKey === kind);
      const action = rule?.spec.actions.find((one) => one.do === 'notify' && one.notification === kind);
      return action?.do === 'notify' ? action.channels : [];
    },
    /** Adds the shipped rules that are missing, then listens. Where the database can only be read nothing is told. */
    async start(): Promise<void> {
      if (database.isReadOnly) return store.load();
      await database.write(() => store.addShipped());
      engine.start();
      alerts.start();
      watcher.start();
    },
    async stop(): Promise<void> {
      await watcher.stop();
      await alerts.stop();
      await engine.stop();
    },
  };
}

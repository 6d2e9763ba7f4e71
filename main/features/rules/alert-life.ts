import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { EventView } from '#shared/domain/events.ts';
import type { RuleAction } from '#shared/domain/rule.ts';
import { createAlertStore, type DueAlert } from './alert-store.ts';
import { DueAlarm } from './due-alarm.ts';
import { alertKeyOf } from './placeholders.ts';
import type { ChannelRef, Teller } from './ports.ts';
import type { Rule, RuleStore } from './store.ts';

type RaiseAlert = Extract<RuleAction, { do: 'raise-alert' }>;

interface LifeDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: SettingsReader;
  readonly rules: Pick<RuleStore, 'find'>;
  readonly teller: Teller;
  readonly deliveries: Pick<DeliveryEngine, 'expireFor'>;
}

const minuteMs = 60_000;
const batchSize = 100;

/**
 * What happens to an alert after it was raised. While it is open, and nobody acknowledged it, it is told again (reminder) and to
 * others (escalation), by times that stand in its row; the event that its rule names ends it.
 */
export class AlertLife {
  readonly #deps: LifeDeps;
  readonly #store;
  readonly #alarm: DueAlarm;

  constructor(deps: LifeDeps) {
    this.#deps = deps;
    this.#store = createAlertStore(deps.database);
    this.#alarm = new DueAlarm({
      clock: deps.clock,
      next: () => this.#store.nextDue(),
      fire: () => this.#tellDue(),
      onError: (error) => deps.logger.error('alerts that are due could not be told again', { error }),
    });
  }

  start(): void {
    this.#alarm.start();
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  /** Announces an alert that was raised just now, and sets its times; one that stood already keeps its own. Inside a write. */
  raised(id: number, { action, rule, event }: { action: RaiseAlert; rule: Rule; event: EventView }): void {
    if (!this.#store.isNew(id, event.id)) return;
    const { clock, events, database } = this.#deps;
    const data = { rule: rule.name, key: alertKeyOf(action.key, event), severity: action.severity };
    events.append({ type: 'alert.raised', subject: `notification:${id}`, data, trace: event.trace });
    const [first] = action.escalation;
    if (!first && action.remindMinutes === 0) return;
    const now = clock.now();
    this.#store.setTimes(id, {
      escalateAt: first ? now + first.afterMinutes * minuteMs : null,
      remindAt: action.remindMinutes > 0 ? now + action.remindMinutes * minuteMs : null,
    });
    database.afterCommit(() => this.#alarm.set());
  }

  /** Ends the rule's alerts whose key the event has. Inside the event's write. */
  recover(rule: Rule, event: EventView): void {
    for (const action of rule.spec.actions) {
      if (action.do !== 'raise-alert' || action.recoversOn !== event.type) continue;
      const id = this.#store.findStanding(alertKeyOf(action.key, event), rule.id);
      if (id !== null) this.#deps.database.savepoint(() => this.#end(id, event));
    }
  }

  #end(id: number, event: EventView): void {
    const { clock, events, deliveries } = this.#deps;
    this.#store.recover(id, clock.now());
    deliveries.expireFor(id);
    const data = { by: event.type, eventId: event.id };
    events.append({ type: 'alert.recovered', subject: `notification:${id}`, data, trace: event.trace });
  }

  async #tellDue(): Promise<void> {
    const { database, clock, logger } = this.#deps;
    await database.write(() => {
      const now = clock.now();
      for (const alert of this.#store.due(now, batchSize)) {
        try {
          database.savepoint(() => this.#tellOne(alert, now));
        } catch (error) {
          if (!database.connection.inTransaction) throw error;
          // Without this it would be due for ever.
          logger.error('an alert could not be told again', { notification: alert.id, error });
          this.#store.forgetTimes(alert.id);
        }
      }
    });
  }

  #tellOne(alert: DueAlert, now: number): void {
    const action = this.#actionOf(alert);
    if (!action) return this.#store.forgetTimes(alert.id);
    if (alert.escalate_at !== null && alert.escalate_at <= now) this.#escalate(alert, action, now);
    if (alert.remind_at !== null && alert.remind_at <= now) this.#remind(alert, action, now);
  }

  #escalate(alert: DueAlert, action: RaiseAlert, now: number): void {
    const step = alert.escalation_step;
    const wish = action.escalation[step];
    if (!wish) return this.#store.setEscalation(alert.id, step, null);
    const next = action.escalation[step + 1];
    this.#store.setEscalation(alert.id, step + 1, next ? now + next.afterMinutes * minuteMs : null);
    const data = { step: step + 1, channels: wish.channels };
    const subject = `notification:${alert.id}`;
    this.#deps.events.append({ type: 'alert.escalated', subject, data, trace: alert.trace });
    this.#tellAgain(alert, wish.channels, `alert:${alert.id}:escalation:${step + 1}`);
  }

  /** The key names the time it was due: told twice it is one. */
  #remind(alert: DueAlert, action: RaiseAlert, now: number): void {
    const { remindMinutes } = action;
    this.#store.setReminder(alert.id, remindMinutes > 0 ? now + remindMinutes * minuteMs : null);
    if (remindMinutes > 0) this.#tellAgain(alert, action.channels, `alert:${alert.id}:reminder:${alert.remind_at}`);
  }

  #tellAgain({ id, trace }: DueAlert, channels: readonly ChannelRef[], key: string): void {
    const { teller, clock, settings } = this.#deps;
    const expiresAt = clock.now() + settings.get('alertMaxAgeHours') * 60 * minuteMs;
    teller.tellAgain({ notificationId: id, channels, key, expiresAt, trace });
  }

  /** The rule's action that raised it: the one whose key it has. A rule that is gone or changed tells nothing more. */
  #actionOf(alert: DueAlert): RaiseAlert | null {
    const rule = alert.rule_id === null ? null : this.#deps.rules.find(alert.rule_id);
    const raises = rule?.spec.actions.filter((action) => action.do === 'raise-alert') ?? [];
    if (raises.length <= 1) return raises[0] ?? null;
    const event = alert.event_id === null ? null : this.#store.findEvent(alert.event_id);
    return raises.find((action) => event && alertKeyOf(action.key, event) === alert.alert_key) ?? raises[0] ?? null;
  }
}

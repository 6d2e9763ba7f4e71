import type { Clock } from '#platform/clock.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { EventView } from '#shared/domain/events.ts';
import type { NotificationKind, Severity } from '#shared/domain/notification.ts';
import type { RuleAction } from '#shared/domain/rule.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { AlertLife } from './alert-life.ts';
import type { Echoes } from './echoes.ts';
import type { RuleEndpoints } from './endpoints.ts';
import { nameOf } from './rule-names.ts';
import { alertKeyOf, fillIn } from './placeholders.ts';
import type { ChannelRef, FieldsOf, Teller } from './ports.ts';
import type { Rule } from './store.ts';

export interface ActionDeps {
  readonly teller: Teller;
  readonly fieldsOf: FieldsOf;
  readonly deliveries: Pick<DeliveryEngine, 'enqueue'>;
  readonly endpoints: RuleEndpoints;
  readonly echoes: Echoes;
  readonly alerts: Pick<AlertLife, 'raised'>;
  readonly settings: SettingsReader;
  readonly clock: Clock;
  /** Of the texts that are sent. */
  readonly language: () => Language;
}

interface Occasion {
  readonly rule: Rule;
  readonly event: EventView;
  /** Of the action among the rule's. */
  readonly index: number;
  /** The end of quiet hours; null is now. */
  readonly dueAt: number | null;
}

type Wish<K extends RuleAction['do']> = Extract<RuleAction, { do: K }>;
export type RuleActions = ReturnType<typeof createActions>;

/** What rules can do. `prepare` answers null where nobody would be told: then not even a savepoint is needed. */
export function createActions(deps: ActionDeps) {
  const { teller, fieldsOf, deliveries, endpoints, echoes, alerts, settings, clock, language } = deps;

  return {
    prepare(action: RuleAction, occasion: Occasion): (() => void) | null {
      switch (action.do) {
        case 'notify':
          return prepareNotify(action, occasion);
        case 'raise-alert':
          return prepareAlert(action, occasion);
        case 'call-webhook':
          return () => callWebhook(action, occasion);
        case 'add-job':
          return echoes.isOfRuleJob(occasion.event) ? null : () => addJob(action, occasion);
      }
    },
  };

  function prepareNotify(action: Wish<'notify'>, occasion: Occasion) {
    const channels = audible(action.channels, occasion.event);
    if (channels.length === 0) return null;
    const kind = action.notification;
    return () =>
      void teller.tell({
        ...common(occasion, kind, severityOf(kind, occasion.event)),
        channels,
        fallback: action.fallback,
      });
  }

  function prepareAlert(action: Wish<'raise-alert'>, occasion: Occasion) {
    const { event, rule } = occasion;
    if (echoes.isAlertOfDeadDelivery(event)) return null;
    const alertKey = alertKeyOf(action.key, event);
    return () => {
      const { notificationId } = teller.tell({
        ...common(occasion, 'alert', action.severity),
        channels: audible(action.channels, event),
        expiresAt: (occasion.dueAt ?? clock.now()) + settings.get('alertMaxAgeHours') * 3_600_000,
        alertKey,
      });
      if (notificationId !== null) alerts.raised(notificationId, { action, rule, event });
    };
  }

  /** The channels that would be told, without the one whose own failure is to be told of. */
  function audible(channels: readonly ChannelRef[], event: EventView): readonly number[] {
    const failing = echoes.failingChannel(event);
    const ids = teller.resolveChannels(channels);
    return failing === null ? ids : ids.filter((id) => id !== failing);
  }

  function common({ rule, event, index, dueAt }: Occasion, kind: NotificationKind, severity: Severity) {
    const { groupSeconds } = rule.spec;
    return {
      kind,
      severity,
      subject: event.subject,
      fields: { ...fieldsOf(kind, event), rule: nameOf(rule, language()), severity },
      fallback: null,
      group: groupSeconds > 0 ? { key: `rule:${rule.id}:${index}`, waitMs: groupSeconds * 1000 } : null,
      ruleId: rule.id,
      eventId: event.id,
      key: keyOf(rule, event, index),
      dueAt,
      expiresAt: null,
      alertKey: null,
      trace: event.trace,
    };
  }

  function callWebhook(action: Wish<'call-webhook'>, occasion: Occasion): void {
    send(endpoints.webhook(action.url), { rule: nameOf(occasion.rule, language()), event: occasion.event }, occasion);
  }

  function addJob(action: Wish<'add-job'>, occasion: Occasion): void {
    const source = fillIn(action.source, occasion.event).trim();
    send(endpoints.jobs(), { source, preset: action.preset, trace: occasion.event.trace }, occasion);
  }

  function send(endpointId: number, payload: Record<string, unknown>, { rule, event, index, dueAt }: Occasion): void {
    deliveries.enqueue({
      endpointId,
      kind: event.type,
      subject: event.subject,
      payload,
      eventId: event.id,
      idempotencyKey: keyOf(rule, event, index),
      trace: event.trace,
      ...(dueAt === null ? {} : { dueAt }),
    });
  }
}

/** The same whenever the same rule meets the same event. */
const keyOf = (rule: Rule, event: EventView, index: number): string =>
  `rule:${rule.id}:${event.id}${index === 0 ? '' : `:${index}`}`;

function severityOf(kind: NotificationKind, event: EventView): Severity {
  if (kind === 'queue_status' || event.type === 'job.dead') return 'warning';
  return 'info';
}

import type { EventView } from '#shared/domain/events.ts';
import { ruleSpecSchema, type RuleSpec } from '#shared/domain/rule.ts';
import type { SettingValue } from '#shared/domain/settings.ts';

export interface ShippedRule {
  readonly key: string;
  readonly name: string;
  readonly spec: RuleSpec;
}

/** The rule that the setting `failureNotice` speaks of. */
export const retryingRule = 'processing_failed_retrying';

const shipped = (key: string, name: string, spec: Parameters<typeof ruleSpecSchema.parse>[0]): ShippedRule => ({
  key,
  name,
  spec: ruleSpecSchema.parse(spec),
});
const all = ['telegram', 'slack', 'email'];
const chats = ['telegram', 'slack'];

/** The rules that come with the console: the five notifications of source 000 (A26-A38) and the alerts of D38 and A46. */
export const shippedRules: readonly ShippedRule[] = [
  shipped('processing_started', 'processing_started', {
    event: 'job.started',
    conditions: [{ path: 'attempt', is: 'equals', value: 1 }],
    actions: [{ do: 'notify', notification: 'processing_started', channels: chats }],
  }),
  shipped('processing_completed', 'processing_completed', {
    event: 'job.succeeded',
    actions: [{ do: 'notify', notification: 'processing_completed', channels: all }],
  }),
  shipped('processing_failed', 'processing_failed', {
    event: 'job.dead',
    actions: [{ do: 'notify', notification: 'processing_failed', channels: all }],
  }),
  shipped(retryingRule, retryingRule, {
    event: 'job.retrying',
    actions: [{ do: 'notify', notification: 'processing_failed', channels: all }],
  }),
  shipped('queue_status', 'queue_status', {
    event: 'queue.above-limit',
    actions: [{ do: 'notify', notification: 'queue_status', channels: chats }],
  }),
  shipped('daily_summary', 'daily_summary', {
    event: 'summary.due',
    actions: [{ do: 'notify', notification: 'daily_summary', channels: all }],
  }),
  shipped('queue-long', 'queue-long', {
    event: 'queue.above-limit',
    conditions: [{ path: 'name', is: 'equals', value: 'waiting' }],
    actions: [
      {
        do: 'raise-alert',
        severity: 'warning',
        channels: ['desktop'],
        key: 'queue-{{name}}',
        recoversOn: 'queue.below-limit',
      },
    ],
  }),
  shipped('failures-in-a-row', 'failures-in-a-row', {
    event: 'job.dead',
    inARow: 3,
    resetsOn: 'job.succeeded',
    actions: [
      {
        do: 'raise-alert',
        severity: 'warning',
        channels: ['desktop'],
        key: 'failures-in-a-row',
        recoversOn: 'job.succeeded',
      },
    ],
  }),
  shipped('delivery-dead', 'delivery-dead', {
    event: 'delivery.dead',
    actions: [{ do: 'raise-alert', severity: 'warning', channels: ['desktop'], key: 'delivery-dead-{{channel}}' }],
  }),
  shipped('service-failed', 'service-failed', {
    event: 'service.failed',
    actions: [
      {
        do: 'raise-alert',
        severity: 'critical',
        channels: ['desktop'],
        key: '{{subject}}',
        recoversOn: 'service.started',
      },
    ],
  }),
  shipped('access-refused', 'access-refused', {
    event: 'access.refused',
    atMost: { count: 1, perSeconds: 600 },
    actions: [{ do: 'raise-alert', severity: 'warning', channels: ['desktop'], key: 'access-refused' }],
  }),
];

/** A32: whether an attempt that failed, with another to come, is told at all. */
export function isFailureTold(notice: SettingValue<'failureNotice'>, event: EventView): boolean {
  if (notice === 'every') return true;
  return notice === 'first-and-final' && event.data['attempt'] === 1;
}

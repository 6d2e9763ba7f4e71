import type { Database } from '#platform/database/database.ts';
import { AppError } from '#shared/contract/errors.ts';
import { sinkKinds } from '#shared/domain/channel.ts';
import { notificationKinds } from '#shared/domain/notification.ts';
import type { RuleAction, RuleSpec } from '#shared/domain/rule.ts';
import { knownPaths } from './event-paths.ts';
import { placeholdersIn } from './placeholders.ts';
import type { ChannelRef } from './ports.ts';

/** Throws `rule-invalid` with what a schema cannot tell: channels that are not there, fields that the event has not. */
export function createRuleCheck({ connection }: Database) {
  const isChannel = connection
    .prepare<[number], number>(
      "SELECT 1 FROM endpoints WHERE id = ? AND owner = 'notifications' AND deleted_at IS NULL",
    )
    .pluck();

  return (spec: RuleSpec): void => {
    for (const { path, is, value } of spec.conditions) {
      checkPath(spec, path);
      if (is !== 'exists' && value === undefined) refuse(`value-missing: ${path}`);
      if ((is === 'above' || is === 'below') && !isNumber(value)) refuse(`value-not-number: ${path}`);
    }
    for (const action of spec.actions) checkAction(spec, action);
  };

  function checkAction(spec: RuleSpec, action: RuleAction): void {
    switch (action.do) {
      case 'notify':
        if (!notificationKinds.includes(action.notification)) refuse(`unknown-notification: ${action.notification}`);
        for (const channel of [...action.channels, ...(action.fallback === null ? [] : [action.fallback])])
          checkChannel(channel);
        return;
      case 'raise-alert':
        for (const channel of action.channels) checkChannel(channel);
        for (const { channels } of action.escalation) for (const channel of channels) checkChannel(channel);
        for (const path of placeholdersIn(action.key)) checkPath(spec, path);
        if (action.recoversOn === spec.event) refuse(`recovers-on-itself: ${spec.event}`);
        return;
      case 'call-webhook':
        if (!/^https?:$/.test(new URL(action.url).protocol))
          refuse(`unknown-protocol: ${new URL(action.url).protocol}`);
        return;
      case 'add-job':
        for (const path of placeholdersIn(action.source)) checkPath(spec, path);
    }
  }

  function checkChannel(channel: ChannelRef): void {
    const isKnown =
      typeof channel === 'number'
        ? isChannel.get(channel) !== undefined
        : (sinkKinds as readonly string[]).includes(channel);
    if (!isKnown) refuse(`unknown-channel: ${channel}`);
  }
}

function checkPath(spec: RuleSpec, path: string): void {
  const known = knownPaths(spec.event);
  const [first = ''] = path.split('.');
  if (known && !known.includes(first)) refuse(`unknown-path: ${path}`);
}

const isNumber = (value: unknown): boolean => value !== undefined && value !== '' && Number.isFinite(Number(value));

function refuse(reason: string): never {
  throw new AppError('rule-invalid', { reason });
}

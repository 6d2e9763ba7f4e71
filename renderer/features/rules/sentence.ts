import type { ChannelView } from '#shared/contract/notifications.ts';
import type { Condition, Hours, RuleAction, RuleSpec } from '#shared/domain/rule.ts';
import type { Translate } from '../../app/language.ts';
import type { Formats } from '../../kit/format.ts';

export type ChannelRef = number | string;
export type Channels = readonly Pick<ChannelView, 'id' | 'sink' | 'name' | 'isFirst'>[];

export interface SentenceTools {
  readonly t: Translate;
  readonly format: Pick<Formats, 'list' | 'duration'>;
  readonly channels: Channels;
}

/** The channel that a rule means: an id, or a sink's name for its first one. */
export function channelName(ref: ChannelRef, { channels, t }: Pick<SentenceTools, 'channels' | 't'>): string {
  const found =
    typeof ref === 'number'
      ? channels.find(({ id }) => id === ref)
      : channels.find(({ sink, isFirst }) => isFirst && sink === ref);
  if (found) return found.name;
  return typeof ref === 'string'
    ? t(`notificationsPage.sink.${ref}`, { defaultValue: ref })
    : t('rules.goneChannel', { id: ref });
}

const namesOf = (refs: readonly ChannelRef[], tools: SentenceTools): string =>
  refs.length === 0 ? tools.t('rules.noChannel') : tools.format.list(refs.map((ref) => channelName(ref, tools)));

const conditionText = ({ path, is, value }: Condition, t: Translate): string =>
  t(`rules.condition.${is}`, { path, value: String(value ?? '') });

export function hoursText({ from, to, days }: Hours, t: Translate): string {
  const names = days.length === 7 ? '' : days.map((day) => t(`rules.day.${day}`)).join(' ');
  return [`${from}–${to}`, names].filter(Boolean).join(' ');
}

function actionText(action: RuleAction, tools: SentenceTools): string {
  const { t } = tools;
  switch (action.do) {
    case 'notify': {
      const told = t('rules.do.notify', { channels: namesOf(action.channels, tools) });
      return action.fallback === null
        ? told
        : told + t('rules.do.fallback', { channel: channelName(action.fallback, tools) });
    }
    case 'call-webhook':
      return t('rules.do.webhook', { url: action.url });
    case 'add-job':
      return t('rules.do.job', { source: action.source });
    case 'raise-alert':
      return t('rules.do.alert', {
        severity: t(`notificationsPage.severity.${action.severity}`).toLowerCase(),
        channels: namesOf(action.channels, tools),
      });
  }
}

/** A rule as one sentence; what the rule itself says stands between ⟦ and ⟧. */
export function ruleSentence(spec: RuleSpec, tools: SentenceTools): string {
  const { t, format } = tools;
  const conditions = spec.conditions.map((condition) => t('rules.and', { condition: conditionText(condition, t) }));
  const limits = [
    spec.inARow > 1 ? t('rules.inARow', { times: spec.inARow }) : '',
    spec.hours ? t('rules.hours', { hours: hoursText(spec.hours, t) }) : '',
  ];
  const ends = [
    spec.atMost
      ? t('rules.atMost', { times: spec.atMost.count, time: format.duration(spec.atMost.perSeconds * 1000) })
      : '',
    spec.groupSeconds > 0 ? t('rules.grouped', { time: format.duration(spec.groupSeconds * 1000) }) : '',
    spec.quiet ? t(`rules.quiet.${spec.quiet.mode}`, { hours: hoursText(spec.quiet, t) }) : '',
  ];
  const actions = spec.actions.map((action) => actionText(action, tools)).join(t('rules.andDo'));
  return [t('rules.when', { event: spec.event }), ...conditions, ...limits, ', ', actions, ...ends].join('');
}

export interface SentencePart {
  readonly text: string;
  readonly isMarked: boolean;
}

/** Splits a sentence at its marks. */
export const sentenceParts = (sentence: string): readonly SentencePart[] =>
  sentence
    .split(/(⟦[^⟦⟧]*⟧)/)
    .filter(Boolean)
    .map((text) => (text.startsWith('⟦') ? { text: text.slice(1, -1), isMarked: true } : { text, isMarked: false }));

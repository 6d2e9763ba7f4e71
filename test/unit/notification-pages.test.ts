import { describe, expect, it } from 'vitest';
import type { ChannelView } from '#shared/contract/notifications.ts';
import { ruleSpecSchema } from '#shared/domain/rule.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { deliveryPhrase } from '../../renderer/app/delivery-phrase.ts';
import { parseAddress, toFilter, writeAddress } from '../../renderer/features/deliveries/address.ts';
import { changedFields, draftIssues, draftOf } from '../../renderer/features/notifications/channel-form.ts';
import { insertField, suggest, typedField } from '../../renderer/features/notifications/complete.ts';
import { conditionOf, minutesUntil } from '../../renderer/features/notifications/select.ts';
import { draftIssues as ruleIssues, draftOf as ruleDraftOf, typedValue } from '../../renderer/features/rules/draft.ts';
import { ruleSentence, sentenceParts } from '../../renderer/features/rules/sentence.ts';
import { createFormats } from '../../renderer/kit/format.ts';

const state: ChannelView['state'] = {
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
};
const telegram: ChannelView = {
  id: 3,
  sink: 'telegram',
  name: 'Guardia',
  isEnabled: true,
  isFirst: true,
  isComplete: true,
  fields: [
    { name: 'botToken', value: null, isSet: true, last4: '9xYz', lockedBy: null },
    { name: 'chatIds', value: ['1', '2'], isSet: true, last4: null, lockedBy: 'TELEGRAM_CHAT_ID' },
    { name: 'apiBase', value: 'https://api.telegram.org', isSet: true, last4: null, lockedBy: null },
    { name: 'proxy', value: null, isSet: false, last4: null, lockedBy: null },
  ],
  policy: {},
  state,
};
const t = (key: string, params?: Readonly<Record<string, unknown>>): string =>
  String(createI18n('es').t(key, { ...params }));
const format = createFormats('es', 'UTC');

describe("a channel's form", () => {
  it('sends only what changed: no kept secret, nothing that a variable holds [B30]', () => {
    const draft = draftOf('telegram', telegram, '');
    expect(draft.values).toMatchObject({ botToken: '', chatIds: '1\n2' });
    expect(changedFields(draft, telegram)).toEqual({});
    const typed = { ...draft, values: { ...draft.values, botToken: ' 1:new ', chatIds: '9', proxy: 'http://p:1' } };
    expect(changedFields(typed, telegram)).toEqual({ botToken: '1:new', proxy: 'http://p:1' });
    expect(changedFields({ ...draft, emptied: ['botToken'] }, telegram)).toEqual({ botToken: null });
  });

  it('names what is missing or unfit before anything is sent [B30]', () => {
    const fresh = draftOf('email', null, 'Correo');
    expect(Object.fromEntries(draftIssues(fresh, null))).toEqual({ to: 'required' });
    const wrong = { ...fresh, name: ' ', values: { ...fresh.values, port: '70000', to: 'a@b.co, c@d.co' } };
    expect(Object.fromEntries(draftIssues(wrong, null))).toEqual({ port: 'invalid', name: 'required' });
    expect(changedFields({ ...fresh, values: { ...fresh.values, to: 'a@b.co, c@d.co' } }, null)).toEqual({
      server: 'smtp.gmail.com',
      port: 587,
      to: ['a@b.co', 'c@d.co'],
    });
    expect(draftIssues(draftOf('telegram', telegram, ''), telegram).size).toBe(0);
  });

  it('tells the worst of a channel first [A25]', () => {
    const error = { code: 'channel-credentials-refused', params: {}, message: '', trace: null };
    const at = (changes: Partial<ChannelView['state']>, rest: Partial<ChannelView> = {}) =>
      conditionOf({ ...telegram, ...rest, state: { ...state, ...changes } }, 0);
    expect(at({ broken: error }, { isEnabled: false })).toBe('off');
    expect(at({ broken: error, breaker: 'open' })).toBe('broken');
    expect(at({ breaker: 'open' })).toBe('open');
    expect(at({ quietUntil: '1970-01-01T00:00:05.000Z' })).toBe('quiet');
    expect(at({ failures: 2 })).toBe('failing');
    expect(at({ lastOkAt: '1970-01-01T00:00:00.000Z' })).toBe('ok');
    expect(at({})).toBe('new');
  });
});

describe('a rule as a sentence', () => {
  const spec = ruleSpecSchema.parse({
    event: 'job.dead',
    conditions: [{ path: 'attempt', is: 'equals', value: 5 }],
    atMost: { count: 1, perSeconds: 900 },
    actions: [{ do: 'notify', notification: 'alert', channels: ['telegram', 7, 99] }],
  });
  const channels = [telegram, { id: 7, sink: 'slack' as const, name: 'Equipo', isFirst: true }];

  it('says when, who is told and how often, with what the rule says marked [B30]', () => {
    const sentence = ruleSentence(spec, { t, format, channels });
    expect(sentence).toBe(
      'Cuando ⟦job.dead⟧ y ⟦attempt es 5⟧, avisar a ⟦Guardia, Equipo, canal 99 (ya no existe)⟧, como mucho ⟦1 cada 15 min⟧',
    );
    expect(sentenceParts(sentence).filter(({ isMarked }) => isMarked)).toHaveLength(4);
    expect(
      sentenceParts(sentence)
        .map(({ text }) => text)
        .join(''),
    ).toBe(sentence.replaceAll(/[⟦⟧]/g, ''));
  });

  it('a draft names its unfit fields, and a typed value takes its kind [B30]', () => {
    expect(ruleIssues(ruleDraftOf(null))).toEqual(['name', 'actions.0.channels']);
    const draft = { id: null, name: 'x', isEnabled: true, spec };
    expect(ruleIssues(draft)).toEqual([]);
    const broken = {
      ...spec,
      actions: [{ do: 'call-webhook' as const, url: 'no' }],
      conditions: [{ path: 'a', is: 'above' as const, value: '' }],
    };
    expect(ruleIssues({ ...draft, spec: broken })).toEqual(['actions.0.url', 'conditions.0.value']);
    expect([typedValue('5'), typedValue('true'), typedValue(''), typedValue('5 min')]).toEqual([5, true, '', '5 min']);
  });
});

describe('the words of a delivery', () => {
  const words = () => ({ message: 'token revocado' });
  const delivery = {
    channel: 'Telegram',
    state: 'delivered' as const,
    dueAt: null,
    endedAt: '2026-01-01T12:00:04.000Z',
    waitsFor: null,
    error: null,
    attempts: 1,
  };
  const error = { code: 'x', params: {}, message: '', trace: null };

  it('say when it came, when it is tried next and why it failed [A25]', () => {
    const say = (changes: object) => deliveryPhrase({ ...delivery, ...changes }, { t, format, words });
    expect(say({})).toBe('Telegram 12:00:04');
    expect(say({ channel: 'Slack', state: 'waiting', dueAt: '2026-01-01T12:00:30.000Z' })).toBe(
      'Slack espera, próximo 12:00:30',
    );
    expect(say({ state: 'waiting', waitsFor: 'broken' })).toBe('Telegram espera (el canal está averiado)');
    expect(say({ channel: 'E-mail', state: 'dead', error })).toBe('E-mail falló: token revocado');
  });
});

describe("a template's fields", () => {
  it('are offered after two braces and put in whole [B30]', () => {
    expect(typedField('a {{ ti', 7)).toEqual({ from: 5, name: 'ti' });
    expect(typedField('a {{ title }} b', 15)).toBeNull();
    expect(suggest(['title', 'time', 'retry_count'], 'ti')).toEqual(['title', 'time']);
    expect(insertField('a {{ti', 6, 'title')).toEqual({ text: 'a {{ title }}', caret: 13 });
    expect(insertField('a {{', 4, 'title')).toEqual({ text: 'a {{ title }}', caret: 13 });
    expect(insertField('a b', 2, 'url')).toEqual({ text: 'a {{ url }}b', caret: 11 });
    expect(insertField('{{ ti }} x', 5, 'title')).toEqual({ text: '{{ title }} x', caret: 11 });
  });
});

describe('the address of the deliveries', () => {
  it('says what is shown and reads back the same; nonsense is left out [B30]', () => {
    const address = parseAddress({ state: 'waiting', channel: '4', q: 42, id: 'x' });
    expect(address).toEqual({ state: 'waiting', channel: 4, error: null, search: '42', open: null });
    expect(parseAddress(writeAddress(address))).toEqual(address);
    expect(toFilter(address)).toEqual({ states: ['waiting'], endpointId: 4, search: '42' });
    expect(parseAddress({ state: 'nonsense' }).state).toBe('dead');
  });
});

it('counts the minutes to a time of day, today or tomorrow [B30]', () => {
  const now = new Date(2026, 0, 1, 12, 0, 0).getTime();
  expect(minutesUntil('12:30', now)).toBe(30);
  expect(minutesUntil('08:00', now)).toBe(20 * 60);
  expect(minutesUntil('25:00', now)).toBeNull();
});

import { expect, test } from 'vitest';
import type { EventView } from '#shared/domain/events.ts';
import { ruleSpecSchema, type Condition, type RuleSpec } from '#shared/domain/rule.ts';
import { matchesAll, readPath } from '../../main/features/rules/conditions.ts';
import { breakRow, evaluate, freshUsage, type RuleUsage } from '../../main/features/rules/evaluate.ts';
import { endOfHours, isWithin } from '../../main/features/rules/hours.ts';
import { fillIn } from '../../main/features/rules/placeholders.ts';

const event = (data: Record<string, unknown> = {}, at = '2026-03-04T12:00:00.000Z'): EventView => ({
  id: 7,
  type: 'job.dead',
  at,
  subject: 'job:42',
  data,
  trace: 'a'.repeat(32),
});
const spec = (wish: Partial<RuleSpec>): RuleSpec =>
  ruleSpecSchema.parse({
    event: 'job.dead',
    actions: [{ do: 'notify', notification: 'processing_failed', channels: [] }],
    ...wish,
  });

/** What becomes of events at these times, one after the other. */
function outcomes(rule: RuleSpec, times: readonly number[], timeZone = 'UTC') {
  let usage: RuleUsage = freshUsage;
  return times.map((at) => {
    const outcome = evaluate(rule, event(), usage, { at, timeZone });
    usage = outcome.usage;
    return outcome.kind;
  });
}

test.each<[Condition, boolean]>([
  [{ path: 'code', is: 'equals', value: 'ffmpeg-failed' }, true],
  [{ path: 'code', is: 'not-equals', value: 'ffmpeg-failed' }, false],
  [{ path: 'attempt', is: 'equals', value: '3' }, true],
  [{ path: 'attempt', is: 'above', value: 2 }, true],
  [{ path: 'attempt', is: 'above', value: 3 }, false],
  [{ path: 'attempt', is: 'below', value: '4' }, true],
  [{ path: 'title', is: 'above', value: 0 }, false],
  [{ path: 'title', is: 'contains', value: 'CLIP' }, true],
  [{ path: 'tags', is: 'contains', value: 'b' }, true],
  [{ path: 'deep.er.value', is: 'equals', value: true }, true],
  [{ path: 'nothing', is: 'exists' }, false],
  [{ path: 'nothing', is: 'exists', value: false }, true],
  [{ path: 'nothing', is: 'not-equals', value: 1 }, true],
  [{ path: 'nothing', is: 'below', value: 1 }, false],
  [{ path: 'subject', is: 'equals', value: 'job:42' }, true],
  [{ path: 'constructor', is: 'exists' }, false],
  [{ path: '__proto__.polluted', is: 'exists' }, false],
  [{ path: 'title.length', is: 'exists' }, false],
])('a condition looks at the event’s own values alone: %o is %s [D38]', (condition, isMet) => {
  const data = {
    code: 'ffmpeg-failed',
    attempt: 3,
    title: 'my clip.mp4',
    tags: ['a', 'b'],
    deep: { er: { value: true } },
  };
  expect(matchesAll(event(data), [condition])).toBe(isMet);
});

test('a path is followed eight names deep and no further [D38]', () => {
  const names = 'abcdefghi'.split('');
  const nest = (depth: number) => names.slice(0, depth).reduceRight<unknown>((value, name) => ({ [name]: value }), 1);
  expect(readPath(event(nest(8) as Record<string, unknown>), names.slice(0, 8).join('.'))).toBe(1);
  expect(readPath(event(nest(9) as Record<string, unknown>), names.join('.'))).toBeUndefined();
});

const night = { from: '22:00', to: '07:00', days: [5] };

test.each([
  ['2026-03-06T21:59:00Z', false],
  ['2026-03-06T22:00:00Z', true],
  ['2026-03-07T06:59:00Z', true],
  ['2026-03-07T07:00:00Z', false],
  ['2026-03-07T23:00:00Z', false],
  ['2026-03-06T03:00:00Z', false],
])('hours past midnight belong to the day they began on: %s [D38]', (at, isIn) => {
  expect(isWithin(night, Date.parse(at), 'UTC')).toBe(isIn);
});

test.each([
  // Spring forward in Madrid: the night of 28 March 2026 lasts an hour less; in autumn one more.
  [
    { from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6] },
    '2026-03-28T22:30:00Z',
    'Europe/Madrid',
    '2026-03-29T05:00:00.000Z',
  ],
  [
    { from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6] },
    '2026-10-24T21:30:00Z',
    'Europe/Madrid',
    '2026-10-25T06:00:00.000Z',
  ],
  // An end that the clock skips: the first moment after it.
  [{ from: '22:00', to: '02:30', days: [6] }, '2026-03-28T22:30:00Z', 'Europe/Madrid', '2026-03-29T01:00:00.000Z'],
  // Half an hour in Lord Howe.
  [
    { from: '00:00', to: '12:00', days: [0] },
    '2026-04-04T13:30:00Z',
    'Australia/Lord_Howe',
    '2026-04-05T01:30:00.000Z',
  ],
  // Until the day is over, and into the next one where that is quiet too.
  [{ from: '00:00', to: '00:00', days: [6, 0] }, '2026-03-07T10:00:00Z', 'UTC', '2026-03-09T00:00:00.000Z'],
])('quiet hours end by the clock of the zone’s people: %o from %s in %s [D38]', (hours, at, zone, end) => {
  const found = endOfHours(hours, Date.parse(at), zone);
  expect(found === null ? null : new Date(found).toISOString()).toBe(end);
});

test('quiet hours without an end have none, and what comes in them is not told [D38]', () => {
  const always = { from: '00:00', to: '00:00', days: [0, 1, 2, 3, 4, 5, 6] };
  expect(endOfHours(always, Date.UTC(2026, 2, 4), 'UTC')).toBeNull();
  expect(outcomes(spec({ quiet: { ...always, mode: 'hold' } }), [Date.UTC(2026, 2, 4)])).toEqual(['hours']);
});

test('quiet hours hold a message back to their end, or drop it [D38]', () => {
  const quiet = { from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6] };
  const at = Date.parse('2026-03-04T23:00:00Z');
  const held = evaluate(spec({ quiet: { ...quiet, mode: 'hold' } }), event(), freshUsage, { at, timeZone: 'UTC' });
  expect(held).toMatchObject({ kind: 'told', dueAt: Date.parse('2026-03-05T07:00:00Z') });
  const dropped = evaluate(spec({ quiet: { ...quiet, mode: 'drop' } }), event(), freshUsage, { at, timeZone: 'UTC' });
  expect(dropped.kind).toBe('hours');
});

test('at most so many are told in a window, and a clock set back begins a new one [D38]', () => {
  const rule = spec({ atMost: { count: 2, perSeconds: 60 } });
  expect(outcomes(rule, [0, 1000, 2000, 59_999, 60_000, 61_000, 62_000])).toEqual([
    'told',
    'told',
    'limit',
    'limit',
    'told',
    'told',
    'limit',
  ]);
  expect(outcomes(rule, [5_000_000, 5_000_001, 5_000_002, 1000])).toEqual(['told', 'told', 'limit', 'told']);
});

test('the third failure in a row is told and those after it too, until a success breaks the row [D38]', () => {
  const rule = spec({ inARow: 3, resetsOn: 'job.succeeded' });
  expect(outcomes(rule, [1, 2, 3, 4])).toEqual(['in-a-row', 'in-a-row', 'told', 'told']);
  const two = [1, 2].reduce((usage, at) => evaluate(rule, event(), usage, { at, timeZone: 'UTC' }).usage, freshUsage);
  expect(evaluate(rule, event(), breakRow(two), { at: 3, timeZone: 'UTC' }).kind).toBe('in-a-row');
});

test('events of a group take one message, and a clock set back does not hold the group open [D38]', () => {
  const rule = spec({ groupSeconds: 10, atMost: { count: 2, perSeconds: 3600 } });
  expect(outcomes(rule, [0, 1, 9999, 10_000, 10_001, 20_001])).toEqual([
    'told',
    'grouped',
    'grouped',
    'told',
    'grouped',
    'limit',
  ]);
  expect(outcomes(spec({ groupSeconds: 10 }), [9_000_000, 1000])).toEqual(['told', 'told']);
});

test('a key takes plain values of the event and nothing else [D38]', () => {
  const text = 'x {{subject}} {{ code }} {{missing}} {{deep}} {{__proto__}} {{#each}}';
  expect(fillIn(text, event({ code: 5, deep: {} }))).toBe('x job:42 5    {{#each}}');
});

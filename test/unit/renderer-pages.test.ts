import { describe, expect, it } from 'vitest';
import type { Metrics } from '#shared/contract/analytics.ts';
import type { HealthCheck } from '#shared/contract/health.ts';
import type { LogLine } from '#shared/contract/logs.ts';
import type { SettingView } from '#shared/contract/settings.ts';
import { settingKeys } from '#shared/domain/settings.ts';
import { languages } from '#shared/i18n/languages.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import {
  mergeActivity,
  metricChanges,
  metricLines,
  periodOf,
  shortSource,
} from '../../renderer/features/analytics/select.ts';
import { actionsFor, sortChecks } from '../../renderer/features/health/select.ts';
import {
  emptyView,
  fieldsText,
  filterInput,
  filterOf,
  isFiltered,
  reduceLines,
} from '../../renderer/features/logs/lines.ts';
import { fieldKindOf, groupSettings, originOf } from '../../renderer/features/settings/fields.ts';

const at = '2026-11-24T10:00:00.000Z';
const metrics = (changes: Partial<Metrics>): Metrics => ({
  processed: 100,
  succeeded: 96,
  failed: 4,
  successRate: 0.96,
  averageMs: 120_000,
  p50Ms: 100_000,
  p95Ms: 300_000,
  cacheHits: 40,
  cacheHitRate: 0.4,
  ...changes,
});

describe('the overview', () => {
  it('judges each metric by its own better direction [A09] [A10] [A11] [A12]', () => {
    const changes = metricChanges(
      metrics({ processed: 112, successRate: 0.95, averageMs: 111_000, cacheHitRate: 0.45 }),
      metrics({}),
    );
    expect(changes.processed).toMatchObject({ direction: 'up', verdict: 'good' });
    expect(changes.processed?.amount).toBeCloseTo(0.12);
    expect(changes.successRate).toMatchObject({ direction: 'down', verdict: 'bad' });
    expect(changes.average).toEqual({ direction: 'down', verdict: 'good', amount: 9000 });
    expect(changes.cacheHitRate).toMatchObject({ direction: 'up', verdict: 'good' });
  });

  it('says nothing about a change where one of the two periods has nothing [A10]', () => {
    const changes = metricChanges(metrics({ successRate: null }), metrics({ processed: 0, averageMs: null }));
    expect(changes.processed).toBeNull();
    expect(changes.successRate).toBeNull();
    expect(changes.average).toBeNull();
    expect(metricChanges(metrics({}), metrics({})).processed).toMatchObject({ direction: 'same', verdict: 'neutral' });
  });

  it('leaves gaps where a bucket has nothing, and the open bucket out until it has [A10]', () => {
    const bucket = { startsAt: at, succeeded: 0, failed: 0, averageMs: null, cacheHitRate: null, isOpen: false };
    const lines = metricLines([bucket, { ...bucket, succeeded: 3, failed: 1 }, { ...bucket, isOpen: true }]);
    expect(lines.processed).toEqual([0, 4]);
    expect(lines.successRate).toEqual([null, 0.75]);
  });

  it('takes its period from the address and a week for anything else [A13]', () => {
    expect([1, '30', 'abc', 8, undefined].map((days) => periodOf(days))).toEqual([1, 30, 7, 7, 7]);
  });

  it('joins live and read activity once each, newest first [A06]', () => {
    const event = (id: number) => ({ id, type: 'job.added' as const, at, subject: `job:${id}`, data: {}, trace: 't' });
    expect(mergeActivity([event(5), event(4)], [event(4), event(3)], 3).map(({ id }) => id)).toEqual([5, 4, 3]);
  });

  it('shortens sources to what tells them apart [A05]', () => {
    expect(shortSource('/home/me/v/clip one.mp4')).toBe('clip one.mp4');
    expect(shortSource('C:\\v\\clip.mp4')).toBe('clip.mp4');
    expect(shortSource('https://example.org/')).toBe('example.org');
    expect(shortSource('https://example.org/a/b.mp4?x=1')).toBe('example.org/a/b.mp4');
  });
});

describe('services', () => {
  it('puts the worst check first and offers only what the state allows [A69]', () => {
    const check = (name: string, state: HealthCheck['state']): HealthCheck => ({
      name,
      state,
      latencyMs: null,
      since: at,
      cause: null,
      cure: null,
      details: {},
    });
    const sorted = sortChecks([check('a', 'off'), check('b', 'ok'), check('c', 'down'), check('d', 'degraded')]);
    expect(sorted.map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a']);
    expect(actionsFor('running')).toEqual(['restart', 'stop']);
    expect(actionsFor('failed')).toEqual(['start']);
    expect(actionsFor('stopping')).toEqual([]);
  });
});

describe('the log lines', () => {
  const line = (id: string): LogLine => ({
    id,
    at,
    level: 'INFO',
    module: 'queue',
    file: 'queue.log',
    message: 'm',
    trace: null,
    fields: {},
  });

  it('come once each, whether read, followed or paged back [A64]', () => {
    const read = reduceLines(emptyView, { kind: 'read', lines: [line('3'), line('4')] });
    const older = reduceLines(read, { kind: 'older', lines: [line('1'), line('2')] });
    const newer = reduceLines(older, { kind: 'newer', lines: [line('4'), line('5')], dropped: 2, isFollowing: false });
    expect(newer.lines.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
    expect(newer).toMatchObject({ unseen: 1, dropped: 2 });
    expect(reduceLines(newer, { kind: 'seen' }).unseen).toBe(0);
  });

  it('keep their filter in the address and leave out what it does not understand [A64]', () => {
    const filter = filterOf({ level: 'ERROR', text: 42, module: '', files: ['api.log', 7], trace: 'abc', other: 1 });
    expect(filterInput(filter)).toEqual({ level: 'ERROR', text: '42', files: ['api.log'], trace: 'abc' });
    expect(filterInput(filterOf({ level: 'LOUD' }))).toEqual({});
    expect(isFiltered(filterOf({}))).toBe(false);
  });

  it('show their other fields behind the message [A62]', () => {
    expect(fieldsText({ job: 42, name: 'a b', nested: { x: 1 } })).toBe('job=42 name=a b nested={"x":1}');
  });
});

describe('the settings page', () => {
  const setting = (key: string, changes: Partial<SettingView> = {}): SettingView => ({
    key,
    group: 'general',
    value: '',
    defaultValue: '',
    source: 'default',
    lockedBy: null,
    secret: null,
    needsRestart: false,
    ...changes,
  });

  it('asks for each setting in the way that fits it [A75]', () => {
    expect(fieldKindOf(setting('closeToTray', { defaultValue: true }))).toEqual({ kind: 'switch' });
    expect(fieldKindOf(setting('maxSourceBytes', { defaultValue: 1 }))).toEqual({
      kind: 'number',
      unit: 'gigabytes',
      scale: 1_000_000_000,
    });
    expect(fieldKindOf(setting('theme'))).toMatchObject({ kind: 'choice' });
    expect(fieldKindOf(setting('ffmpegPath'))).toEqual({ kind: 'path', isFile: true });
    expect(fieldKindOf(setting('allowedHosts', { defaultValue: [] }))).toEqual({ kind: 'list' });
    const secret = { isSet: true, last4: '1234', changedAt: null };
    expect(fieldKindOf(setting('adminToken', { secret }))).toEqual({ kind: 'secret' });
  });

  it('finds a setting by its name, its hint and its variable [Z08]', () => {
    const settings = [setting('workers', { group: 'queue' }), setting('outputDir', { group: 'video' })];
    const textsOf = (key: string) => ({ label: key === 'workers' ? 'Jobs at once' : 'Output folder', hint: '' });
    const groups = (search: string) => groupSettings(settings, search, textsOf).map(({ group }) => group);
    expect(groups('')).toEqual(['queue', 'video']);
    expect(groups('at once')).toEqual(['queue']);
    expect(groups('ATALAYA_OUTPUT')).toEqual(['video']);
    expect(groups('nothing')).toEqual([]);
    expect(originOf('dataDir')).toEqual({ env: 'ATALAYA_DATA_DIR', flag: '--data-dir', isBoot: true });
  });

  it.each(languages)('has a name and a hint for every setting in %s [Z08]', (language) => {
    const texts = createI18n(language);
    const missing = settingKeys.filter(
      (key) => !texts.exists(`settings.key.${key}.label`) || !texts.exists(`settings.key.${key}.hint`),
    );
    expect(missing).toEqual([]);
  });
});

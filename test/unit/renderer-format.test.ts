import { describe, expect, it } from 'vitest';
import { countScale, labelEvery } from '../../renderer/kit/chart-scale.ts';
import { createFormats } from '../../renderer/kit/format.ts';

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const now = Date.UTC(2026, 10, 24, 14, 30);
const es = createFormats('es', 'UTC');
const pt = createFormats('pt-BR', 'UTC');
const en = createFormats('en-US', 'UTC');

describe('formats', () => {
  it('group thousands in every region, four digits too [A09]', () => {
    expect([es, pt, en].map((format) => format.number(1284))).toEqual(['1.284', '1.284', '1,284']);
  });

  it('write a rate with one decimal, and a dash when there is none [A10]', () => {
    expect(plain(es.percent(0.964))).toBe('96,4 %');
    expect(en.percent(0.964)).toBe('96.4%');
    expect(en.percent(null)).toBe('—');
    expect(en.percent(Number.NaN)).toBe('—');
  });

  it('write durations as a clock and in words [A11]', () => {
    expect(es.clock(112_000)).toBe('1:52');
    expect(es.clock(3_725_000)).toBe('1:02:05');
    expect(es.clock(null)).toBe('—');
    expect(plain(en.duration(112_000))).toBe('1 min, 52 sec');
    expect(plain(en.duration(420))).toBe('420 ms');
    expect(plain(en.duration(90_000_000))).toBe('1 day, 1 hr');
    expect(plain(en.duration(3_600_000))).toBe('1 hr');
  });

  it('write sizes in decimal units as file managers do [A72]', () => {
    expect(plain(es.bytes(12_400_000))).toBe('12,4 MB');
    expect(plain(en.bytes(999))).toBe('999 byte');
    expect(plain(en.bytes(212_000_000_000))).toBe('212 GB');
    expect(en.bytes(null)).toBe('—');
  });

  it('write the hour for today and the date before, and how long ago [A06]', () => {
    expect(es.when('2026-11-24T14:02:00Z', now)).toBe('14:02');
    expect(plain(es.when('2026-11-23T22:40:00Z', now))).toBe('23 nov, 22:40');
    expect(plain(es.relative(now - 2 * 3_600_000, now))).toBe('hace 2 h');
    expect(plain(en.relative(now + 36_000, now))).toBe('in 36 sec.');
  });

  it('write log times to the millisecond, the same in every region [A64]', () => {
    for (const format of [es, pt, en]) expect(format.logTime('2026-11-24T14:02:03.045Z')).toBe('14:02:03.045');
  });
});

describe('scales', () => {
  it('end on a round number and mark whole counts only [Z08]', () => {
    expect(countScale(47)).toEqual({ max: 60, ticks: [0, 20, 40, 60] });
    expect(countScale(0)).toEqual({ max: 1, ticks: [0, 1] });
    expect(countScale(2).ticks).toEqual([0, 1, 2]);
    expect(countScale(1_000_000).max).toBe(1_000_000);
  });

  it('leave out labels that would touch [Z08]', () => {
    expect(labelEvery(7, 700, 56)).toBe(1);
    expect(labelEvery(90, 560, 56)).toBe(12);
    expect(labelEvery(24, 300, 56)).toBe(6);
  });
});

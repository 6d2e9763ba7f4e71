import { expect, test } from 'vitest';
import { dayBounds, hourBounds, localDate, timeZoneOf } from '#shared/domain/calendar.ts';

const iso = (times: readonly number[]) => times.map((at) => new Date(at).toISOString());

test('days begin at local midnight, and the day of a clock change lasts 23 or 25 hours [A13]', () => {
  const now = Date.parse('2026-03-30T10:00:00Z');
  expect(iso(dayBounds(now, 2, 'Europe/Madrid'))).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
    '2026-03-30T22:00:00.000Z',
  ]);
  const autumn = dayBounds(Date.parse('2026-10-25T10:00:00Z'), 1, 'Europe/Madrid');
  expect(iso(autumn)).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
});

test('a day whose midnight is skipped begins at one o’clock, and a new year is a new date [A13]', () => {
  // Chile goes forward at midnight of 6 September 2026.
  const chile = dayBounds(Date.parse('2026-09-06T12:00:00Z'), 1, 'America/Santiago');
  expect(iso(chile)).toEqual(['2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z']);
  const kiritimati = Date.parse('2025-12-31T11:00:00Z');
  expect(localDate(kiritimati, 'Pacific/Kiritimati')).toBe('2026-01-01');
  expect(localDate(Date.parse('2026-01-01T02:00:00Z'), 'America/Sao_Paulo')).toBe('2025-12-31');
});

test('bounds rise day by day through a whole year in every kind of zone [A13]', () => {
  for (const zone of [
    'UTC',
    'Asia/Kathmandu',
    'America/Santiago',
    'Africa/Cairo',
    'Pacific/Apia',
    'Australia/Lord_Howe',
  ]) {
    const bounds = dayBounds(Date.parse('2026-12-31T12:00:00Z'), 365, zone);
    expect(bounds).toHaveLength(366);
    const dates = bounds.map((at) => localDate(at, zone));
    expect(new Set(dates).size).toBe(366);
    bounds.slice(1).forEach((at, index) => {
      expect([23, 23.5, 24, 24.5, 25]).toContain((at - (bounds[index] ?? 0)) / 3_600_000);
    });
  }
});

test('hours are those of the local clock, also where it stands at a quarter [A13]', () => {
  const now = Date.parse('2026-01-05T12:20:00Z');
  expect(iso(hourBounds(now, 2, 'UTC'))).toEqual([
    '2026-01-05T11:00:00.000Z',
    '2026-01-05T12:00:00.000Z',
    '2026-01-05T13:00:00.000Z',
  ]);
  expect(iso(hourBounds(now, 1, 'Asia/Kathmandu'))).toEqual(['2026-01-05T12:15:00.000Z', '2026-01-05T13:15:00.000Z']);
});

test('a region with one zone decides it; otherwise the computer does [A13]', () => {
  expect(timeZoneOf('auto', 'Europe/Madrid')).toBe('Europe/Madrid');
  expect(timeZoneOf('es-MX', 'America/Tijuana')).toBe('America/Tijuana');
  expect(timeZoneOf('es-UY', 'UTC')).toBe('America/Montevideo');
  expect(timeZoneOf('en', 'UTC')).toBe('UTC');
  expect(timeZoneOf('es-aa-bb', 'UTC')).toBe('UTC');
});

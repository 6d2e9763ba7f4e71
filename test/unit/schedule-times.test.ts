import { expect, test } from 'vitest';
import { offsetMs } from '#shared/domain/calendar.ts';
import { CronTimes } from '../../main/features/notifications/schedule-times.ts';

/** Zones whose changes of the clock are unlike the others': at midnight, by half an hour or two hours, late in the evening (F14). */
const zones = [
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Nuuk',
  'America/Scoresbysund',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'America/Havana',
  'Atlantic/Azores',
];
const dayMs = 86_400_000;

/** Noons (UTC) after which the zone's clock is changed within a day, from 2025 to 2030. */
function changes(zone: string): number[] {
  const found: number[] = [];
  for (let at = Date.UTC(2025, 0, 1, 12); at < Date.UTC(2031, 0, 1); at += dayMs)
    if (offsetMs(at, zone) !== offsetMs(at + dayMs, zone)) found.push(at);
  return found;
}

test.each(zones)(
  'a daily time comes exactly once for each date around every change of the clock in %s [A37 F14]',
  (zone) => {
    const all = changes(zone);
    expect(all.length).toBeGreaterThanOrEqual(11);
    for (const cron of ['0 23 * * *', '30 0 * * *', '15 2 * * *', '59 23 * * *'])
      for (const change of all) {
        const times = new CronTimes(cron, zone);
        const keys: string[] = [];
        let before = change - 3 * dayMs;
        for (let run = times.next(before); run && run.at < change + 4 * dayMs; run = times.next(run.at)) {
          expect(run.at).toBeGreaterThan(before);
          // What a console that looks later finds is the same run.
          expect(times.last(run.at + 1000, before)).toEqual(run);
          before = run.at;
          keys.push(run.key);
        }
        const first = Date.parse(keys[0] ?? '');
        expect(keys).toEqual(keys.map((_, index) => new Date(first + index * dayMs).toISOString().slice(0, 10)));
        expect(keys.length).toBeGreaterThanOrEqual(6);
      }
  },
);

test('hours that the clock skips or repeats make neither two runs nor none', () => {
  const daily = new CronTimes('30 2 * * *', 'Europe/Madrid');
  const at = (run: { at: number } | null) => run && new Date(run.at).toISOString();
  // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
  expect(at(daily.next(Date.UTC(2026, 2, 28, 12)))).toBe('2026-03-29T01:30:00.000Z');
  expect(at(daily.next(Date.UTC(2026, 9, 24, 12)))).toBe('2026-10-25T00:30:00.000Z');
  expect(at(daily.next(Date.UTC(2026, 9, 25, 0, 45)))).toBe('2026-10-26T01:30:00.000Z');
});

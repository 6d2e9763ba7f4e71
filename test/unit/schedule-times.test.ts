import { expect, test } from 'vitest';
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

test.each(zones)('a daily time comes exactly once for each date from 2025 to 2030 in %s [A37 F14]', (zone) => {
  for (const cron of ['0 23 * * *', '30 0 * * *', '15 2 * * *']) {
    const times = new CronTimes(cron, zone);
    const end = Date.UTC(2031, 0, 1);
    const keys: string[] = [];
    let before = Date.UTC(2024, 11, 31, 20);
    for (let run = times.next(before); run && run.at < end; run = times.next(run.at)) {
      expect(run.at).toBeGreaterThan(before);
      before = run.at;
      keys.push(run.key);
    }
    const first = Date.parse(keys[0] ?? '');
    expect(keys).toEqual(keys.map((_, index) => new Date(first + index * dayMs).toISOString().slice(0, 10)));
    expect(keys.length).toBeGreaterThanOrEqual(2190);
  }
});

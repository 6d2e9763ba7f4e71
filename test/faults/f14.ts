import { localDate, offsetMs } from '#shared/domain/calendar.ts';
import { CronTimes } from '../../main/features/notifications/schedule-times.ts';
import type { FaultReport } from './report.ts';

const dayMs = 86_400_000;
const firstNoon = Date.UTC(2025, 0, 1, 12);
const days = 2191;
/** The hour that ships, and hours that changes of the clock skip or repeat. */
const expressions = ['0 23 * * *', '30 0 * * *', '15 2 * * *', '59 23 * * *'];

/** F14: around every change of the clock of every zone from 2025 to 2030, each local date has exactly one daily run. */
export function provokeF14(options: { plainDays: number; zones?: readonly string[] }): Promise<FaultReport> {
  const failures: string[] = [];
  let [runs, transitions, zoneCount] = [0, 0, 0];
  for (const zone of options.zones ?? Intl.supportedValuesOf('timeZone')) {
    const changes = changesOf(zone);
    if (changes.length === 0) continue;
    zoneCount += 1;
    transitions += changes.length;
    for (const noon of changes) {
      runs += 1;
      failures.push(...complaints(zone, noon));
    }
  }
  for (let index = 0; index < options.plainDays; index += 1) {
    runs += 1;
    failures.push(...complaints('Asia/Tokyo', firstNoon + index * 7 * dayMs));
  }
  return Promise.resolve({ id: 'F14', runs, failures, figures: { zones: zoneCount, transitions } });
}

function changesOf(zone: string): number[] {
  const noons = Array.from({ length: days }, (_, index) => firstNoon + index * dayMs);
  return noons.filter((noon) => offsetMs(noon, zone) !== offsetMs(noon + dayMs, zone));
}

/** The dates from the day before a noon to two days after it, and the runs that stand for them. */
function complaints(zone: string, noon: number): string[] {
  return expressions.flatMap((expression) => {
    const times = new CronTimes(expression, zone);
    const counts = new Map([-1, 0, 1, 2].map((offset) => [localDate(noon + offset * dayMs, zone), 0]));
    const end = noon + 5 * dayMs;
    for (let run = times.next(noon - 4 * dayMs); run && run.at < end; run = times.next(run.at)) {
      const count = counts.get(run.key);
      if (count !== undefined) counts.set(run.key, count + 1);
    }
    return [...counts].flatMap(([date, count]) =>
      count === 1 ? [] : [`${zone} ${expression} ${date}: ${count} runs`],
    );
  });
}

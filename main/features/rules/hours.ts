import type { Hours } from '#shared/domain/rule.ts';

const minuteMs = 60_000;
const dayMinutes = 1440;

interface LocalTime {
  /** 0 is Sunday. */
  readonly day: number;
  readonly minute: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    formatter = new Intl.DateTimeFormat('en-US', { ...parts, timeZone, numberingSystem: 'latn' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function localTime(at: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    day: days.indexOf(parts.get('weekday') ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/**
 * Whether `at` (epoch ms) lies in the hours. Hours past midnight belong to the day they began on; `from` equal to `to` is the whole
 * day.
 */
export function isWithin(hours: Hours, at: number, timeZone: string): boolean {
  const { day, minute } = localTime(at, timeZone);
  const from = minuteOf(hours.from);
  const to = minuteOf(hours.to);
  if (from === to) return hours.days.includes(day);
  if (from < to) return hours.days.includes(day) && minute >= from && minute < to;
  if (minute >= from) return hours.days.includes(day);
  return minute < to && hours.days.includes((day + 6) % 7);
}

/** The hours may last for the whole week: then nothing would ever be told. */
const longestMs = 8 * dayMinutes * minuteMs;

/**
 * The first moment from `at` that lies outside the hours, to the minute; a clock change on the way is counted as the zone's people
 * count it. Null where the hours never end.
 */
export function endOfHours(hours: Hours, at: number, timeZone: string): number | null {
  const last = at + longestMs;
  let moment = at;
  while (isWithin(hours, moment, timeZone)) {
    if (moment > last) return null;
    moment = Math.floor(moment / minuteMs + leapOf(hours, moment, timeZone)) * minuteMs;
  }
  return moment;
}

/** Minutes that can be jumped without missing the end: up to half an hour before it, as no zone's clock is moved by more than two. */
function leapOf(hours: Hours, at: number, timeZone: string): number {
  const { minute } = localTime(at, timeZone);
  const left = (minuteOf(hours.to) - minute + dayMinutes) % dayMinutes || dayMinutes;
  const careful = left - 150;
  return careful > 1 ? careful : 1;
}

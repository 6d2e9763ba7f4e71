/** Days and hours as the people of a time zone count them. Times are epoch ms; a day may last 23 or 25 hours. */

const dayMs = 86_400_000;
export const hourMs = 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** The wall clock of the zone, read as if it were UTC. */
export function wallTime(at: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export const offsetMs = (at: number, timeZone: string): number => wallTime(at, timeZone) - Math.floor(at / 1000) * 1000;

/** The date in the zone, as `2026-01-31`. */
export const localDate = (at: number, timeZone: string): string =>
  new Date(wallTime(at, timeZone)).toISOString().slice(0, 10);

/** The first moment of a date (given as its UTC midnight) in the zone. Where midnight is skipped, that is one o'clock. */
function startOfDate(midnight: number, timeZone: string): number {
  const date = new Date(midnight).toISOString().slice(0, 10);
  const offsets = [midnight - dayMs, midnight, midnight + dayMs].map((at) => offsetMs(at, timeZone));
  const candidates = offsets.map((offset) => midnight - offset).sort((a, b) => a - b);
  return candidates.find((at) => localDate(at, timeZone) === date) ?? midnight;
}

/** Bounds of the last `days` days, today included: `days` + 1 times, rising; the last is the start of tomorrow. */
export function dayBounds(now: number, days: number, timeZone: string): number[] {
  const today = Date.parse(localDate(now, timeZone));
  return Array.from({ length: days + 1 }, (_, index) => startOfDate(today + (index - days + 1) * dayMs, timeZone));
}

/** Bounds of the last `hours` full hours of the zone's clock, the one that runs included. */
export function hourBounds(now: number, hours: number, timeZone: string): number[] {
  const start = now - ((((now + offsetMs(now, timeZone)) % hourMs) + hourMs) % hourMs);
  return Array.from({ length: hours + 1 }, (_, index) => start + (index - hours + 1) * hourMs);
}

/** The zones that a region's people live in; empty where the runtime doesn't know, or the text only looks like a locale. */
function zonesOf(region: string): string[] {
  if (!isLocale(region)) return [];
  const locale = new Intl.Locale(region) as Intl.Locale & { getTimeZones?: () => string[] | undefined }; // newer than the lib
  return locale.getTimeZones?.() ?? [];
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
}

/** The computer's zone, unless the region of the settings has exactly one and it is another. */
export function timeZoneOf(region: string, systemZone: string): string {
  if (region === 'auto') return systemZone;
  const zones = zonesOf(region);
  return zones.length === 1 && zones[0] !== undefined ? zones[0] : systemZone;
}

/** Numbers, sizes and times as the reader's region writes them. Everything goes through Intl. */
export interface Formats {
  readonly locale: string;
  number(value: number, digits?: number): string;
  /** `fraction` 0 to 1 → "96,4 %". */
  percent(fraction: number | null, digits?: number): string;
  /** Decimal units (1 kB = 1000 B), as file managers show them. */
  bytes(value: number | null): string;
  /** 112 000 → "1:52"; from an hour on "1:02:05". */
  clock(ms: number | null): string;
  /** In words: "1 min, 52 s". */
  duration(ms: number | null): string;
  date(at: string | number | null): string;
  time(at: string | number | null, withSeconds?: boolean): string;
  dateTime(at: string | number | null): string;
  /** "14:32:07.123", the same in every region: for logs. */
  logTime(at: string | number): string;
  /** "14:32" today, "23 nov, 14:32" before. */
  when(at: string | number | null, nowMs: number): string;
  relative(at: string | number | null, nowMs: number): string;
  list(items: readonly string[]): string;
  compare(a: string, b: string): number;
}

export const nothing = '—';
const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const relativeSteps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

export function splitDuration(ms: number): { hours: number; minutes: number; seconds: number } {
  const total = Math.max(0, Math.round(ms / 1000));
  return { hours: Math.floor(total / 3600), minutes: Math.floor((total % 3600) / 60), seconds: total % 60 };
}

function formatClock(ms: number): string {
  const { hours, minutes, seconds } = splitDuration(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The two largest units that are not zero. */
function durationParts(ms: number): [number, 'day' | 'hour' | 'minute' | 'second' | 'millisecond'][] {
  if (ms < 1000) return [[Math.round(ms), 'millisecond']];
  const { hours, minutes, seconds } = splitDuration(ms);
  const days = Math.floor(hours / 24);
  const all: [number, 'day' | 'hour' | 'minute' | 'second'][] = [
    [days, 'day'],
    [hours % 24, 'hour'],
    [minutes, 'minute'],
    [seconds, 'second'],
  ];
  const first = all.findIndex(([n]) => n > 0);
  return all.slice(Math.max(0, first), first + 2).filter(([n], i) => n > 0 || i === 0);
}

export function createFormats(locale: string, timeZone?: string): Formats {
  const zone = timeZone ? { timeZone } : {};
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone });
  const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', ...zone });
  const exact = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    ...zone,
  });
  const dates = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...zone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', ...zone });
  const dayKey = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const lists = new Intl.ListFormat(locale, { style: 'short', type: 'unit' });
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const made = new Map<string, Intl.NumberFormat>();
  const numbers = (digits: number, options: Intl.NumberFormatOptions = {}) => {
    const key = `${digits} ${options.style ?? ''} ${options.unit ?? ''}`;
    const known = made.get(key);
    if (known) return known;
    const fresh = new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: digits, ...options });
    made.set(key, fresh);
    return fresh;
  };

  const formats: Formats = {
    locale,
    number: (value, digits = 0) => numbers(digits).format(value),
    percent: (fraction, digits = 1) =>
      fraction === null || !Number.isFinite(fraction)
        ? nothing
        : numbers(digits, { style: 'percent' }).format(fraction),
    bytes: (value) => {
      if (value === null) return nothing;
      const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
      const scaled = value / 1000 ** power;
      const digits = power === 0 || scaled >= 100 ? 0 : 1;
      return numbers(digits, { style: 'unit', unit: units[power] ?? 'byte', unitDisplay: 'short' }).format(scaled);
    },
    clock: (ms) => (ms === null ? nothing : formatClock(ms)),
    duration: (ms) =>
      ms === null
        ? nothing
        : lists.format(
            durationParts(ms).map(([n, unit]) => numbers(0, { style: 'unit', unit, unitDisplay: 'short' }).format(n)),
          ),
    date: (at) => (at === null ? nothing : dates.format(new Date(at))),
    time: (at, withSeconds = false) => (at === null ? nothing : (withSeconds ? seconds : times).format(new Date(at))),
    dateTime: (at) => (at === null ? nothing : full.format(new Date(at))),
    logTime: (at) => exact.format(new Date(at)),
    when: (at, nowMs) => {
      if (at === null) return nothing;
      const date = new Date(at);
      const isToday = dayKey.format(date) === dayKey.format(nowMs);
      return isToday ? times.format(date) : `${days.format(date)}, ${times.format(date)}`;
    },
    relative: (at, nowMs) => {
      if (at === null) return nothing;
      const delta = new Date(at).getTime() - nowMs;
      const [unit, size] = relativeSteps.find(([, ms]) => Math.abs(delta) >= ms) ?? (['second', 1000] as const);
      return relatives.format(Math.round(delta / size), unit);
    },
    list: (items) => lists.format(items),
    compare: (a, b) => collator.compare(a, b),
  };
  return formats;
}

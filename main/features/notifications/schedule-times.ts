import { Cron } from 'croner';
import { AppError } from '#shared/contract/errors.ts';
import { offsetMs, wallTime } from '#shared/domain/calendar.ts';

const longest = 120;
const dayMs = 86_400_000;
/** More than any zone's clock was ever turned back at once. */
const turnBackMs = 3 * 3_600_000;

export interface PlannedRun {
  /** The local time that it stands for: a date where it comes at most once a day, else date and time. */
  readonly key: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * The times of a cron expression in a zone. The expression is asked for wall-clock times, which have no gaps and no repeats, and each
 * of them is then found in the zone once: the first of two that are the same, and the end of the gap where the clock skips it. So a
 * daily time comes exactly once for each date (F14).
 */
export class CronTimes {
  readonly #cron: Cron;
  readonly #zone: string;
  readonly #isDaily: boolean;

  /** Throws `schedule-invalid`. */
  constructor(expression: string, zone: string) {
    this.#cron = parseCron(expression);
    this.#zone = checkZone(zone);
    const [minute = '', hour = ''] = expression.trim().split(/\s+/);
    this.#isDaily = /^\d+$/.test(minute) && /^\d+$/.test(hour);
    if (this.#cron.nextRun(new Date(0)) === null) throw new AppError('schedule-invalid', { reason: 'never' });
  }

  /** The first one after a time; null where there is none any more. */
  next(after: number): PlannedRun | null {
    let wall: Date | null = new Date(wallTime(after, this.#zone) - turnBackMs);
    while ((wall = this.#cron.nextRun(wall)) !== null) {
      const at = instantOf(wall.getTime(), this.#zone);
      if (at > after) return { key: this.#key(wall), at };
    }
    return null;
  }

  nextTimes(after: number, count: number): number[] {
    const times: number[] = [];
    for (let at: number | undefined = after; times.length < count;) {
      at = this.next(at)?.at;
      if (at === undefined) break;
      times.push(at);
    }
    return times;
  }

  /** The last one at or before a time, as far back as `since` (not included). */
  last(until: number, since: number): PlannedRun | null {
    let wall: Date | undefined = new Date(wallTime(until, this.#zone) + turnBackMs);
    while ((wall = this.#cron.previousRuns(1, wall)[0]) !== undefined) {
      const at = instantOf(wall.getTime(), this.#zone);
      if (at <= since) return null;
      if (at <= until) return { key: this.#key(wall), at };
    }
    return null;
  }

  #key(wall: Date): string {
    return wall
      .toISOString()
      .slice(0, this.#isDaily ? 10 : 16)
      .replace('T', ' ');
  }
}

/** Five parts; no seconds, no nicknames. */
function parseCron(expression: string): Cron {
  const text = expression.trim();
  if (text.length > longest) throw new AppError('schedule-invalid', { reason: `too-long:${longest}` });
  if (!/^[\dA-Za-z*/,\-#?]+( +[\dA-Za-z*/,\-#?]+){4}$/.test(text))
    throw new AppError('schedule-invalid', { reason: 'wrong-format' });
  try {
    return new Cron(text, { paused: true, timezone: 'UTC', mode: '5-part' });
  } catch (cause) {
    throw new AppError('schedule-invalid', { reason: 'wrong-format' }, { cause });
  }
}

function checkZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new AppError('schedule-invalid', { reason: 'time-zone' }, { cause });
  }
}

/** When the zone's clock first shows a wall time (given as if it were UTC); the end of the gap where it never does. */
function instantOf(wall: number, zone: string): number {
  const before = offsetMs(wall - dayMs, zone);
  const offsets = [before, offsetMs(wall, zone), offsetMs(wall + dayMs, zone)];
  const found = offsets.map((offset) => wall - offset).filter((at) => wallTime(at, zone) === wall);
  return found.length > 0 ? Math.min(...found) : wall - before;
}

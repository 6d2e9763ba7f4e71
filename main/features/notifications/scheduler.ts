import { AppError } from '#shared/contract/errors.ts';
import type { Inputs } from '#shared/contract/index.ts';
import type { ScheduleView } from '#shared/contract/notifications.ts';
import { notifications as names } from '#shared/i18n/en/notifications.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { Fields } from './fields.ts';
import { createScheduleStore, type ScheduleRow } from './schedule-store.ts';
import { CronTimes, type PlannedRun } from './schedule-times.ts';

export interface SchedulerDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The computer's own zone. */
  readonly systemZone: () => string;
  /** Figures for the days that end with a local date. */
  readonly summary: (days: number, date: string) => Promise<Fields>;
}

type Draft = Inputs['notifications']['saveSchedule'];

const shipped = { key: 'daily', cron: '0 23 * * *' };
/** How often it is looked at the clock: a sleep or a jump of the clock is noticed within this time. */
const lookMs = 15_000;
const lateMs = 60_000;
/** A mark in the future beyond this was made by a clock that was wrong. */
const aheadMs = 2 * 86_400_000;

/** Makes `summary.due` happen at its times: once for each, also across restarts, sleep and changes of the clock (A37, A49). */
export class Scheduler {
  readonly #deps: SchedulerDeps;
  readonly #store;
  #stopLooking: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(deps: SchedulerDeps) {
    this.#deps = deps;
    this.#store = createScheduleStore(deps.database.connection);
  }

  async start(): Promise<void> {
    const { database, clock } = this.#deps;
    if (database.isReadOnly) return;
    await database.write(() => this.#store.ship(shipped.key, names.schedule.daily, shipped.cron, clock.now()));
    this.#stopLooking = clock.every(lookMs, () => void this.look());
    await this.look();
  }

  async stop(): Promise<void> {
    this.#stopLooking?.();
    this.#stopLooking = null;
    await this.#running;
  }

  /** Runs what is due. Several missed runs of a schedule are caught up by one. */
  look(): Promise<void> {
    this.#running ??= this.#lookAll().finally(() => (this.#running = null));
    return this.#running;
  }

  list(): ScheduleView[] {
    return this.#store.list().map((row) => this.#view(row));
  }

  nextTimes({ cron, timeZone }: { cron: string; timeZone: string }): string[] {
    const times = new CronTimes(cron, this.#zone(timeZone));
    return times.nextTimes(this.#deps.clock.now(), 3).map((at) => new Date(at).toISOString());
  }

  /** Throws `schedule-invalid`, `schedule-not-found`. A changed time counts from now on. */
  async save({ id, ...draft }: Draft, { actor, trace }: CallContext): Promise<ScheduleView> {
    const { database, events, clock } = this.#deps;
    new CronTimes(draft.cron, this.#zone(draft.timeZone ?? 'auto'));
    const before = id === null ? null : this.#row(id);
    const now = clock.now();
    const row = {
      name: draft.name,
      is_enabled: Number(draft.isEnabled ?? true),
      cron: draft.cron,
      time_zone: draft.timeZone ?? 'auto',
      days: draft.days ?? 1,
      considered_until: now,
    };
    const saved = await database.write(() => {
      const savedId = before?.id ?? this.#store.insert(row, now);
      if (before) this.#store.update({ id: savedId, ...row });
      events.append({ type: 'schedule.saved', subject: `schedule:${savedId}`, data: { actor, ...draft }, trace });
      return savedId;
    });
    return this.#view(this.#row(saved));
  }

  async delete(id: number, { actor, trace }: CallContext): Promise<void> {
    const { name } = this.#row(id);
    await this.#deps.database.write(() => {
      this.#store.remove(id);
      this.#deps.events.append({ type: 'schedule.deleted', subject: `schedule:${id}`, data: { actor, name }, trace });
    });
  }

  async #lookAll(): Promise<void> {
    for (const row of this.#store.list()) {
      if (row.is_enabled === 0) continue;
      try {
        await this.#lookAt(row);
      } catch (error) {
        // It is due again at the next look.
        this.#deps.logger.error('a schedule could not run', { schedule: row.name, error });
      }
    }
  }

  async #lookAt(row: ScheduleRow): Promise<void> {
    const { database, clock } = this.#deps;
    const now = clock.now();
    if (row.considered_until > now + aheadMs) {
      await database.write(() => this.#store.consider(row.id, now));
      return;
    }
    const run = this.#times(row).last(now, row.considered_until);
    if (run) await this.#run(row, run);
  }

  /** One transaction: the run, the mark, and the event that rules tell it by. */
  async #run(row: ScheduleRow, run: PlannedRun): Promise<void> {
    const { database, events, clock, random, summary } = this.#deps;
    const isLate = clock.now() - run.at > lateMs;
    const isKnown = this.#store.hasRun(row.id, run.key);
    const fields = isKnown ? {} : await summary(row.days, run.key.slice(0, 10));
    await database.write(() => {
      this.#store.consider(row.id, run.at);
      if (!this.#store.addRun(row.id, { ...run, ranAt: clock.now(), isLate })) return;
      const data = { ...fields, is_late: String(isLate), schedule: row.name, key: run.key };
      events.append({ type: 'summary.due', subject: `schedule:${row.id}`, data, trace: newTraceId(random) });
    });
  }

  #times = (row: ScheduleRow): CronTimes => new CronTimes(row.cron, this.#zone(row.time_zone));
  #zone = (zone: string): string => (zone === 'auto' ? this.#deps.systemZone() : zone);

  #row(id: number): ScheduleRow {
    const row = this.#store.get(id);
    if (!row) throw new AppError('schedule-not-found', { id });
    return row;
  }

  #view(row: ScheduleRow): ScheduleView {
    const last = this.#store.lastRun(row.id);
    return {
      id: row.id,
      isShipped: row.shipped_key !== null,
      name: row.name,
      isEnabled: row.is_enabled === 1,
      cron: row.cron,
      timeZone: row.time_zone,
      days: row.days,
      next: this.nextTimes({ cron: row.cron, timeZone: row.time_zone }),
      lastRun: last ? { key: last.key, at: new Date(last.ran_at).toISOString(), isLate: last.is_late === 1 } : null,
    };
  }
}

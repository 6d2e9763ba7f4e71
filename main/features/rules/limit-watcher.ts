import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import { countJobs } from '#platform/queue/job-counts.ts';
import { PacedReading } from '#platform/queue/paced-reading.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { EventView } from '#shared/domain/events.ts';
import { waitingStates, type StateCounts } from '#shared/domain/job.ts';
import { DueAlarm } from './due-alarm.ts';
import { reminderAt, stepOf, type WatchState } from './limit-edge.ts';

interface WatcherDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly query: ReadQueries;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: SettingsReader;
  readonly logger: Logger;
}

const names = ['waiting', 'failed'] as const;
type WatchName = (typeof names)[number];

/** Jobs come and go by hundreds a second; their number is looked at so often. */
const gapMs = 1000;
const overdueMs = 30_000;

/**
 * A35, A36: tells once when the queue grows over its limit, again while it stays there, and once when it is back. Side and event are
 * written in one transaction, so that an end of the console in between neither doubles nor loses it. The queue is the video's, which
 * is the only one.
 */
export class LimitWatcher {
  readonly #deps: WatcherDeps;
  readonly #sql;
  readonly #counts: PacedReading<StateCounts>;
  readonly #alarm: DueAlarm;
  readonly #unsubscribe: (() => void)[] = [];
  #stopTimer: (() => void) | null = null;
  #looking: Promise<void> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #isStale = false;
  #isOpen = false;
  #revision = 0;

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
    this.#sql = prepare(deps.database);
    this.#counts = new PacedReading(deps.clock, () => countJobs(deps.query));
    this.#alarm = new DueAlarm({
      clock: deps.clock,
      next: () => this.#nextReminder(),
      fire: () => this.#look(),
      onError: (error) => this.#report(error),
    });
  }

  /** Looks at once: jobs may have come while the console was not running. */
  start(): void {
    const { events, settings } = this.#deps;
    this.#isOpen = true;
    this.#unsubscribe.push(
      events.subscribe((committed) => this.#hear(committed)),
      settings.subscribe((keys) => {
        if (keys.some((key) => key === 'waitingLimit' || key === 'failedLimit')) this.#lookSoon();
        if (keys.includes('limitReminderMinutes')) this.#alarm.set();
      }),
    );
    this.#alarm.start();
    this.#lookSoon();
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#stopTimer?.();
    this.#stopTimer = null;
    await this.#alarm.stop();
    await this.#looking;
  }

  #hear(committed: readonly EventView[]): void {
    for (const { type } of committed) if (type.startsWith('job.')) return this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#looking) this.#isStale = true;
    if (!this.#isOpen || this.#looking || this.#stopTimer) return;
    const { clock } = this.#deps;
    const waitMs = Math.max(0, this.#counts.waitMs, this.#lookedAt + gapMs - clock.monotonic());
    this.#stopTimer = clock.after(waitMs, () => {
      this.#stopTimer = null;
      this.#look().catch((error: unknown) => this.#report(error));
    });
  }

  #look(): Promise<void> {
    this.#looking ??= this.#compare().finally(() => {
      this.#looking = null;
      this.#lookedAt = this.#deps.clock.monotonic();
      this.#alarm.set();
      if (this.#isStale) this.#lookSoon();
    });
    return this.#looking;
  }

  async #compare(): Promise<void> {
    this.#isStale = false;
    const counts = await this.#counts.get(++this.#revision);
    const isNews = names.some((name) => this.#step(name, counts) !== null);
    if (isNews && this.#isOpen)
      await this.#deps.database.write(() => names.forEach((name) => this.#cross(name, counts)));
  }

  #step(name: WatchName, counts: StateCounts) {
    return stepOf(this.#stateOf(name), {
      value: valueOf(name, counts),
      limit: this.#limitOf(name),
      now: this.#deps.clock.now(),
      reminderMs: this.#reminderMs,
    });
  }

  /** Inside the write; decides by the row as it stands there. */
  #cross(name: WatchName, counts: StateCounts): void {
    const step = this.#step(name, counts);
    if (step === null) return;
    const { clock, events, random } = this.#deps;
    const value = valueOf(name, counts);
    this.#sql.keep.run(name, step === 'below' ? 0 : 1, value, clock.now());
    events.append({
      type: step === 'below' ? 'queue.below-limit' : 'queue.above-limit',
      subject: 'queue:video',
      data: {
        name,
        value,
        limit: this.#limitOf(name),
        pending: valueOf('waiting', counts),
        failed: counts.deadLetters,
        processing: counts.running,
        isReminder: step === 'reminder',
      },
      trace: newTraceId(random),
    });
  }

  #nextReminder(): number | null {
    const { clock } = this.#deps;
    if (this.#reminderMs === 0) return null;
    const times = this.#sql.above
      .all()
      .map((row) => reminderAt({ isAbove: true, changedAt: row.changed_at }, clock.now(), this.#reminderMs));
    // One that is due while the figure is between the lines is not told: looking for it all the time would be in vain.
    const soonest = this.#lookedAt + overdueMs - clock.monotonic() + clock.now();
    return times.length === 0 ? null : Math.max(Math.min(...times), soonest);
  }

  #stateOf(name: WatchName): WatchState {
    const row = this.#sql.get.get(name);
    return { isAbove: row?.is_above === 1, changedAt: row?.changed_at ?? 0 };
  }

  #limitOf(name: WatchName): number {
    return this.#deps.settings.get(name === 'waiting' ? 'waitingLimit' : 'failedLimit');
  }

  get #reminderMs(): number {
    return this.#deps.settings.get('limitReminderMinutes') * 60_000;
  }

  #report(error: unknown): void {
    this.#deps.logger.error('the limits of the queue could not be looked at', { error });
  }
}

/** As SHAPES.md counts: waiting is every state before a run; failed is dead and not acknowledged. */
function valueOf(name: WatchName, counts: StateCounts): number {
  if (name === 'failed') return counts.deadLetters;
  return waitingStates.reduce((sum, state) => sum + counts[state], 0);
}

interface WatchRow {
  name: string;
  is_above: number;
  changed_at: number;
}

function prepare({ connection }: Database) {
  return {
    get: connection.prepare<[string], WatchRow>('SELECT name, is_above, changed_at FROM watch_states WHERE name = ?'),
    above: connection.prepare<[], WatchRow>('SELECT name, is_above, changed_at FROM watch_states WHERE is_above = 1'),
    keep: connection.prepare<[string, number, number, number]>(
      `INSERT INTO watch_states (name, is_above, value, changed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET is_above = excluded.is_above, value = excluded.value, changed_at = excluded.changed_at`,
    ),
  };
}

import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { EventType, EventView } from '#shared/domain/events.ts';
import { breakRow, evaluate, freshUsage, hasMemory, type Outcome } from './evaluate.ts';
import type { RuleActions } from './actions.ts';
import type { AlertLife } from './alert-life.ts';
import { isFailureTold, retryingRule } from './shipped.ts';
import type { Rule, RuleStore } from './store.ts';

interface EngineDeps {
  readonly store: RuleStore;
  readonly actions: RuleActions;
  readonly alerts: Pick<AlertLife, 'recover'>;
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: SettingsReader;
  readonly logger: Logger;
  /** The console's zone. */
  readonly timeZone: () => string;
}

/** What an event means to the rules: who acts on it, whose row it breaks, whose alerts it ends. */
interface Concerned {
  readonly acts: Rule[];
  readonly breaks: Rule[];
  readonly recovers: Rule[];
}

/** An alert that is raised is an event as well: rules may hear of it, but not of what those rules cause in turn. */
const deepest = 2;
/** Matches are counted in memory and written so often: a row for each would cost the queue a fifth of its speed. */
const countEveryMs = 2000;

/** Runs the rules on every event, inside the event's own transaction. What a rule does wrong stays its own. */
export class RuleEngine {
  readonly #deps: EngineDeps;
  readonly #concerned = new Map<EventType, Concerned>();
  readonly #matches = new Map<number, { count: number; lastAt: number }>();
  readonly #unsubscribe: () => void;
  #stopTimer: (() => void) | null = null;
  #depth = 0;
  #isOpen = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.store.onChange(() => this.#sort());
  }

  start(): void {
    this.#isOpen = true;
  }

  /** Writes what was counted. */
  async stop(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#unsubscribe();
    await this.#writeMatches();
  }

  /** Inside the write that appended the event. Never throws for what a rule does. */
  readonly onEvent = (event: EventView): void => {
    const concerned = this.#concerned.get(event.type);
    if (!concerned || !this.#isOpen || this.#depth >= deepest) return;
    this.#depth += 1;
    try {
      for (const rule of concerned.recovers) this.#contain(rule, () => this.#deps.alerts.recover(rule, event));
      for (const rule of concerned.breaks) this.#contain(rule, () => this.#breakRow(rule));
      for (const rule of concerned.acts) this.#run(rule, event);
    } finally {
      this.#depth -= 1;
    }
  };

  #run(rule: Rule, event: EventView): void {
    const { clock, settings, timeZone, store } = this.#deps;
    const at = clock.now();
    if (rule.mutedUntil !== null && at < rule.mutedUntil) return;
    if (rule.shippedKey === retryingRule && !isFailureTold(settings.get('failureNotice'), event)) return;
    const remembers = hasMemory(rule.spec);
    this.#contain(rule, () => {
      const usage = remembers ? store.usageOf(rule.id) : freshUsage;
      const outcome = evaluate(rule.spec, event, usage, { at, timeZone: timeZone() });
      if (outcome.kind === 'no-match') return;
      if (remembers && outcome.usage !== usage) this.#inSavepoint(() => store.keepUsage(rule.id, outcome.usage));
      this.#countMatch(rule.id, at);
      this.#act(rule, event, outcome);
    });
  }

  #act(rule: Rule, event: EventView, outcome: Outcome): void {
    if (outcome.kind !== 'told' && outcome.kind !== 'grouped') return;
    for (const [index, action] of rule.spec.actions.entries())
      this.#contain(rule, () => {
        const prepared = this.#deps.actions.prepare(action, { rule, event, index, dueAt: outcome.dueAt });
        if (prepared) this.#inSavepoint(prepared);
      });
  }

  #breakRow(rule: Rule): void {
    const { store } = this.#deps;
    const usage = store.usageOf(rule.id);
    const broken = breakRow(usage);
    if (broken !== usage) this.#inSavepoint(() => store.keepUsage(rule.id, broken));
  }

  #inSavepoint(change: () => void): void {
    this.#deps.database.savepoint(change);
  }

  /** The job that caused the event must complete whatever a rule does; only a lost transaction ends them both. */
  #contain(rule: Rule, task: () => void): void {
    try {
      task();
    } catch (error) {
      if (!this.#deps.database.connection.inTransaction) throw error;
      this.#deps.logger.error('a rule could not be carried out', { rule: rule.id, error });
    }
  }

  #countMatch(id: number, at: number): void {
    this.#deps.database.afterCommit(() => {
      const before = this.#matches.get(id);
      this.#matches.set(id, { count: (before?.count ?? 0) + 1, lastAt: at });
      this.#stopTimer ??= this.#deps.clock.after(countEveryMs, () => void this.#writeMatches());
    });
  }

  async #writeMatches(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const matches = [...this.#matches];
    if (matches.length === 0) return;
    this.#matches.clear();
    const { database, store, logger } = this.#deps;
    try {
      await database.write(() => {
        for (const [id, { count, lastAt }] of matches) store.countMatches(id, count, lastAt);
      });
    } catch (error) {
      logger.warning('how often rules matched could not be written', { error });
    }
  }

  /** Matches that are not written yet; for what shows the rules. */
  matchesOf(id: number): { count: number; lastAt: number } | null {
    return this.#matches.get(id) ?? null;
  }

  #sort(): void {
    this.#concerned.clear();
    const of = (type: EventType): Concerned => {
      const found = this.#concerned.get(type) ?? { acts: [], breaks: [], recovers: [] };
      this.#concerned.set(type, found);
      return found;
    };
    for (const rule of this.#deps.store.all) {
      for (const type of recoveringTypes(rule)) of(type).recovers.push(rule);
      if (!rule.isEnabled) continue;
      of(rule.spec.event).acts.push(rule);
      if (rule.spec.resetsOn && rule.spec.inARow > 1) of(rule.spec.resetsOn).breaks.push(rule);
    }
  }
}

/** Also of a rule that is switched off: its open alerts still end. */
const recoveringTypes = ({ spec }: Rule): Set<EventType> =>
  new Set(
    spec.actions.flatMap((action) => (action.do === 'raise-alert' && action.recoversOn ? [action.recoversOn] : [])),
  );

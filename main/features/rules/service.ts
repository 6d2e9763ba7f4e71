import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { RuleView } from '#shared/contract/rules.ts';
import type { EventType } from '#shared/domain/events.ts';
import type { RuleSpec } from '#shared/domain/rule.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { createRuleCheck } from './check-rule.ts';
import { dryRun } from './dry-run.ts';
import type { RuleEngine } from './rule-engine.ts';
import { nameOf, storedName } from './rule-names.ts';
import { shippedRules } from './shipped.ts';
import { parseSpec, type RuleRow, type RuleStore } from './store.ts';

interface RulesDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly query: ReadQueries;
  readonly feed: Pick<LiveFeed, 'revision'>;
  readonly store: RuleStore;
  readonly engine: Pick<RuleEngine, 'matchesOf'>;
  readonly timeZone: () => string;
}

interface RuleDraft {
  id: number | null;
  name: string;
  isEnabled: boolean;
  spec: RuleSpec;
}

export type RulesService = ReturnType<typeof createRulesService>;

/** The operations on rules. Each throws `rule-not-found` for an id that is not there. */
export function createRulesService(deps: RulesDeps) {
  const { database, events, clock, feed, store, engine } = deps;
  const check = createRuleCheck(database);

  function requireRow(id: number): RuleRow {
    const row = store.row(id);
    if (!row) throw new AppError('rule-not-found', { id });
    return row;
  }

  function viewOf(id: number, { language }: CallContext): RuleView {
    const view = toView(requireRow(id), language);
    if (!view) throw new AppError('rule-invalid', { reason: 'spec' });
    return view;
  }

  /** Null for one whose stored text cannot be read. */
  function toView(row: RuleRow, language: Language): RuleView | null {
    const spec = parseSpec(row.spec);
    if (!spec) return null;
    const unwritten = engine.matchesOf(row.id);
    return {
      id: row.id,
      isShipped: row.shipped_key !== null,
      name: nameOf({ shippedKey: row.shipped_key, name: row.name }, language),
      isEnabled: row.is_enabled === 1,
      spec,
      mutedUntil: isoOf(row.muted_until !== null && row.muted_until > clock.now() ? row.muted_until : null),
      lastMatchedAt: isoOf(unwritten?.lastAt ?? row.last_matched_at),
      matchCount: row.match_count + (unwritten?.count ?? 0),
    };
  }

  function announce(type: EventType, id: number, { actor, trace }: CallContext, data: Record<string, unknown>): void {
    events.append({ type, subject: `rule:${id}`, data: { ...data, actor }, trace });
  }

  return {
    list({ language }: Pick<CallContext, 'language'>): { rules: RuleView[]; revision: number } {
      const { revision } = feed;
      return { rules: store.rows().flatMap((row) => toView(row, language) ?? []), revision };
    },

    /** Throws `rule-invalid` with its reason. */
    save: ({ id, name, isEnabled, spec }: RuleDraft, context: CallContext): Promise<RuleView> =>
      database.write(() => {
        check(spec);
        const shippedKey = id === null ? null : requireRow(id).shipped_key;
        const rule = { name: storedName({ shippedKey, name }, context.language), isEnabled, spec };
        const saved = id ?? store.insert(rule);
        if (id !== null) store.update(id, rule);
        announce('rule.saved', saved, context, { name, isEnabled });
        return viewOf(saved, context);
      }),

    /** Shipped rules refuse: they can be switched off. */
    remove: (id: number, context: CallContext): Promise<{ done: true }> =>
      database.write(() => {
        const row = requireRow(id);
        if (row.shipped_key !== null) throw new AppError('rule-invalid', { reason: 'shipped' });
        store.remove(id);
        announce('rule.deleted', id, context, { name: row.name });
        return { done: true };
      }),

    reset: (id: number, context: CallContext): Promise<RuleView> =>
      database.write(() => {
        const row = requireRow(id);
        const first = shippedRules.find((rule) => rule.key === row.shipped_key);
        if (!first) throw new AppError('rule-invalid', { reason: 'not-shipped' });
        store.update(id, { name: first.name, isEnabled: true, spec: first.spec });
        announce('rule.saved', id, context, { name: first.name, isEnabled: true });
        return viewOf(id, context);
      }),

    /** 0 minutes ends it. */
    mute: ({ id, minutes }: { id: number; minutes: number }, context: CallContext): Promise<RuleView> =>
      database.write(() => {
        const { name } = requireRow(id);
        store.mute(id, minutes === 0 ? null : clock.now() + minutes * 60_000);
        announce('rule.muted', id, context, { name, minutes });
        return viewOf(id, context);
      }),

    dryRun(wish: { spec: RuleSpec; hours: number }) {
      check(wish.spec);
      return dryRun(deps, wish);
    },
  };
}

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

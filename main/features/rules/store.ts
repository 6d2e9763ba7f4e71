import { z } from 'zod';
import type { Database } from '#platform/database/database.ts';
import type { Clock } from '#platform/clock.ts';
import type { Logger } from '#platform/log/logger.ts';
import { ruleSpecSchema, type RuleSpec } from '#shared/domain/rule.ts';
import { freshUsage, type RuleUsage } from './evaluate.ts';
import { shippedRules } from './shipped.ts';

export interface RuleRow {
  id: number;
  shipped_key: string | null;
  name: string;
  is_enabled: number;
  spec: string;
  muted_until: number | null;
  last_matched_at: number | null;
  match_count: number;
}

/** A rule as it is run: its spec parsed once. */
export interface Rule {
  readonly id: number;
  readonly shippedKey: string | null;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly spec: RuleSpec;
  readonly mutedUntil: number | null;
}

const usageSchema = z.object({
  row: z.int().min(0).default(0),
  window: z.object({ from: z.number(), used: z.int() }).nullable().default(null),
  groupUntil: z.number().default(0),
});

const unused = '{}';
const isFresh = ({ row, window, groupUntil }: RuleUsage): boolean => row === 0 && window === null && groupUntil === 0;

/** The rules table. `all` and `ofEvent` answer from memory, as of the last commit; usage is always the row's. */
export class RuleStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #sql;
  #rules: readonly Rule[] = [];
  readonly #listeners = new Set<() => void>();

  constructor({ database, clock, logger }: { database: Database; clock: Clock; logger: Logger }) {
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
    this.#sql = prepare(database);
  }

  get all(): readonly Rule[] {
    return this.#rules;
  }

  find(id: number): Rule | null {
    return this.#rules.find((rule) => rule.id === id) ?? null;
  }

  /** Hears that rules were read anew. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Adds the shipped rules that are missing (inside a write). */
  addShipped(): void {
    const now = this.#clock.now();
    for (const { key, name, spec } of shippedRules) this.#sql.addShipped.run(key, name, JSON.stringify(spec), now, now);
    this.#database.afterCommit(() => this.load());
  }

  /** Reads the rules anew. One whose stored text cannot be read is left out and told of. */
  load(): void {
    this.#rules = this.#sql.list.all().flatMap((row) => this.#parse(row) ?? []);
    for (const listener of this.#listeners) listener();
  }

  rows(): RuleRow[] {
    return this.#sql.list.all();
  }

  row(id: number): RuleRow | null {
    return this.#sql.get.get(id) ?? null;
  }

  insert(rule: { name: string; isEnabled: boolean; spec: RuleSpec }): number {
    const now = this.#clock.now();
    const { lastInsertRowid } = this.#sql.insert.run(
      rule.name,
      rule.isEnabled ? 1 : 0,
      JSON.stringify(rule.spec),
      now,
      now,
    );
    this.#loadAfterCommit();
    return Number(lastInsertRowid);
  }

  /** What it had counted begins anew. */
  update(id: number, rule: { name: string; isEnabled: boolean; spec: RuleSpec }): void {
    const spec = JSON.stringify(rule.spec);
    this.#sql.update.run(rule.name, rule.isEnabled ? 1 : 0, spec, this.#clock.now(), id);
    this.#loadAfterCommit();
  }

  mute(id: number, until: number | null): void {
    this.#sql.mute.run(until, id);
    this.#loadAfterCommit();
  }

  remove(id: number): void {
    this.#sql.remove.run(id);
    this.#loadAfterCommit();
  }

  usageOf(id: number): RuleUsage {
    const text = this.#sql.usage.get(id) ?? unused;
    // The usual case: every job that succeeds asks whether a row of failures ends.
    if (text === unused) return freshUsage;
    const parsed = usageSchema.safeParse(parseJson(text));
    return parsed.success ? parsed.data : freshUsage;
  }

  keepUsage(id: number, usage: RuleUsage): void {
    this.#sql.keepUsage.run(isFresh(usage) ? unused : JSON.stringify(usage), id);
  }

  countMatches(id: number, count: number, lastAt: number): void {
    this.#sql.count.run(count, lastAt, id);
  }

  #loadAfterCommit(): void {
    this.#database.afterCommit(() => this.load());
  }

  #parse(row: RuleRow): Rule | null {
    const spec = parseSpec(row.spec);
    if (!spec) {
      this.#logger.error('a rule cannot be read and is left out', { rule: row.id });
      return null;
    }
    return {
      id: row.id,
      shippedKey: row.shipped_key,
      name: row.name,
      isEnabled: row.is_enabled === 1,
      spec,
      mutedUntil: row.muted_until,
    };
  }
}

/** Null for a damaged one. */
export function parseSpec(text: string): RuleSpec | null {
  const parsed = ruleSpecSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function prepare({ connection }: Database) {
  const columns = 'id, shipped_key, name, is_enabled, spec, muted_until, last_matched_at, match_count';
  return {
    list: connection.prepare<[], RuleRow>(`SELECT ${columns} FROM rules ORDER BY id`),
    get: connection.prepare<[number], RuleRow>(`SELECT ${columns} FROM rules WHERE id = ?`),
    addShipped: connection.prepare<[string, string, string, number, number]>(
      `INSERT INTO rules (shipped_key, name, spec, created_at, changed_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (shipped_key) DO NOTHING`,
    ),
    insert: connection.prepare<[string, number, string, number, number]>(
      'INSERT INTO rules (name, is_enabled, spec, created_at, changed_at) VALUES (?, ?, ?, ?, ?)',
    ),
    update: connection.prepare<[string, number, string, number, number]>(
      "UPDATE rules SET name = ?, is_enabled = ?, spec = ?, changed_at = ?, usage = '{}' WHERE id = ?",
    ),
    mute: connection.prepare<[number | null, number]>('UPDATE rules SET muted_until = ? WHERE id = ?'),
    remove: connection.prepare<[number]>('DELETE FROM rules WHERE id = ?'),
    usage: connection.prepare<[number], string>('SELECT usage FROM rules WHERE id = ?').pluck(),
    keepUsage: connection.prepare<[string, number]>('UPDATE rules SET usage = ? WHERE id = ?'),
    count: connection.prepare<[number, number, number]>(
      'UPDATE rules SET match_count = match_count + ?, last_matched_at = ? WHERE id = ?',
    ),
  };
}

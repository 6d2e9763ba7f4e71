import type { JobFilter } from '#shared/domain/job.ts';
import { containsPattern, parseSearch, type SearchTerm } from './search.ts';

type Value = string | number;
/** A condition with its bound values, in order. */
export interface Condition {
  sql: string;
  params: Value[];
}

/** What a filter means, apart from its states: those choose the index and are handled by the query. */
export function filterConditions(filter: JobFilter, options: { deleted?: boolean } = {}): Condition {
  const parts: Condition[] = [{ sql: options.deleted ? 'deleted_at IS NOT NULL' : 'deleted_at IS NULL', params: [] }];
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) parts.push({ sql: `${column} = ?`, params: [value] });
  };
  equal('queue', filter.queue);
  equal('preset', filter.preset);
  equal('source_value', filter.sourceValue);
  equal('error_code', filter.errorCode);
  equal('trace', filter.trace);
  if (filter.createdAfter) parts.push({ sql: 'created_at >= ?', params: [Date.parse(filter.createdAfter)] });
  if (filter.createdBefore) parts.push({ sql: 'created_at < ?', params: [Date.parse(filter.createdBefore)] });
  if (filter.deadLetters) parts.push({ sql: "state = 'dead' AND acknowledged_at IS NULL", params: [] });
  if (filter.search) parts.push(...parseSearch(filter.search).map(termCondition));
  return joinConditions(parts);
}

export function joinConditions(parts: readonly Condition[]): Condition {
  return { sql: parts.map((part) => `(${part.sql})`).join(' AND '), params: parts.flatMap((part) => part.params) };
}

function termCondition(term: SearchTerm): Condition {
  switch (term.kind) {
    case 'text':
      return textCondition(term.text);
    case 'column':
      return { sql: String.raw`${term.column} LIKE ? ESCAPE '\'`, params: [containsPattern(term.text)] };
    case 'path': {
      // A damaged payload is no JSON: the CASE keeps its row from failing the whole query. `->` tells true from 1.
      const found = 'CASE WHEN json_valid(payload) THEN';
      return {
        sql: `${found} payload ->> ? END = ? COLLATE NOCASE OR ${found} CAST(payload ->> ? AS TEXT) END = ? OR ${found} payload -> ? END = ?`,
        params: [term.path, term.text, term.path, term.text, term.path, term.text],
      };
    }
  }
}

function textCondition(text: string): Condition {
  const pattern = containsPattern(text);
  const columns = ['title', 'source_value', 'payload', 'error', 'error_code'];
  const sql = columns.map((column) => String.raw`${column} LIKE ? ESCAPE '\'`).join(' OR ');
  const params: Value[] = columns.map(() => pattern);
  // "42" and "#42" find job 42 too [A74].
  const id = /^#?(\d{1,15})$/.exec(text)?.[1];
  return id ? { sql: `id = ? OR ${sql}`, params: [Number(id), ...params] } : { sql, params };
}

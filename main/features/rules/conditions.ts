import type { EventView } from '#shared/domain/events.ts';
import type { Condition } from '#shared/domain/rule.ts';

const deepest = 8;

/** What a path names in an event; undefined where there is nothing. Own properties alone: no prototype is ever reached. */
export function readPath(event: EventView, path: string): unknown {
  if (path === 'subject' || path === 'type' || path === 'trace' || path === 'at') return event[path];
  const names = path.split('.');
  if (names.length > deepest) return undefined;
  let value: unknown = event.data;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name]; // its own property, as just asked
  }
  return value;
}

export const matchesAll = (event: EventView, conditions: readonly Condition[]): boolean =>
  conditions.every((condition) => matches(readPath(event, condition.path), condition));

function matches(actual: unknown, { is, value }: Condition): boolean {
  switch (is) {
    case 'exists':
      return (actual !== undefined && actual !== null) === (value !== false);
    case 'equals':
      return isSame(actual, value);
    case 'not-equals':
      return !isSame(actual, value);
    case 'contains':
      return contains(actual, value);
    case 'above':
      return toNumber(actual) > toNumber(value);
    case 'below':
      return toNumber(actual) < toNumber(value);
  }
}

/** A form writes numbers as text: `1` and `"1"` are the same here. */
const isSame = (actual: unknown, value: unknown): boolean =>
  actual === value || (isPlain(actual) && isPlain(value) && String(actual) === String(value));

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function contains(actual: unknown, value: unknown): boolean {
  if (!isPlain(value)) return false;
  if (Array.isArray(actual)) return actual.some((item) => isSame(item, value));
  return isPlain(actual) && String(actual).toLowerCase().includes(String(value).toLowerCase());
}

/** NaN, which is neither above nor below anything, for what is no number. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

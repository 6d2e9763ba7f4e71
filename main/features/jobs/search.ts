/**
 * The search box's language. Words are looked for in title, source, payload and error; `"two words"` stay together;
 * `field:value` looks in one place, where a field is a column by name or a path into the payload (`recipe.steps.0.kind:trim`).
 */
export type SearchTerm =
  | { kind: 'text'; text: string }
  | { kind: 'column'; column: SearchColumn; text: string }
  | { kind: 'path'; path: string; text: string };

/** Fields with a column of their own; anything else with a colon is a path into the payload. */
const columns = {
  title: 'title',
  source: 'source_value',
  error: 'error_code',
  preset: 'preset',
  queue: 'queue',
  state: 'state',
  trace: 'trace',
  worker: 'worker',
  key: 'dedupe_key',
} as const;
export type SearchColumn = (typeof columns)[keyof typeof columns];

/** More terms than this are left out: nobody types them, and each costs a comparison a row. */
export const maxTerms = 16;
const maxPathSegments = 12;
const segment = /^[\p{L}\p{N}_-]{1,64}$/u;

export function parseSearch(search: string): SearchTerm[] {
  return splitWords(search).map(toTerm);
}

/** Splits at spaces outside double quotes; a quote that never closes reaches to the end. One pass, no backtracking. */
function splitWords(search: string): string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  for (const character of search) {
    // LIKE reads a pattern up to its first NUL: what comes after would match anything.
    const isBreak = character === '\u0000' || (!isQuoted && character.trim() === '');
    if (character === '"') isQuoted = !isQuoted;
    else if (!isBreak) word += character;
    else if (word) {
      words.push(word);
      word = '';
      if (words.length === maxTerms) return words;
    }
  }
  if (word) words.push(word);
  return words;
}

function toTerm(word: string): SearchTerm {
  const text: SearchTerm = { kind: 'text', text: word };
  const colon = word.indexOf(':');
  const value = word.slice(colon + 1);
  // A single letter before the colon is a drive, two slashes after it an address: both are text.
  if (colon < 2 || value === '' || value.startsWith('//')) return text;
  const field = word.slice(0, colon);
  if (Object.hasOwn(columns, field))
    return { kind: 'column', column: columns[field as keyof typeof columns], text: value }; // hasOwn proved it
  const path = toJsonPath(field);
  return path === null ? text : { kind: 'path', path, text: value };
}

/** `recipe.steps.0.kind` as `$."recipe"."steps"[0]."kind"`; null for what isn't a path. */
function toJsonPath(field: string): string | null {
  const segments = field.split('.');
  if (segments.length > maxPathSegments || !segments.every((part) => segment.test(part))) return null;
  return `$${segments.map((part) => (/^\d{1,6}$/.test(part) ? `[${part}]` : `."${part}"`)).join('')}`;
}

/** The text as a LIKE pattern that finds it anywhere, with the wildcards in it taken literally (`ESCAPE '\'`). */
export const containsPattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

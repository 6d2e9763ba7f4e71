import { AppError } from '#shared/contract/errors.ts';

/** Limits of a JSON text, checked before it is parsed: deep nesting and millions of values block the process for seconds. */
export interface JsonLimits {
  readonly depth: number;
  readonly values: number;
}
export const jsonLimits: JsonLimits = { depth: 32, values: 200_000 };

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openings = new Set([0x7b, 0x5b]);
const closings = new Set([0x7d, 0x5d]);

/** An object or array that the pass is inside of. */
interface Level {
  /** Names seen so far; null in an array. */
  readonly names: Set<string> | null;
  /** The name, or the place in the array, of the value that is being read. */
  at: string | number;
  isName: boolean;
}

/**
 * Throws `request-too-deep` or `request-malformed` where a text breaks the limits, names a member twice (readers disagree which one
 * counts) or names one that reaches a prototype. One pass before `JSON.parse`, to which the rest of the grammar is left.
 */
export function checkJsonShape(text: string, limits: JsonLimits = jsonLimits): void {
  const levels: Level[] = [];
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const level = levels.at(-1);
    if (code === quote) {
      const end = endOfString(text, index + 1);
      if (level?.names && level.isName) checkName(text.slice(index + 1, end), levels, level.names);
      index = end;
    } else if (openings.has(code)) {
      if (levels.length === limits.depth) throw new AppError('request-too-deep', { limit: limits.depth });
      const isObject = code === 0x7b;
      levels.push({ names: isObject ? new Set() : null, at: isObject ? '' : 0, isName: isObject });
    } else if (closings.has(code)) levels.pop();
    else if (code === colon && level) level.isName = false;
    else if (code === comma) {
      if ((values += 1) > limits.values) throw malformed('too-many-values');
      if (level) next(level);
    }
  }
}

/** Where the closing quote stands, or the text's end. */
function endOfString(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash) index += 1;
    else if (code === quote) return index;
  }
  return text.length;
}

function checkName(raw: string, levels: Level[], names: Set<string>): void {
  const name = raw.includes('\\') ? unescape(raw) : raw;
  const level = levels.at(-1);
  if (level) level.at = name;
  const reachesPrototype = name === '__proto__' || (name === 'prototype' && levels.at(-2)?.at === 'constructor');
  if (reachesPrototype) throw malformed('key-refused', levels);
  if (names.has(name)) throw malformed('key-twice', levels);
  names.add(name);
}

/** Names may be written with escapes, so the text alone does not tell. */
function unescape(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string; // a quoted text is a string or an error
  } catch {
    return raw; // no JSON: the parser says so
  }
}

function next(level: Level): void {
  if (typeof level.at === 'number') level.at += 1;
  else level.isName = true;
}

/** Parses strictly: UTF-8 without BOM, and what `checkJsonShape` lets through. */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    // With `ignoreBOM` a BOM stays in the text, where JSON does not allow it.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw malformed('not-utf8', [], cause);
  }
  checkJsonShape(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('not-json', [], cause);
  }
}

/** `pointer` says where (RFC 6901), when it is one place. */
function malformed(reason: string, levels: readonly Level[] = [], cause?: unknown): AppError {
  const pointer = levels.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  if (pointer === '') return new AppError('request-malformed', { reason }, { cause });
  const where = pointer.slice(0, 200);
  return new AppError('request-malformed', { reason: `${reason}:${where}`, pointer: where });
}

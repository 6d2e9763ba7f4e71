import { AppError } from '#shared/contract/errors.ts';

/** Limits of a JSON text, checked before it is parsed: deep nesting and millions of values block the process for seconds. */
export interface JsonLimits {
  readonly depth: number;
  readonly values: number;
}
export const jsonLimits: JsonLimits = { depth: 32, values: 200_000 };

const quote = 0x22;
const backslash = 0x5c;

/** Throws `request-too-deep` or `request-malformed` where a text breaks the limits. One pass, no allocation. */
export function checkJsonShape(text: string, limits: JsonLimits = jsonLimits): void {
  let depth = 0;
  let values = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === backslash) index += 1;
      else if (code === quote) inString = false;
      continue;
    }
    if (code === quote) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if ((depth += 1) > limits.depth) throw new AppError('request-too-deep', { limit: limits.depth });
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2c && (values += 1) > limits.values) throw malformed('json-too-many-values');
  }
}

/** Parses strictly: UTF-8 without BOM, the limits above, no key that reaches a prototype. */
export function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    // With `ignoreBOM` a BOM stays in the text, where JSON does not allow it.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw malformed('encoding', cause);
  }
  checkJsonShape(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed('json', cause);
  }
  // Keys may be written with escapes, so the text alone does not tell.
  if (/proto|\\u/i.test(text)) refusePrototypeKeys(value);
  return value;
}

function refusePrototypeKeys(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const reachesPrototype =
      key === '__proto__' ||
      (key === 'constructor' && typeof item === 'object' && item !== null && Object.hasOwn(item, 'prototype'));
    if (reachesPrototype) throw malformed('json-key');
    refusePrototypeKeys(item);
  }
}

function malformed(reason: string, cause?: unknown): AppError {
  return new AppError('request-malformed', { reason }, { cause });
}

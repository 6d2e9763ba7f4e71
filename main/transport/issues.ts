import { isErrorCode, errorCatalogue, type ErrorParams } from '#shared/contract/errors.ts';

/** One thing that is wrong with the input: where, what (a key with texts), and the values its text needs. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly params: ErrorParams;
}

const limit = 50;

/** The validator's findings in the answer's form. Of a union's branches, the one that went furthest tells what is wrong. */
export function issuesOf(found: unknown, input: unknown, at: readonly (string | number)[] = []): Issue[] {
  if (!Array.isArray(found)) return [];
  return found
    .filter(isRecord)
    .flatMap((issue) => issueOf(issue, input, at))
    .slice(0, limit);
}

function issueOf(issue: Record<string, unknown>, input: unknown, at: readonly (string | number)[]): Issue[] {
  const path = [...at, ...pathOf(issue['path'])];
  const message = issue['message'];
  if (typeof message === 'string' && isErrorCode(message)) {
    const wanted = errorCatalogue[message].params[0];
    return [{ path, code: message, params: wanted ? { [wanted]: valueAt(input, path) } : {} }];
  }
  const branches = issue['errors'];
  if (issue['code'] === 'invalid_union' && Array.isArray(branches) && branches.length > 0) {
    const best = branches.map((branch) => issuesOf(branch, input, path)).sort((a, b) => depthOf(b) - depthOf(a))[0];
    if (best && depthOf(best) > path.length) return best;
  }
  const code = typeof issue['code'] === 'string' ? issue['code'].replaceAll('_', '-') : 'invalid';
  const keys = issue['keys'];
  // Each key that nobody knows stands at a place of its own.
  if (code === 'unrecognized-keys' && Array.isArray(keys))
    return keys.map((key) => ({ path: [...path, String(key).slice(0, 100)], code, params: {} }));
  return [{ path, code, params: paramsOf(issue) }];
}

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((issue) => issue.path.length));

const pathOf = (path: unknown): (string | number)[] =>
  Array.isArray(path) ? path.map((part) => (typeof part === 'number' ? part : String(part))) : [];

/** The word that was refused, for errors that name it. */
function valueAt(input: unknown, path: readonly (string | number)[]): string {
  let value = input;
  for (const part of path) value = isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return typeof value === 'string' ? value.slice(0, 100) : '';
}

/** The numbers and words that a text may want: `minimum`, `maximum`, `expected`, `format`, `values`. Never the input. */
function paramsOf(issue: Record<string, unknown>): ErrorParams {
  const params: Record<string, string | number | boolean> = {};
  for (const name of ['expected', 'minimum', 'maximum', 'format', 'divisor', 'origin', 'inclusive']) {
    const value = issue[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') params[name] = value;
  }
  for (const name of ['values', 'keys']) {
    const value = issue[name];
    if (Array.isArray(value)) params[name] = value.slice(0, 30).join(', ');
  }
  return params;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

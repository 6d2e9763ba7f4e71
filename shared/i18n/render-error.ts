import { AppError, isErrorCode, type ErrorCode, type ErrorParams } from '../contract/errors.ts';
import { formatBytes } from './format-bytes.ts';
import type { Language } from './languages.ts';
import { createI18n } from './translate.ts';

type Translator = ReturnType<typeof createI18n>;

/** The shape in which every door answers a failure. Validation adds `issues` beside it. */
export interface RenderedError {
  code: ErrorCode;
  params: ErrorParams;
  message: string;
  trace: string;
}

const translators = new Map<Language, Translator>();
function translatorFor(language: Language): Translator {
  const found = translators.get(language) ?? createI18n(language);
  translators.set(language, found);
  return found;
}

/** Names, not amounts: they are shown as they stand, without grouping. */
const identifiers: ReadonlySet<string> = new Set([
  'id',
  'pid',
  'port',
  'status',
  'code',
  'line',
  'found',
  'supported',
  'width',
  'height',
  'step',
]);
const longestText = 300;

/**
 * What the caller is told of `error`. An AppError keeps its code and parameters; anything else is a bug and is told as
 * `internal-error`: no message, path or stack of it leaves the process.
 */
export function renderError(error: unknown, language: Language, trace: string): RenderedError {
  const known = error instanceof AppError ? error : new AppError('internal-error');
  return { code: known.code, params: known.params, message: renderMessage(known.code, known.params, language), trace };
}

/** The text of `code`. Sizes become readable (`20 MB`), numbers get the language's form, and a `reason` that is a code becomes words. */
export function renderMessage(code: string, params: ErrorParams, language: Language): string {
  const translator = translatorFor(language);
  // A stored row may name a code of an older or newer program.
  if (!isErrorCode(code)) return code;
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) values[name] = shownValue(translator, name, value, language);
  // i18next takes `<code>_unknown` where there is such a text.
  if (isSizeUnknown(params)) values['context'] = 'unknown';
  return translator.t(`errors.${code}`, values);
}

/** 0 stands for a size that nobody told, as when a program found the disk full. */
const isSizeUnknown = (params: ErrorParams): boolean =>
  Object.entries(params).some(([name, value]) => name.endsWith('Bytes') && value === 0);

function shownValue(translator: Translator, name: string, value: string | number | boolean, language: Language) {
  if (typeof value === 'number') {
    if (name === 'count') return value; // chooses the plural form
    if (name.endsWith('Bytes')) return formatBytes(value, language);
    return identifiers.has(name) ? String(value) : new Intl.NumberFormat(language).format(value);
  }
  const text = cleanText(String(value));
  // The system did not tell who holds the port.
  if (name === 'holder' && text === '?') return translator.t('errors.unknownHolder');
  if (name === 'detected') return wordsFor(translator, 'detected', text);
  return name === 'reason' ? wordsFor(translator, 'reasons', text) : text;
}

/** `code` or `code:value` in the reader's language; what is no code of ours stays as it is. */
function wordsFor(translator: Translator, group: 'reasons' | 'detected', text: string): string {
  const colon = text.indexOf(':');
  const code = colon < 0 ? text : text.slice(0, colon);
  if (!/^[a-z0-9-]+$/.test(code)) return text;
  const key = `errors.${group}.${code}`;
  const value = colon < 0 ? '' : text.slice(colon + 1).trim();
  return translator.exists(key) ? translator.t(key, { value }) : text;
}

/** One line: names and addresses from outside may hold line breaks, escapes and marks that turn the text around. */
function cleanText(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return clean.length > longestText ? `${clean.slice(0, longestText - 1)}…` : clean;
}

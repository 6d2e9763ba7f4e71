import { Liquid, LiquidError, type Template } from 'liquidjs';
import { AppError } from '../contract/errors.ts';
import type { Language } from '../i18n/languages.ts';
import type { TemplateField } from './notification.ts';
import { wallTime } from './calendar.ts';

/** Characters of one text; what a person writes is far below. */
export const textLimit = 64_000;
/** A message longer than any channel takes. */
const outputLimit = 200_000;
/** Each checked by the engine between two parts; twice this is below the 250 ms that a text may take (S15). */
const renderMs = 100;
const memoryLimit = 1_000_000;

export interface TextStyle {
  readonly language: Language;
  /** IANA name; times are written in it. */
  readonly timeZone: string;
}

const fileTags = ['include', 'render', 'layout', 'block'];
const secondsWords: Readonly<Record<Language, string>> = { es: 'segundos', 'pt-BR': 'segundos', en: 'seconds' };
/** How a value of each kind is written where a template names it without a filter. */
const ownFilter: Readonly<Partial<Record<TemplateField['kind'], string>>> = {
  seconds: 'seconds',
  bytes: 'bytes',
  percent: 'percent',
  time: 'local_time',
  list: 'lines',
};

/**
 * The one text engine (A52): `{{variable}}` and Liquid's conditions and loops, with strict variables, own properties only, limits,
 * and no way to a file. What it writes is plain: escaping is the channel's trade.
 */
export class Texts {
  readonly #liquid: Liquid;

  constructor({ language, timeZone }: TextStyle) {
    this.#liquid = new Liquid({
      strictVariables: true,
      strictFilters: true,
      lenientIf: true,
      ownPropertyOnly: true,
      parseLimit: textLimit,
      renderLimit: renderMs,
      memoryLimit,
      templates: {},
      timezoneOffset: timeZone,
    });
    for (const tag of fileTags) delete this.#liquid.tags[tag];
    this.#liquid.registerFilter('seconds', (value: unknown) => written(value, (n) => `${n} ${secondsWords[language]}`));
    this.#liquid.registerFilter('bytes', (value: unknown) => written(value, writeBytes));
    this.#liquid.registerFilter('percent', (value: unknown) => written(value, (n) => `${n.toFixed(1)} %`));
    this.#liquid.registerFilter('local_time', (value: unknown) => writeTime(value, timeZone));
    this.#liquid.registerFilter('lines', (value: unknown) =>
      Array.isArray(value) ? value.map((line) => `- ${String(line)}`).join('\n') : value,
    );
  }

  /**
   * Parses and checks: `template-too-large`, `template-invalid` with its line, `template-field-unknown`. `kind` names in the error
   * what the fields belong to.
   */
  check(text: string, fields: readonly TemplateField[], kind: string): Template[] {
    if (text.length > textLimit) throw new AppError('template-too-large', { limitBytes: textLimit });
    const known = new Set(fields.map(({ name }) => name));
    const template = guard(kind, () => this.#liquid.parse(withOwnFilters(text, fields)));
    const unknown = guard(kind, () => this.#liquid.globalVariablesSync(template, { partials: false })).find(
      (name) => !known.has(name),
    );
    if (unknown !== undefined) throw new AppError('template-field-unknown', { field: named(unknown), kind });
    return template;
  }

  /** The text with its values. Further: `template-too-costly`, and `template-field-unknown` for a value that is not there. */
  render(
    text: string,
    { fields, values, kind }: { fields: readonly TemplateField[]; values: Record<string, unknown>; kind: string },
  ): string {
    const template = this.check(text, fields, kind);
    const result: unknown = guard(kind, () => this.#liquid.renderSync(template, onlyKnown(values, fields)));
    const written = String(result);
    if (written.length > outputLimit) throw new AppError('template-too-costly');
    return written;
  }
}

/** A field that has no value is written as nothing; one that the kind does not know is an error. */
function onlyKnown(values: Record<string, unknown>, fields: readonly TemplateField[]): Record<string, unknown> {
  const known: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { name } of fields) known[name] = Object.hasOwn(values, name) ? (values[name] ?? '') : '';
  return known;
}

/** `{{ file_size }}` is written as `{{ file_size | bytes }}` would be. */
function withOwnFilters(text: string, fields: readonly TemplateField[]): string {
  if (/\{%-?\s*raw\b/.test(text)) return text; // shown as it stands
  const filters = new Map(fields.map(({ name, kind }) => [name, ownFilter[kind]]));
  return text.replaceAll(/\{\{(-?) ?([a-z_][a-z0-9_]{0,63}) ?(-?)\}\}/g, (all, before: string, name: string, after) => {
    const filter = filters.get(name);
    return filter ? `{{${before} ${name} | ${filter} ${after as string}}}` : all;
  });
}

function guard<T>(kind: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error, kind);
  }
}

function translated(error: unknown, kind: string): unknown {
  if (error instanceof RangeError) return new AppError('template-too-costly', {}, { cause: error });
  if (!(error instanceof Error)) return error;
  const original = LiquidError.is(error) ? error.originalError : error;
  const reason = error.message;
  if (/limit exceeded/.test(reason)) return new AppError('template-too-costly', {}, { cause: error });
  const missing = /undefined variable: ([^,\n]*)/.exec(original?.message ?? reason);
  if (missing) return new AppError('template-field-unknown', { field: named(missing[1] ?? ''), kind });
  const line = Number(/, line:(\d+)/.exec(reason)?.[1] ?? 1);
  const [short = ''] = reason.split(', line:');
  return new AppError('template-invalid', { line, reason: named(short) }, { cause: error });
}

const named = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text);

function written(value: unknown, write: (value: number) => string): unknown {
  // A figure that nobody knows, as the success rate of a day without videos.
  if (value === '' || value === null || value === undefined) return '–';
  const number = Number(value);
  return Number.isFinite(number) ? write(number) : value;
}

/** Decimal units with two digits: 1024000 is 1.02 MB (X01). */
function writeBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (Math.abs(bytes) < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let step = 0;
  while (Math.abs(value) >= 999.995 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${value.toFixed(2)} ${units[step] ?? ''}`;
}

/** `2024-01-01 12:00:00` in the zone; what is no time stays as it is. */
function writeTime(value: unknown, timeZone: string): unknown {
  const at = new Date(value as string | number);
  if (value === '' || Number.isNaN(at.getTime())) return value;
  return new Date(wallTime(at.getTime(), timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

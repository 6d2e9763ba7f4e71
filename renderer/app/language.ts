import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isErrorCode, type ErrorParams } from '#shared/contract/errors.ts';
import { pickLanguage } from '#shared/i18n/languages.ts';
import { renderMessage } from '#shared/i18n/render-error.ts';
import { createFormats, type Formats } from '../kit/format.ts';
import { toClientError } from './client-error.ts';
import { localeOf, usePreferences } from './preferences.ts';

export type Translate = (key: string, params?: Readonly<Record<string, unknown>>) => string;

/** `t('queue.title')` in the chosen language. */
export function useT(): Translate {
  const { t } = useTranslation();
  return useMemo(() => (key, params) => String(t(key, { ...params })), [t]);
}

const madeFormats = new Map<string, Formats>();
/** A locale's formatters cost a millisecond to make: a list of rows shares one set. */
function formatsFor(locale: string): Formats {
  const formats = madeFormats.get(locale) ?? createFormats(locale);
  madeFormats.set(locale, formats);
  return formats;
}

/** Numbers, sizes and times in the chosen region: `format.bytes(1200)`, `format.duration(ms)`. */
export function useFormat(): Formats {
  const preferences = usePreferences();
  const locale = localeOf(preferences, navigator.language);
  return formatsFor(locale);
}

export interface ErrorWords {
  readonly message: string;
  readonly code: string;
  readonly trace: string | null;
}

interface CodedError {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly trace?: string | null;
}
const isCoded = (error: unknown): error is CodedError =>
  typeof error === 'object' && error !== null && 'code' in error && 'params' in error;

/** What texts can show; an answer's parameters are read at the door here. */
const shownParams = (params: CodedError['params']): ErrorParams =>
  Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string | number | boolean] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  );

/** The words of a failure in the window's language: of an operation that threw, or of an error stored with a job. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const { i18n } = useTranslation();
  const language = pickLanguage(i18n.language);
  return useMemo(
    () => (error) => {
      const known = isCoded(error) ? error : toClientError(error);
      const message = isErrorCode(known.code)
        ? renderMessage(known.code, shownParams(known.params), language)
        : (known.message ?? known.code);
      return { message, code: known.code, trace: known.trace ?? null };
    },
    [language],
  );
}

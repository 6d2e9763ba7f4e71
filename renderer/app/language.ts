import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isErrorCode } from '#shared/contract/errors.ts';
import { createFormats, type Formats } from '../kit/format.ts';
import { toClientError } from './client-error.ts';
import { localeOf, usePreferences } from './preferences.ts';

export type Translate = (key: string, params?: Readonly<Record<string, unknown>>) => string;

/** `t('queue.title')` in the chosen language. */
export function useT(): Translate {
  const { t } = useTranslation();
  return useMemo(() => (key, params) => String(t(key, { ...params })), [t]);
}

/** Numbers, sizes and times in the chosen region: `format.bytes(1200)`, `format.duration(ms)`. */
export function useFormat(): Formats {
  const preferences = usePreferences();
  const locale = localeOf(preferences, navigator.language);
  return useMemo(() => createFormats(locale), [locale]);
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

/** The words of a failure: of an operation that threw, or of an error stored with a job. */
export function useErrorWords(): (error: unknown) => ErrorWords {
  const t = useT();
  const format = useFormat();
  return useMemo(
    () => (error) => {
      const known = isCoded(error) ? error : toClientError(error);
      const message = isErrorCode(known.code)
        ? t(`errors.${known.code}`, wordedParams(known.params, format))
        : (known.message ?? known.code);
      return { message, code: known.code, trace: known.trace ?? null };
    },
    [t, format],
  );
}

/** Sizes are told as sizes and numbers as the region writes them. */
function wordedParams(params: CodedError['params'], format: Formats): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value !== 'number') return [name, value];
      return [name, name.endsWith('Bytes') ? format.bytes(value) : value];
    }),
  );
}

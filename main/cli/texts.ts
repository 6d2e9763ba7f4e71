import { createI18n } from '#shared/i18n/translate.ts';
import type { Language } from '#shared/i18n/languages.ts';

export type Texts = (key: string, values?: Record<string, unknown>) => string;

export function createTexts(language: Language): Texts {
  const i18n = createI18n(language);
  return (key, values = {}) => i18n.t(key, values);
}

import { createI18n } from '#shared/i18n/translate.ts';
import type { Language } from '#shared/i18n/languages.ts';

const translators = new Map<Language, ReturnType<typeof createI18n>>();

/** The sentence of a stored error code in a language; a code without a text stands for itself. */
export function renderMessage(
  code: string,
  params: Readonly<Record<string, string | number | boolean>>,
  language: Language,
): string {
  let translator = translators.get(language);
  if (!translator) translators.set(language, (translator = createI18n(language)));
  return translator.t(`errors.${code}`, { ...params, defaultValue: code });
}

import { texts as en } from '#shared/i18n/en/index.ts';
import { texts as es } from '#shared/i18n/es/index.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { texts as pt } from '#shared/i18n/pt-BR/index.ts';

const names: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: en.ruleNames,
  es: es.ruleNames,
  'pt-BR': pt.ruleNames,
};

interface Named {
  readonly shippedKey: string | null;
  readonly name: string;
}

/** A shipped rule that nobody renamed is stored with its key for a name, and called by what that is in the reader's language. */
export const nameOf = ({ shippedKey, name }: Named, language: Language): string =>
  name === shippedKey ? (names[language][name] ?? name) : name;

/** The name to store: the key again where somebody handed back what they were shown. */
export const storedName = ({ shippedKey, name }: Named, language: Language): string =>
  shippedKey !== null && names[language][shippedKey] === name ? shippedKey : name;

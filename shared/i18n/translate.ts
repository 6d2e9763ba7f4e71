import i18next, { type i18n } from 'i18next';
import { texts as en } from './en/index.ts';
import { texts as es } from './es/index.ts';
import type { Language } from './languages.ts';
import { texts as pt } from './pt-BR/index.ts';

/** A ready i18next instance; tray, mail, CLI, server and window use the same texts. Keys are `feature.key`. */
export function createI18n(language: Language): i18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    ns: ['texts'],
    defaultNS: 'texts',
    resources: { en: { texts: en }, es: { texts: es }, 'pt-BR': { texts: pt } },
    // React escapes what it shows; plain-text readers need the raw value.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

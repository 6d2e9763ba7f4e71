import { create } from 'zustand';
import type { SettingView } from '#shared/contract/settings.ts';
import { pickLanguage, type Language } from '#shared/i18n/languages.ts';

/** The settings that shape the window. The console holds them; a copy in the browser spares a flash at the start. */
export interface Preferences {
  readonly language: 'auto' | Language;
  readonly region: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly density: 'compact' | 'standard' | 'roomy';
  readonly reducedMotion: 'auto' | 'on' | 'off';
  readonly singleKeyShortcuts: boolean;
  readonly refreshSeconds: number;
}

const defaults: Preferences = {
  language: 'auto',
  region: 'auto',
  theme: 'auto',
  density: 'standard',
  reducedMotion: 'auto',
  singleKeyShortcuts: true,
  refreshSeconds: 30,
};
const storageKey = 'atalaya.preferences';

/** Takes the known keys whose type fits; everything else keeps its default. */
export function parsePreferences(value: unknown): Preferences {
  if (typeof value !== 'object' || value === null) return defaults;
  const known = Object.entries(value).filter(
    ([key, item]) => Object.hasOwn(defaults, key) && typeof item === typeof defaults[key as keyof Preferences], // its own key
  );
  return { ...defaults, ...Object.fromEntries(known) };
}

function readStored(): Preferences {
  try {
    return parsePreferences(JSON.parse(localStorage.getItem(storageKey) ?? 'null'));
  } catch {
    return defaults; // A browser that refuses storage, or a damaged entry: start as new.
  }
}

export const usePreferences = create<Preferences>(() => readStored());

export function setPreferences(changes: Partial<Preferences>): void {
  usePreferences.setState(changes);
  try {
    localStorage.setItem(storageKey, JSON.stringify(usePreferences.getState()));
  } catch {
    // Without storage the choice lasts as long as the page; the console keeps it anyway.
  }
}

/** Takes over what the console holds. */
export function adoptSettings(settings: readonly Pick<SettingView, 'key' | 'value'>[]): void {
  setPreferences(parsePreferences(Object.fromEntries(settings.map(({ key, value }) => [key, value]))));
}

export const languageOf = (preferences: Pick<Preferences, 'language'>, systemTags: string): Language =>
  preferences.language === 'auto' ? pickLanguage(systemTags) : preferences.language;

/** The locale of numbers and dates: the chosen region, else the system's when it speaks the window's language. */
export function localeOf(preferences: Preferences, systemTag: string): string {
  if (preferences.region !== 'auto') return preferences.region;
  const language = languageOf(preferences, systemTag);
  return systemTag.slice(0, 2).toLowerCase() === language.slice(0, 2) ? systemTag : language;
}

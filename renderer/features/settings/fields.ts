import { logLevels } from '#shared/contract/logs.ts';
import type { SettingView } from '#shared/contract/settings.ts';
import { languages } from '#shared/i18n/languages.ts';
import { isSettingKey, settingGroups, settingSpecs, type SettingKey } from '#shared/domain/settings.ts';

/** How a setting is asked for. Everything else follows from the type of its value. */
export type FieldKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'number'; readonly unit: string; readonly scale: number }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'preset' }
  | { readonly kind: 'path'; readonly isFile: boolean }
  | { readonly kind: 'list' }
  | { readonly kind: 'secret' }
  | { readonly kind: 'text' };

/** Units are keys of texts; sizes are asked for in a unit that people use. */
const numberUnits: Readonly<Partial<Record<SettingKey, { unit: string; scale: number }>>> = {
  refreshSeconds: { unit: 'seconds', scale: 1 },
  stallSeconds: { unit: 'seconds', scale: 1 },
  maxSourceBytes: { unit: 'gigabytes', scale: 1_000_000_000 },
  logMaxBytes: { unit: 'megabytes', scale: 1_000_000 },
  limitReminderMinutes: { unit: 'minutes', scale: 1 },
  alertMaxAgeHours: { unit: 'hours', scale: 1 },
  logKeepDays: { unit: 'days', scale: 1 },
};

const choices: Readonly<Partial<Record<SettingKey, readonly string[]>>> = {
  language: ['auto', ...languages],
  theme: ['auto', 'light', 'dark'],
  density: ['compact', 'standard', 'roomy'],
  reducedMotion: ['auto', 'on', 'off'],
  failureNotice: ['first-and-final', 'final', 'every'],
  logLevel: logLevels,
};
const filePaths: readonly string[] = ['ffmpegPath', 'ffprobePath', 'ytdlpPath'];
const folderPaths: readonly string[] = ['outputDir', 'dataDir'];

export function fieldKindOf(setting: SettingView): FieldKind {
  if (setting.secret) return { kind: 'secret' };
  if (setting.key === 'defaultPreset') return { kind: 'preset' };
  if (filePaths.includes(setting.key)) return { kind: 'path', isFile: true };
  if (folderPaths.includes(setting.key)) return { kind: 'path', isFile: false };
  const options = isSettingKey(setting.key) ? choices[setting.key] : undefined;
  if (options) return { kind: 'choice', options };
  const unit = isSettingKey(setting.key) ? numberUnits[setting.key] : undefined;
  if (typeof setting.defaultValue === 'boolean') return { kind: 'switch' };
  if (typeof setting.defaultValue === 'number')
    return { kind: 'number', unit: unit?.unit ?? '', scale: unit?.scale ?? 1 };
  return Array.isArray(setting.defaultValue) ? { kind: 'list' } : { kind: 'text' };
}

export interface SettingOrigin {
  readonly env: string | null;
  readonly flag: string | null;
  /** Decided before the console runs: only by flag or variable. */
  readonly isBoot: boolean;
}

export function originOf(key: string): SettingOrigin {
  if (!isSettingKey(key)) return { env: null, flag: null, isBoot: false };
  const spec: { env?: string; flag?: string; boot?: true } = settingSpecs[key];
  return { env: spec.env ?? null, flag: spec.flag ? `--${spec.flag}` : null, isBoot: spec.boot === true };
}

export interface SettingTexts {
  readonly label: string;
  readonly hint: string;
}

/** Of the desk's own: a console without one does not ask for them. */
const deskSettings: readonly string[] = ['closeToTray', 'launchAtLogin', 'startHidden'];
export const isOfDesk = ({ key }: SettingView): boolean => deskSettings.includes(key);

/** The settings of each group in the groups' own order, narrowed by what is searched; empty groups are left out. */
export function groupSettings(
  settings: readonly SettingView[],
  search: string,
  textsOf: (key: string) => SettingTexts,
): readonly { readonly group: string; readonly settings: readonly SettingView[] }[] {
  const wanted = search.trim().toLowerCase();
  const isWanted = (setting: SettingView): boolean => {
    const { label, hint } = textsOf(setting.key);
    const { env, flag } = originOf(setting.key);
    return [setting.key, label, hint, env, flag].some((text) => text?.toLowerCase().includes(wanted));
  };
  const known: readonly string[] = settingGroups;
  const groups = [...known, ...settings.map(({ group }) => group).filter((group) => !known.includes(group))];
  return [...new Set(groups)]
    .map((group) => ({ group, settings: settings.filter((one) => one.group === group && isWanted(one)) }))
    .filter((group) => group.settings.length > 0);
}

export const isSameValue = (a: SettingView['value'], b: SettingView['value']): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

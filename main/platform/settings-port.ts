import type { SettingView } from '#shared/contract/settings.ts';
import type { SettingKey, SettingValue } from '#shared/domain/settings.ts';

/** Settings as a feature sees them: typed, validated, already resolved (flag, environment, stored, default). */
export interface SettingsReader {
  get<K extends SettingKey>(key: K): SettingValue<K>;
  /** Hears the keys that changed, after the commit. */
  subscribe(listener: (keys: readonly SettingKey[]) => void): () => void;
}

/** Settings as the settings page sees them: every value with where it comes from, and one way to change them. */
export interface SettingsChanger extends SettingsReader {
  list(): SettingView[];
  secretStore(): 'keychain' | 'file' | 'unavailable';
  /** All or nothing; `null` gives a default back. */
  change(changes: Readonly<Record<string, unknown>>, by: { actor: string; trace: string }): Promise<SettingView[]>;
}

import type { SettingKey, SettingValue } from '#shared/domain/settings.ts';

/** Settings as a feature sees them: typed, validated, already resolved (flag, environment, stored, default). */
export interface SettingsReader {
  get<K extends SettingKey>(key: K): SettingValue<K>;
  /** Hears the keys that changed, after the commit. */
  subscribe(listener: (keys: readonly SettingKey[]) => void): () => void;
}

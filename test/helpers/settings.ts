import { settingSpecs, type SettingKey, type SettingValues } from '#shared/domain/settings.ts';
import type { SettingsReader } from '#platform/settings-port.ts';

/** Settings in memory, by their defaults, that a test may change. */
export class FakeSettings implements SettingsReader {
  readonly #values: Partial<SettingValues>;
  readonly #listeners = new Set<(keys: readonly SettingKey[]) => void>();

  constructor(values: Partial<SettingValues> = {}) {
    this.#values = values;
  }

  get<K extends SettingKey>(key: K): SettingValues[K] {
    // The default is of the key's own type.
    return (this.#values[key] ?? settingSpecs[key].default) as SettingValues[K];
  }

  put(values: Partial<SettingValues>): void {
    Object.assign(this.#values, values);
    // Only keys of SettingValues can be given.
    for (const listener of this.#listeners) listener(Object.keys(values) as SettingKey[]);
  }

  subscribe(listener: (keys: readonly SettingKey[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

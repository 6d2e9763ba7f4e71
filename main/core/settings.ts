import { AppError } from '#shared/contract/errors.ts';
import type { SettingView } from '#shared/contract/settings.ts';
import { isSettingKey, settingKeys, type SettingKey, type SettingValue } from '#shared/domain/settings.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import { silentLogger, type Logger } from '#platform/log/logger.ts';
import type { SecretStore, StoredSecret } from '#platform/secrets/secret-store.ts';
import type { SettingsChanger } from '#platform/settings-port.ts';
import { parseSetting, readOverrides, specOf, type Override, type SettingsInput } from './setting-sources.ts';

interface SettingsDeps extends SettingsInput {
  database: Database;
  secrets: SecretStore;
  clock: Clock;
  events: EventLog;
}

interface Change {
  key: SettingKey;
  /** Null: back to the default. */
  value: unknown;
}

/** Reads the settings at once; secrets come with `loadSecrets`. Throws `setting-invalid` naming a bad flag or variable. */
export const createSettings = (deps: SettingsDeps): Settings => new Settings(deps);

/**
 * The console's settings: flag over variable over stored value over default, each validated. A stored value that no longer fits
 * gives way to the default and says so in the log.
 */
export class Settings implements SettingsChanger {
  readonly #deps: SettingsDeps;
  readonly #overrides: ReadonlyMap<SettingKey, Override>;
  readonly #stored = new Map<SettingKey, unknown>();
  readonly #invalid: SettingKey[] = [];
  readonly #atStart: ReadonlyMap<SettingKey, unknown>;
  readonly #listeners = new Set<(keys: readonly SettingKey[]) => void>();
  #secrets: ReadonlyMap<string, StoredSecret> = new Map();
  #secretStore: 'keychain' | 'file' | 'unavailable' = 'unavailable';
  #logger: Logger = silentLogger;
  readonly #put;
  readonly #remove;

  constructor(deps: SettingsDeps) {
    this.#deps = deps;
    this.#overrides = readOverrides(deps);
    const { connection } = deps.database;
    this.#put = connection.prepare<[string, string, number]>(
      'INSERT INTO settings (key, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at',
    );
    this.#remove = connection.prepare<[string]>('DELETE FROM settings WHERE key = ?');
    this.#readStored();
    this.#atStart = new Map(settingKeys.map((key) => [key, this.get(key)]));
  }

  get<K extends SettingKey>(key: K): SettingValue<K> {
    // Every value was parsed by the key's own schema on its way in.
    return this.#resolve(key).value as SettingValue<K>;
  }

  subscribe(listener: (keys: readonly SettingKey[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The log is built from settings; it is handed over once it stands, and hears what was wrong with stored values. */
  useLogger(logger: Logger): void {
    this.#logger = logger;
    for (const key of this.#invalid) logger.warning('stored setting is not valid, its default is used', { key });
  }

  /** Opens the secret store. One that cannot be opened is logged and shown; the console works on without its secrets. */
  async loadSecrets(): Promise<void> {
    try {
      this.#secrets = await this.#deps.secrets.load();
      this.#secretStore = await this.#deps.secrets.kind();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#secretStore = 'unavailable';
      this.#logger.error('secret store cannot be opened', { code: error.code, ...error.params });
    }
  }

  secretStore(): 'keychain' | 'file' | 'unavailable' {
    return this.#secretStore;
  }

  list(): SettingView[] {
    return settingKeys.map((key) => this.view(key));
  }

  view(key: SettingKey): SettingView {
    const spec = specOf(key);
    const { value, source, name } = this.#resolve(key);
    return {
      key,
      group: spec.group,
      value: spec.secret ? null : shown(value),
      defaultValue: spec.secret ? null : shown(spec.default),
      source,
      lockedBy: name,
      secret: spec.secret ? this.#secretView(key, value) : null,
      needsRestart: spec.restart === true && JSON.stringify(value) !== JSON.stringify(this.#atStart.get(key)),
    };
  }

  /**
   * Changes all of `changes` or nothing: `null` gives a default back. One write with one `settings.changed` event (keys and values,
   * never a secret's). Throws `setting-unknown`, `setting-locked`, `setting-invalid`, `secrets-unavailable`,
   * `database-read-only`.
   */
  async change(
    changes: Readonly<Record<string, unknown>>,
    by: { actor: string; trace: string },
  ): Promise<SettingView[]> {
    if (this.#deps.database.isReadOnly) throw new AppError('database-read-only');
    const parsed = Object.entries(changes).map(([key, value]) => this.#parseChange(key, value));
    const secrets = parsed.filter(({ key }) => specOf(key).secret);
    const plain = parsed.filter(({ key }) => !specOf(key).secret);
    const undo = await this.#saveSecrets(secrets);
    try {
      await this.#deps.database.write(() => this.#write(plain, secrets, by));
    } catch (error) {
      await undo();
      throw error;
    }
    for (const { key, value } of plain)
      if (value === null) this.#stored.delete(key);
      else this.#stored.set(key, value);
    const keys = parsed.map(({ key }) => key);
    if (keys.length > 0) this.#tell(keys);
    return keys.map((key) => this.view(key));
  }

  #parseChange(key: string, value: unknown): Change {
    if (!isSettingKey(key)) throw new AppError('setting-unknown', { key });
    const spec = specOf(key);
    const lockedBy = this.#overrides.get(key)?.name ?? (spec.boot ? (spec.env ?? `--${spec.flag}`) : null);
    if (lockedBy !== null) throw new AppError('setting-locked', { key, variable: lockedBy });
    return { key, value: value === null || (spec.secret && value === '') ? null : parseSetting(key, value) };
  }

  #write(
    plain: readonly Change[],
    secrets: readonly Change[],
    { actor, trace }: { actor: string; trace: string },
  ): void {
    const { clock, events } = this.#deps;
    const values: Record<string, unknown> = {};
    for (const { key, value } of plain) {
      values[key] = { from: this.#stored.get(key) ?? null, to: value };
      if (value === null) this.#remove.run(key);
      else this.#put.run(key, JSON.stringify(value), clock.now());
    }
    const keys = [...plain, ...secrets].map(({ key }) => key);
    if (keys.length === 0) return;
    const subject = keys.length === 1 ? `setting:${keys[0]}` : 'settings';
    events.append({ type: 'settings.changed', subject, data: { actor, keys, values }, trace });
  }

  /** Returns what takes the change back. */
  async #saveSecrets(changes: readonly Change[]): Promise<() => Promise<void>> {
    if (changes.length === 0) return async () => {};
    const before = this.#secrets;
    await this.#putSecrets(new Map(changes.map(({ key, value }) => [key, typeof value === 'string' ? value : null])));
    return () => this.#putSecrets(new Map(changes.map(({ key }) => [key, before.get(key)?.value ?? null])));
  }

  async #putSecrets(values: ReadonlyMap<string, string | null>): Promise<void> {
    await this.#deps.secrets.save(values);
    await this.loadSecrets();
  }

  #tell(keys: readonly SettingKey[]): void {
    for (const listener of this.#listeners)
      try {
        listener(keys);
      } catch (error) {
        this.#logger.error('a listener to settings failed', { keys, error });
      }
  }

  #readStored(): void {
    const rows = this.#deps.database.connection
      .prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')
      .all();
    for (const { key, value } of rows) {
      // A key of a later version stays for it.
      if (!isSettingKey(key) || specOf(key).boot || specOf(key).secret) continue;
      try {
        this.#stored.set(key, parseSetting(key, JSON.parse(value)));
      } catch {
        this.#invalid.push(key); // told by useLogger
      }
    }
  }

  #resolve(key: SettingKey): { value: unknown; source: SettingView['source']; name: string | null } {
    const override = this.#overrides.get(key);
    if (override) return override;
    const spec = specOf(key);
    const stored = spec.secret ? this.#secrets.get(key)?.value : this.#stored.get(key);
    return stored === undefined
      ? { value: spec.default, source: 'default', name: null }
      : { value: stored, source: 'stored', name: null };
  }

  #secretView(key: SettingKey, value: unknown): SettingView['secret'] {
    const text = typeof value === 'string' ? value : '';
    const stored = this.#overrides.has(key) ? undefined : this.#secrets.get(key);
    return {
      isSet: text !== '',
      // The end of a short secret would give too much of it away.
      last4: text.length >= 12 ? text.slice(-4) : null,
      changedAt: stored ? new Date(stored.changedAt).toISOString() : null,
    };
  }
}

/** The specs hold nothing else than these. */
const shown = (value: unknown): SettingView['value'] => value as SettingView['value'];

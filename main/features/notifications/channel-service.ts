import { AppError } from '#shared/contract/errors.ts';
import type { Inputs } from '#shared/contract/index.ts';
import type { ChannelView } from '#shared/contract/notifications.ts';
import { channelFields, sinkKinds, type SinkKind } from '#shared/domain/channel.ts';
import { endpointPolicySchema } from '#shared/domain/delivery.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { notifications as names } from '#shared/i18n/en/notifications.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { SecretStore } from '#platform/secrets/secret-store.ts';
import { createChannelStore, type ChannelRow } from './channel-store.ts';
import {
  envValue,
  fieldOf,
  missingField,
  parseField,
  resolveFields,
  valuesOf,
  type FieldValue,
  type ResolvedField,
} from './channel-values.ts';
import { parseFields } from './fields.ts';
import type { DeliveryViews } from '#platform/deliveries/views.ts';

interface ChannelDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly engine: Pick<DeliveryEngine, 'endpointChanged' | 'resetEndpoint'>;
  readonly guard: AddressGuard;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly views: Pick<DeliveryViews, 'endpointState'>;
}

type SaveInput = Inputs['notifications']['saveChannel'];

/** There from the first start; the others come with their variable or by hand. */
const shippedSinks: readonly SinkKind[] = ['telegram', 'slack', 'email', 'desktop'];
const secretName = (id: number, field: string): string => `channel.${id}.${field}`;

/** The channels: rows without their secrets, which are in the secret store and, to be read at once, in memory. */
export class ChannelService {
  readonly #deps: ChannelDeps;
  readonly #store;
  readonly #secrets = new Map<string, string>();

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
    this.#store = createChannelStore(deps.database.connection);
  }

  /** Opens the secrets, makes the first channels, and takes over what variables hold (A17-A24). */
  async start(): Promise<void> {
    await this.#loadSecrets();
    if (this.#deps.database.isReadOnly) return;
    const missing = sinkKinds.filter((sink) => !this.#store.wasEver(sink) && (isShipped(sink) || this.#isInEnv(sink)));
    if (missing.length > 0) await this.#deps.database.write(() => missing.forEach((sink) => this.#create(sink)));
    await this.#takeOver();
  }

  list(language: Language): ChannelView[] {
    return this.#store.list().map((row) => this.#view(row, language));
  }

  view(id: number, language: Language): ChannelView {
    return this.#view(this.#row(id), language);
  }

  /** Settings with secrets. Throws `channel-not-found`, `channel-incomplete`. */
  configOf(id: number): Record<string, unknown> {
    const fields = this.#fields(this.#row(id));
    const missing = missingField(fields);
    if (missing) throw new AppError('channel-incomplete', { field: missing });
    return valuesOf(fields);
  }

  /** As far as there are settings: for previews, and to look for chats with a token alone. */
  configSoFar(id: number | null): Record<string, unknown> {
    return id === null ? {} : valuesOf(this.#fields(this.#row(id)));
  }

  sinkOf(id: number): SinkKind {
    return this.#row(id).sink;
  }

  firstOf(sink: string): number | null {
    return this.#store.firstOf(sink);
  }

  /** Whether something sent there now would go out. */
  isUsable(id: number): boolean {
    const row = this.#store.get(id);
    if (!row || row.deleted_at !== null || row.is_enabled === 0) return false;
    return missingField(this.#fields(row)) === null;
  }

  /** Throws `channel-not-found`, `channel-invalid`, `channel-locked`, `secrets-unavailable`. */
  async save(input: SaveInput, { actor, trace, language }: CallContext): Promise<ChannelView> {
    const { database, clock } = this.#deps;
    const before = input.id === null ? null : this.#row(input.id);
    if (before && before.sink !== input.sink)
      throw new AppError('channel-invalid', { field: 'sink', reason: 'invalid' });
    const changes = this.#parse(input, before);
    const config: Record<string, unknown> = before ? parseFields(before.config) : {};
    for (const [name, value] of changes.plain)
      if (value === null) delete config[name];
      else config[name] = value;
    const row = {
      sink: input.sink,
      name: input.name,
      is_enabled: Number(input.isEnabled),
      config: JSON.stringify(config),
      policy: input.policy ? JSON.stringify(input.policy) : (before?.policy ?? '{}'),
    };
    // The id names the secrets: a new channel's row stands, switched off, before them.
    const id = before?.id ?? (await database.write(() => this.#store.insert({ ...row, is_enabled: 0 }, clock.now())));
    try {
      await this.#putSecrets(id, changes.secrets);
    } catch (error) {
      if (!before) await database.write(() => this.#store.remove(id, clock.now()));
      throw error;
    }
    await database.write(() => {
      this.#store.update({ id, ...row }, clock.now());
      this.#deps.engine.endpointChanged(id, 'saved');
      if (!before || before.is_enabled !== row.is_enabled)
        this.#deps.engine.endpointChanged(id, input.isEnabled ? 'enabled' : 'disabled');
      const data = { actor, sink: input.sink, name: input.name, isEnabled: input.isEnabled };
      this.#deps.events.append({ type: 'channel.saved', subject: `channel:${id}`, data, trace });
    });
    return this.view(id, language);
  }

  async delete(id: number, { actor, trace }: CallContext): Promise<{ expired: number }> {
    const { database, engine, events, clock } = this.#deps;
    const row = this.#row(id);
    const expired = await database.write(() => {
      const count = engine.endpointChanged(id, 'deleted');
      this.#store.remove(id, clock.now());
      const data = { actor, sink: row.sink, name: row.name };
      events.append({ type: 'channel.deleted', subject: `channel:${id}`, data, trace });
      return count;
    });
    const secrets = channelFields[row.sink]
      .filter(({ kind }) => kind === 'secret')
      .map(({ name }) => [name, null] as const);
    await this.#putSecrets(id, new Map(secrets.filter(([name]) => this.#secrets.has(secretName(id, name)))));
    return { expired };
  }

  async reset(id: number, { language }: CallContext): Promise<ChannelView> {
    this.#row(id);
    await this.#deps.database.write(() => this.#deps.engine.resetEndpoint(id));
    return this.view(id, language);
  }

  #parse(input: SaveInput, before: ChannelRow | null) {
    const plain = new Map<string, FieldValue | null>();
    const secrets = new Map<string, string | null>();
    const locks = new Map(before ? this.#fields(before).map(({ field, lockedBy }) => [field.name, lockedBy]) : []);
    for (const [name, value] of Object.entries(input.fields)) {
      const field = fieldOf(input.sink, name);
      if (!field)
        throw new AppError('channel-invalid', {
          field: name.slice(0, 40),
          reason: `unknown-keys:${name.slice(0, 40)}`,
        });
      const lock = locks.get(name);
      if (lock) throw new AppError('channel-locked', { field: name, variable: lock });
      const parsed = parseField(input.sink, field, value, this.#deps.guard);
      if (field.kind === 'secret') secrets.set(name, parsed === null ? null : String(parsed));
      else plain.set(name, parsed);
    }
    return { plain, secrets };
  }

  #row(id: number): ChannelRow {
    const row = this.#store.get(id);
    if (!row || row.deleted_at !== null) throw new AppError('channel-not-found', { id });
    return row;
  }

  #fields(row: ChannelRow): ResolvedField[] {
    const isFirst = this.#store.firstOf(row.sink) === row.id;
    return resolveFields({
      sink: row.sink,
      config: row.config,
      env: isFirst ? this.#deps.env : null,
      secret: (field) => this.#secrets.get(secretName(row.id, field)),
    });
  }

  #view(row: ChannelRow, language: Language): ChannelView {
    const fields = this.#fields(row);
    const policy = endpointPolicySchema.safeParse(parseFields(row.policy));
    return {
      id: row.id,
      sink: row.sink,
      name: row.name,
      isEnabled: row.is_enabled === 1,
      isFirst: this.#store.firstOf(row.sink) === row.id,
      isComplete: missingField(fields) === null,
      fields: fields.map(fieldView),
      policy: policy.success ? policy.data : {},
      state: this.#deps.views.endpointState(row.id, language),
    };
  }

  #isInEnv(sink: SinkKind): boolean {
    return channelFields[sink].some((field) => field.isRequired && envValue(field, this.#deps.env) !== null);
  }

  #create(sink: SinkKind): void {
    const { clock, events, random } = this.#deps;
    const row = { sink, name: names.sinks[sink].name, is_enabled: 1, config: '{}', policy: '{}' };
    const id = this.#store.insert(row, clock.now());
    const data = { actor: 'console', sink, name: row.name, isEnabled: true };
    events.append({ type: 'channel.saved', subject: `channel:${id}`, data, trace: newTraceId(random) });
  }

  /** What a variable holds and nothing stored does is kept, so that the channel goes on without the variable. */
  async #takeOver(): Promise<void> {
    for (const sink of sinkKinds) {
      const id = this.#store.firstOf(sink);
      const row = id === null ? undefined : this.#store.get(id);
      if (!row) continue;
      const found = channelFields[sink].flatMap((field) => {
        const value = envValue(field, this.#deps.env);
        return value === null ? [] : [{ field, value }];
      });
      await this.#keep(row, found);
    }
  }

  async #keep(row: ChannelRow, found: readonly { field: { name: string; kind: string }; value: FieldValue }[]) {
    const { database, clock, logger } = this.#deps;
    const config = parseFields(row.config);
    const plain = found.filter(({ field }) => field.kind !== 'secret' && !Object.hasOwn(config, field.name));
    const secrets = found.filter(
      ({ field }) => field.kind === 'secret' && !this.#secrets.has(secretName(row.id, field.name)),
    );
    for (const { field, value } of plain) config[field.name] = value;
    if (plain.length > 0)
      await database.write(() => this.#store.update({ ...row, config: JSON.stringify(config) }, clock.now()));
    try {
      await this.#putSecrets(row.id, new Map(secrets.map(({ field, value }) => [field.name, String(value)])));
    } catch (error) {
      // The variable itself still serves; it is tried again at the next start.
      logger.warning('what variables hold could not be kept', { channel: row.name, error });
    }
  }

  /** Secrets that cannot be opened leave their channels incomplete; the console works on. */
  async #loadSecrets(): Promise<void> {
    try {
      const stored = await this.#deps.secrets.load();
      for (const [name, { value }] of stored) if (name.startsWith('channel.')) this.#secrets.set(name, value);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#deps.logger.error('secrets of channels cannot be opened', { code: error.code, ...error.params });
    }
  }

  async #putSecrets(id: number, values: ReadonlyMap<string, string | null>): Promise<void> {
    if (values.size === 0) return;
    const changes = new Map([...values].map(([field, value]) => [secretName(id, field), value]));
    await this.#deps.secrets.save(changes);
    for (const [name, value] of changes)
      if (value === null) this.#secrets.delete(name);
      else this.#secrets.set(name, value);
  }
}

const isShipped = (sink: SinkKind): boolean => shippedSinks.includes(sink);

function fieldView({ field, value, isSet, lockedBy }: ResolvedField): ChannelView['fields'][number] {
  if (field.kind !== 'secret') {
    const shown = Array.isArray(value)
      ? [...(value as readonly string[])]
      : (value as string | number | boolean | null);
    return { name: field.name, value: shown, isSet, last4: null, lockedBy };
  }
  // The end of a short secret would give too much of it away.
  const last4 = typeof value === 'string' && value.length >= 12 ? value.slice(-4) : null;
  return { name: field.name, value: null, isSet, last4, lockedBy };
}

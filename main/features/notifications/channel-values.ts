import { AppError } from '#shared/contract/errors.ts';
import { reasonOf } from '#shared/contract/reasons.ts';
import { channelFields, type ChannelField, type SinkKind } from '#shared/domain/channel.ts';
import type { AddressGuard } from '#platform/http/address-guard.ts';
import { parseFields } from './fields.ts';

export type FieldValue = string | number | boolean | readonly string[];

/** Fields that are the address of a request; `server` of e-mail is a host's name. */
const addresses: readonly string[] = ['apiBase', 'webhookUrl', 'url', 'proxy'];
const isAddress = (sink: SinkKind, { name }: ChannelField): boolean =>
  addresses.includes(name) || (sink === 'ntfy' && name === 'server');

export const fieldOf = (sink: SinkKind, name: string): ChannelField | undefined =>
  channelFields[sink].find((field) => field.name === name);

export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * The typed value in its field's own form, or null for an empty one. Throws `channel-invalid`, and for an address that must not be
 * reached (S03) too; the reason never holds the value.
 */
export function parseField(
  sink: SinkKind,
  field: ChannelField,
  input: unknown,
  guard: AddressGuard,
): FieldValue | null {
  if (isEmpty(input)) return null;
  const parsed = field.schema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AppError('channel-invalid', { field: field.name, reason: issue ? reasonOf(issue) : 'invalid' });
  }
  if (isEmpty(parsed.data)) return null;
  if (isAddress(sink, field)) checkAddress(field.name, String(parsed.data), guard);
  return parsed.data;
}

function checkAddress(field: string, value: string, guard: AddressGuard): void {
  try {
    guard.checkUrl(value);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const reason = error.code === 'download-address-refused' ? 'blocked-address' : 'wrong-format';
    throw new AppError('channel-invalid', { field, reason }, { cause: error });
  }
}

export interface ValueSource {
  readonly sink: SinkKind;
  /** JSON of the row. */
  readonly config: string;
  /** Set for the sink's first channel alone. */
  readonly env: Readonly<Record<string, string | undefined>> | null;
  readonly secret: (field: string) => string | undefined;
}

export interface ResolvedField {
  readonly field: ChannelField;
  readonly value: FieldValue | null;
  /** Whether it is more than the fallback. */
  readonly isSet: boolean;
  readonly lockedBy: string | null;
}

/** Each field's value: variable over what is stored over its fallback. A variable that is no valid value holds nothing. */
export function resolveFields({ sink, config, env, secret }: ValueSource): ResolvedField[] {
  const stored = parseFields(config);
  return channelFields[sink].map((field) => {
    const fromEnv = envValue(field, env);
    if (fromEnv !== null) return { field, value: fromEnv, isSet: true, lockedBy: field.env ?? null };
    const parsed = field.schema.safeParse(field.kind === 'secret' ? secret(field.name) : stored[field.name]);
    if (parsed.success && !isEmpty(parsed.data)) return { field, value: parsed.data, isSet: true, lockedBy: null };
    return { field, value: field.fallback ?? null, isSet: false, lockedBy: null };
  });
}

export function envValue(field: ChannelField, env: ValueSource['env']): FieldValue | null {
  const text = field.env === undefined ? undefined : env?.[field.env]?.trim();
  if (!text) return null;
  const parsed = field.schema.safeParse(text);
  return parsed.success && !isEmpty(parsed.data) ? parsed.data : null;
}

/** The first required field that has no value. */
export const missingField = (fields: readonly ResolvedField[]): string | null =>
  fields.find(({ field, value }) => field.isRequired && isEmpty(value))?.field.name ?? null;

export const valuesOf = (fields: readonly ResolvedField[]): Record<string, unknown> =>
  Object.fromEntries(fields.filter(({ value }) => !isEmpty(value)).map(({ field, value }) => [field.name, value]));

import type { ChannelView } from '#shared/contract/notifications.ts';
import { channelFields, type ChannelField, type SinkKind } from '#shared/domain/channel.ts';
import type { EndpointPolicy } from '#shared/domain/delivery.ts';

type FieldView = ChannelView['fields'][number];
type Value = string | boolean;

/** A channel as its form holds it. A secret's text is what is typed anew; the stored one never comes here. */
export interface ChannelDraft {
  readonly id: number | null;
  readonly sink: SinkKind;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly values: Readonly<Record<string, Value>>;
  /** Fields whose value is to be forgotten. */
  readonly emptied: readonly string[];
  readonly policy: EndpointPolicy;
}

const toText = (value: FieldView['value'] | undefined): string =>
  Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : String(value);

function startValue(field: ChannelField, view: FieldView | undefined): Value {
  const stored = view?.value ?? field.fallback;
  if (field.kind === 'switch') return stored === true || stored === 'true';
  return field.kind === 'secret' ? '' : toText(stored);
}

export const viewOf = (channel: ChannelView | null, name: string): FieldView | undefined =>
  channel?.fields.find((field) => field.name === name);

/** The form of a new channel of a sink, or of one that there is. */
export function draftOf(sink: SinkKind, channel: ChannelView | null, name: string): ChannelDraft {
  const values = channelFields[sink].map(
    (field) => [field.name, startValue(field, viewOf(channel, field.name))] as const,
  );
  return {
    id: channel?.id ?? null,
    sink,
    name: channel?.name ?? name,
    isEnabled: channel?.isEnabled ?? true,
    values: Object.fromEntries(values),
    emptied: [],
    policy: channel?.policy ?? {},
  };
}

const isBlank = (value: Value | undefined): boolean => typeof value !== 'boolean' && (value ?? '').trim() === '';
const linesOf = (value: Value): string[] =>
  String(value)
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter(Boolean);

/** What is wrong with each field: `required` or `invalid`. An empty map can be saved. */
export function draftIssues(
  draft: ChannelDraft,
  channel: ChannelView | null,
): ReadonlyMap<string, 'required' | 'invalid'> {
  const issues = new Map<string, 'required' | 'invalid'>();
  for (const field of channelFields[draft.sink]) {
    const view = viewOf(channel, field.name);
    if (view?.lockedBy) continue;
    const value = draft.values[field.name];
    const isKept = field.kind === 'secret' && view?.isSet === true && !draft.emptied.includes(field.name);
    if (isBlank(value)) {
      if (field.isRequired && !isKept) issues.set(field.name, 'required');
      continue;
    }
    if (!field.schema.safeParse(field.kind === 'list' ? linesOf(value ?? '') : value).success)
      issues.set(field.name, 'invalid');
  }
  if (draft.name.trim() === '') issues.set('name', 'required');
  return issues;
}

type Saved = string | number | boolean | string[] | null;

function savedValue(field: ChannelField, value: Value): Saved {
  if (field.kind === 'list') return linesOf(value);
  if (field.kind === 'number') return Number(String(value).replace(',', '.'));
  return typeof value === 'boolean' ? value : value.trim();
}

/** The fields to send: what changed, null for what is emptied. Locked fields and untouched secrets are left out. */
export function changedFields(draft: ChannelDraft, channel: ChannelView | null): Record<string, Saved> {
  const changed: Record<string, Saved> = {};
  for (const field of channelFields[draft.sink]) {
    const view = viewOf(channel, field.name);
    const value = draft.values[field.name] ?? '';
    if (view?.lockedBy) continue;
    if (field.kind === 'secret') {
      if (!isBlank(value)) changed[field.name] = savedValue(field, value);
      else if (draft.emptied.includes(field.name)) changed[field.name] = null;
    } else if (channel === null ? !isBlank(value) : value !== startValue(field, view))
      changed[field.name] = isBlank(value) ? null : savedValue(field, value);
  }
  return changed;
}

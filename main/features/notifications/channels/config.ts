import { AppError } from '#shared/contract/errors.ts';

export type SinkConfig = Readonly<Record<string, unknown>>;

/** A text of the channel's settings; '' where there is none. */
export const textOf = (config: SinkConfig, field: string): string => {
  const value = config[field];
  return typeof value === 'string' ? value.trim() : '';
};

/** Throws `channel-incomplete`. */
export function requireText(config: SinkConfig, field: string): string {
  const value = textOf(config, field);
  if (!value) throw new AppError('channel-incomplete', { field });
  return value;
}

export function requireList(config: SinkConfig, field: string): readonly string[] {
  const value = config[field];
  const list = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  const found = [...new Set(list.map((entry) => entry.trim()).filter(Boolean))];
  if (found.length === 0) throw new AppError('channel-incomplete', { field });
  return found;
}

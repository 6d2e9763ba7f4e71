import type { LogLevel, LogLine } from '#shared/contract/logs.ts';
import { logLevels } from '#shared/contract/logs.ts';

/** Lines kept in the window; older ones are read again from the files when asked for. */
export const lineLimit = 20_000;

export interface LogView {
  readonly lines: readonly LogLine[];
  /** Lines that came while the reader looked at older ones. */
  readonly unseen: number;
  /** Lines that the console left out because they came too fast. */
  readonly dropped: number;
}
export const emptyView: LogView = { lines: [], unseen: 0, dropped: 0 };

export type LogChange =
  | { readonly kind: 'read'; readonly lines: readonly LogLine[] }
  | { readonly kind: 'older'; readonly lines: readonly LogLine[] }
  | {
      readonly kind: 'newer';
      readonly lines: readonly LogLine[];
      readonly dropped: number;
      readonly isFollowing: boolean;
    }
  | { readonly kind: 'seen' };

/** Lines by time, each once, however they came. */
export function reduceLines(view: LogView, change: LogChange): LogView {
  switch (change.kind) {
    case 'read':
      return { lines: change.lines, unseen: 0, dropped: 0 };
    case 'older':
      return { ...view, lines: joinLines(change.lines, view.lines) };
    case 'newer': {
      const lines = joinLines(view.lines, change.lines);
      const added = lines.length - view.lines.length;
      return {
        lines: lines.length > lineLimit && change.isFollowing ? lines.slice(-lineLimit) : lines,
        unseen: change.isFollowing ? 0 : view.unseen + added,
        dropped: view.dropped + change.dropped,
      };
    }
    case 'seen':
      return view.unseen === 0 ? view : { ...view, unseen: 0 };
  }
}

function joinLines(before: readonly LogLine[], after: readonly LogLine[]): readonly LogLine[] {
  if (after.length === 0) return before;
  const known = new Set(before.slice(-2000).map((line) => line.id));
  return [...before, ...after.filter((line) => !known.has(line.id))];
}

export interface LogFilter {
  readonly files?: readonly string[] | undefined;
  readonly level?: LogLevel | undefined;
  readonly module?: string | undefined;
  readonly text?: string | undefined;
  readonly trace?: string | undefined;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** The filter in the address; what is not understood is left out. */
export function filterOf(search: Readonly<Record<string, unknown>>): LogFilter {
  const files = Array.isArray(search['files']) ? search['files'].filter((name) => typeof name === 'string') : [];
  return {
    files: files.length > 0 ? files : undefined,
    level: logLevels.find((level) => level === search['level']),
    module: textOf(search['module']),
    text: textOf(search['text'])?.slice(0, 512),
    trace: textOf(search['trace'])?.slice(0, 64),
  };
}

/** The filter without what is not set, as operations want it. */
export function filterInput(filter: LogFilter) {
  return {
    ...(filter.files ? { files: [...filter.files] } : {}),
    ...(filter.level ? { level: filter.level } : {}),
    ...(filter.module ? { module: filter.module } : {}),
    ...(filter.text ? { text: filter.text } : {}),
    ...(filter.trace ? { trace: filter.trace } : {}),
  };
}

export const isFiltered = (filter: LogFilter): boolean => Object.values(filter).some((value) => value !== undefined);

/** The part of a line's fields that fits behind its message. */
export function fieldsText(fields: LogLine['fields']): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

import { z } from 'zod';
import { logLevelSchema, type LogLine } from '#shared/contract/logs.ts';
import { isAtLeast } from './levels.ts';
import type { LogLevel } from '#shared/contract/logs.ts';

/** A line as it stands in the file. `n` rises from line to line over all files and starts: the order, and the cursor of a page. */
const storedLine = z.looseObject({
  ts: z.string(),
  n: z.int().nonnegative(),
  level: logLevelSchema,
  module: z.string(),
  msg: z.string(),
  trace: z.string().optional(),
});

/** Names that a line's own parts have; a field of such a name is written with an underscore behind it. */
export const reservedNames: ReadonlySet<string> = new Set(['ts', 'n', 'level', 'module', 'msg', 'trace', '__proto__']);

/** Null for what is not a line of ours (half a line after a power cut). */
export function parseLogLine(text: string, file: string): LogLine | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = storedLine.safeParse(json);
  if (!parsed.success || Number.isNaN(Date.parse(parsed.data.ts))) return null;
  const { ts, n, level, module, msg, trace, ...fields } = parsed.data;
  return { id: String(n), at: ts, level, module, file, message: msg, trace: trace ?? null, fields };
}

export interface LogFilter {
  files?: readonly string[] | undefined;
  /** This level and above. */
  level?: LogLevel | undefined;
  module?: string | undefined;
  text?: string | undefined;
  trace?: string | undefined;
}

/** Whether a line is wanted; text is looked for without regard to case, in message, module, trace and fields. */
export function matchesFilter(line: LogLine, filter: LogFilter): boolean {
  if (filter.files && filter.files.length > 0 && !filter.files.includes(line.file)) return false;
  if (filter.level && !isAtLeast(line.level, filter.level)) return false;
  if (filter.module && line.module !== filter.module) return false;
  if (filter.trace && line.trace !== filter.trace) return false;
  if (!filter.text) return true;
  const text = filter.text.toLowerCase();
  return [line.message, line.module, line.trace ?? '', JSON.stringify(line.fields)].some((part) =>
    part.toLowerCase().includes(text),
  );
}

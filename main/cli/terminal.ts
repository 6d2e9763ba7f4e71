import type { Language } from '#shared/i18n/languages.ts';

/** Where a command reads and writes, handed in so that tests can listen. */
export interface Terminal {
  /** Data: what a script would read. */
  out(text: string): void;
  /** Words for the person. */
  say(text: string): void;
  readonly language: Language;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Aborts on Ctrl+C. */
  readonly interrupted: AbortSignal;
}

// oxlint-disable-next-line no-control-regex -- these are what must not reach the terminal
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text that came from outside can't move the cursor or colour the terminal. */
export const plain = (text: string): string => text.replaceAll(controlCharacters, '\uFFFD').replaceAll('\n', ' ');

/** Columns as wide as their widest cell; the last one is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(plain));
  const widths = (clean[0] ?? []).map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0)));
  return clean
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))))
    .map((row) => `${row.join('  ')}\n`)
    .join('');
}

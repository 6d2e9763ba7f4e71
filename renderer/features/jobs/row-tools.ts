import { useMemo } from 'react';
import { useErrorWords, useFormat, useT, type ErrorWords, type Translate } from '../../app/language.ts';
import type { Formats } from '../../kit/format.ts';

/** Words and numbers for the rows, taken once for the table: a row that scrolls by subscribes to nothing. */
export interface RowTools {
  readonly t: Translate;
  readonly format: Formats;
  readonly words: (error: unknown) => ErrorWords;
}

export function useRowTools(): RowTools {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  return useMemo(() => ({ t, format, words }), [t, format, words]);
}

import { InvalidArgumentError } from 'commander';
import type { Texts } from './texts.ts';

/** A parser for a whole number between two bounds. */
export function wholeNumber(t: Texts, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(t('cli.usage.wholeNumber', { min, max }));
    return value;
  };
}

/** Adds up the numbers of jobs. */
export function jobIds(t: Texts): (text: string, before: number[] | undefined) => number[] {
  const parse = wholeNumber(t, 1, Number.MAX_SAFE_INTEGER);
  return (text, before) => [...(before ?? []), parse(text)];
}

/** One word out of a known set. */
export function oneOf<T extends string>(t: Texts, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((candidate) => candidate === text.trim());
    if (!found) throw new InvalidArgumentError(t('cli.usage.choices', { choices: known.join(', ') }));
    return found;
  };
}

/** A comma list of words out of a known set. */
export function wordList<T extends string>(t: Texts, known: readonly T[]): (text: string) => T[] {
  const parse = oneOf(t, known);
  return (text) => text.split(',').map(parse);
}

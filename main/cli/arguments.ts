import { InvalidArgumentError } from 'commander';

/** A parser for a whole number between two bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`a whole number from ${min} to ${max}, please.`);
    return value;
  };
}

export const jobIdArgument = wholeNumber(1, Number.MAX_SAFE_INTEGER);

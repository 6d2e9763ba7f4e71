export interface KeyPress {
  readonly key: string;
  readonly hasMod: boolean;
  readonly hasAlt: boolean;
  readonly hasShift: boolean;
  readonly atMs: number;
}

/** The second key of a sequence has to come within this time. */
export const sequenceMs = 1200;

const normal = (key: string): string => (key === ' ' ? 'space' : key.toLowerCase());

function matchOne(keys: string, press: KeyPress): boolean {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (name: string) => parts.length > 1 && parts.slice(0, -1).includes(name);
  // Shift is part of a sign such as `?`; for letters and named keys it has to be asked for.
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  return (
    normal(press.key) === key.toLowerCase() &&
    press.hasMod === wants('mod') &&
    press.hasAlt === wants('alt') &&
    (isSign || press.hasShift === wants('shift'))
  );
}

/** Whether this press (after the one before it) is the shortcut `keys`. */
export function matchKeys(keys: string, press: KeyPress, before: KeyPress | null): boolean {
  const [first, second] = keys.split(' ');
  if (first === undefined) return false;
  if (second === undefined) return matchOne(first, press);
  return (
    before !== null && press.atMs - before.atMs <= sequenceMs && matchOne(first, before) && matchOne(second, press)
  );
}

/** What a repeated piece is put between. */
export interface Attack {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

const classSamples: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  b: ' ',
  n: '\n',
  r: '\r',
  t: '\t',
};
const common = ['a', '1', ' ', '.', '-', '/', '"', '\n', '\u00e9'];
const mostSamples = 9;
const mostWords = 5;

/**
 * Texts that make a backtracking matcher work: pieces of the pattern's own letters, repeated, behind what the pattern wants first
 * and before what it does not want at all.
 */
export function attacksOn(source: string): Attack[] {
  const plain = source.replaceAll(
    /\\u\{?[0-9a-f]+\}?|\\x[0-9a-f]{2}|\\[pP]\{[^}]*\}|\(\?<?[=!:]|\(\?<\w+>|\{\d+(?:,\d*)?\}/gi,
    ' ',
  );
  const escaped = [...plain.matchAll(/\\(.)/g)].map(([, letter = '']) => classSamples[letter] ?? letter);
  const letters = Array.from(plain.replaceAll(/\\./g, '')).filter((letter) => !'()[]{}|?*+^$'.includes(letter));
  const samples = [...new Set([...escaped, ...letters.map((letter) => letter.toLowerCase()), ...common])].slice(
    0,
    mostSamples + common.length,
  );
  const few = samples.slice(0, mostSamples);
  const words = [...new Set(plain.replaceAll(/\\([^\w])/g, '$1').match(/[\w:/@.="'&?#<!-]{2,}/g) ?? [])].slice(
    0,
    mostWords,
  );
  const pumps = [...samples, ...few.flatMap((one) => few.map((other) => one + other)), ...words];
  const prefixes = ['', ...words, ...few.slice(0, 3)];
  return pumps.flatMap((pump) =>
    prefixes.flatMap((prefix) => ['', '\u0000', '!'].map((suffix) => ({ prefix, pump, suffix }))),
  );
}

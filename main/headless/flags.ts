import { settingKeys, settingSpecs } from '#shared/domain/settings.ts';

/** What the command line of the headless console said. */
export type FlagsAnswer =
  | { readonly kind: 'flags'; readonly flags: Readonly<Record<string, string | boolean>> }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'wrong';
      readonly problem: 'unknownFlag' | 'flagNeedsValue' | 'flagTakesNoValue';
      readonly flag: string;
    };

const aliases: Readonly<Record<string, string>> = { '-p': '--control-port', '--port': '--control-port' };
const switches = new Set(['headless', 'no-open', 'until-idle']);
const valued = new Set([
  // Of the receiver, which comes with its feature; known already, so that a start line that names it works.
  'receiver-port',
  ...settingKeys.flatMap((key) => {
    const spec: { flag?: string } = settingSpecs[key];
    return spec.flag && !switches.has(spec.flag) ? [spec.flag] : [];
  }),
]);

/** `--name value`, `--name=value`, `-p value`. The first word that is none of ours is the answer's problem. */
export function readFlags(words: readonly string[]): FlagsAnswer {
  const flags: Record<string, string | boolean> = {};
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help' || word === '-h') return { kind: 'help' };
    if (word === '--version' || word === '-v') return { kind: 'version' };
    const [head = '', ...tail] = word.split('=');
    const name = (aliases[head] ?? head).replace(/^--/, '');
    const isFlag = head.startsWith('--') || head in aliases;
    if (isFlag && switches.has(name)) {
      if (tail.length > 0) return { kind: 'wrong', problem: 'flagTakesNoValue', flag: head };
      flags[name] = true;
    } else if (isFlag && valued.has(name)) {
      const value = tail.length > 0 ? tail.join('=') : rest.shift();
      if (value === undefined || value === '') return { kind: 'wrong', problem: 'flagNeedsValue', flag: head };
      flags[name] = value;
    } else return { kind: 'wrong', problem: 'unknownFlag', flag: head };
  }
  return { kind: 'flags', flags };
}

export const usage = `atalaya [--data-dir FOLDER] [--control-port N | -p N | --port N] [--receiver-port N] [--headless] [--no-open] [--until-idle]
`;

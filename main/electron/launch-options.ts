import { isSettingKey, settingKeys, settingSpecs } from '#shared/domain/settings.ts';
import { linkAmong } from './deep-links.ts';

export interface LaunchOptions {
  readonly dataFolder: string | null;
  /** Start in the tray, without a window. */
  readonly isHidden: boolean;
  /** An `atalaya://` link that the program was opened with. */
  readonly link: string | null;
  /** Settings given as flags, by flag name. */
  readonly flags: Readonly<Record<string, string>>;
}

const aliases: Record<string, string> = { '-p': '--control-port', '--port': '--control-port' };
const settingFlags = new Set(
  settingKeys.filter(isSettingKey).flatMap((key) => {
    const spec: { flag?: string } = settingSpecs[key];
    return spec.flag ? [spec.flag] : [];
  }),
);
const switches = new Set(['headless', 'no-open']);

/** Reads `--name value` and `--name=value`; what is not ours (Electron's and Chromium's switches) is left alone. */
export function readLaunchOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LaunchOptions {
  const flags: Record<string, string> = {};
  for (const [index, argument] of argv.entries()) {
    const [head = '', ...tail] = argument.split('=');
    const name = (aliases[head] ?? head).replace(/^--/, '');
    if (!settingFlags.has(name) || !head.startsWith('-')) continue;
    const next = argv[index + 1];
    if (tail.length > 0) flags[name] = tail.join('=');
    else if (switches.has(name)) flags[name] = 'true';
    else if (next !== undefined && !next.startsWith('-')) flags[name] = next;
  }
  return {
    dataFolder: flags['data-dir'] || env['ATALAYA_DATA_DIR'] || null,
    isHidden: argv.includes('--hidden'),
    link: linkAmong(argv),
    flags,
  };
}

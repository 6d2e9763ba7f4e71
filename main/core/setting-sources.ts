import { AppError } from '#shared/contract/errors.ts';
import { reasonOf } from '#shared/contract/reasons.ts';
import { settingKeys, settingSpecs, type SettingKey } from '#shared/domain/settings.ts';

/** A setting's spec with its optional parts nameable for every key. */
export interface AnySettingSpec {
  readonly group: string;
  readonly schema: {
    safeParse(input: unknown): { success: true; data: unknown } | { success: false; error: { issues: never[] } };
  };
  readonly default: unknown;
  readonly env?: string;
  readonly flag?: string;
  readonly secret?: true;
  readonly restart?: true;
  readonly boot?: true;
}

// The table keeps each key's own type; here all keys are walked alike.
export const specOf = (key: SettingKey): AnySettingSpec => settingSpecs[key] as unknown as AnySettingSpec;

export interface SettingsInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** By name without dashes, as they were typed. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** A value that a flag or a variable holds fast. */
export interface Override {
  readonly value: unknown;
  readonly source: 'flag' | 'environment';
  /** As the operator typed it: `--control-port` or `ATALAYA_CONTROL_PORT`. */
  readonly name: string;
}

/** The value in its setting's own type. Throws `setting-invalid` under `name`; the reason never holds the value. */
export function parseSetting(key: SettingKey, input: unknown, name: string = key): unknown {
  const spec = specOf(key);
  // The schema's coercion would read null, true and [] as numbers.
  if (typeof spec.default === 'number' && !isNumeric(input))
    throw new AppError('setting-invalid', { key: name, reason: 'wrong-type:number' });
  const parsed = spec.schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('setting-invalid', { key: name, reason: issue ? reasonOf(issue) : 'invalid' });
}

const isNumeric = (input: unknown): boolean =>
  typeof input === 'number' || (typeof input === 'string' && /^\s*-?\d{1,18}\s*$/.test(input));

/** Flags over variables. An empty variable counts as not set. Throws `setting-invalid` that names the flag or variable. */
export function readOverrides({ env, flags }: SettingsInput): Map<SettingKey, Override> {
  const overrides = new Map<SettingKey, Override>();
  for (const key of settingKeys) {
    const spec = specOf(key);
    const flag = spec.flag === undefined ? undefined : flags[spec.flag];
    const variable = spec.env === undefined ? undefined : env[spec.env];
    if (flag !== undefined) {
      const name = `--${spec.flag}`;
      overrides.set(key, { value: parseSetting(key, flag, name), source: 'flag', name });
    } else if (variable !== undefined && variable.trim() !== '') {
      const name = spec.env ?? key;
      overrides.set(key, { value: parseSetting(key, variable, name), source: 'environment', name });
    }
  }
  return overrides;
}

import { z } from 'zod';
import { logLevelSchema } from '../contract/logs.ts';

export const settingGroups = [
  'general',
  'appearance',
  'region',
  'queue',
  'video',
  'notifications',
  'network',
  'logs',
  'advanced',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

interface SettingSpec<T extends z.ZodType = z.ZodType> {
  readonly group: SettingGroup;
  /** Parses the stored or typed value. */
  readonly schema: T;
  readonly default: z.output<T>;
  /** Environment variable, stronger than the stored value. */
  readonly env?: string;
  /** Command-line flag without dashes, stronger than the variable. */
  readonly flag?: string;
  /** Write-only; kept in the secret store. */
  readonly secret?: true;
  /** Takes effect at the next start. */
  readonly restart?: true;
  /** Decided before the database is open: never stored, only by flag, variable or default. */
  readonly boot?: true;
}
const spec = <T extends z.ZodType>(value: SettingSpec<T>): SettingSpec<T> => value;

/** Text forms (environment, flags) become the setting's own type before its schema looks at them. */
const flagText = z.union([z.boolean(), z.stringbool()]);
const int = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const listText = z
  .union([
    z.array(z.string()),
    z.string().transform((t) =>
      t
        .split(',')
        .map((s) => s.trim())
        .filter(Boolean),
    ),
  ])
  .pipe(z.array(z.string().min(1).max(300)).max(200));
const path = z.string().max(4096);
const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
const portList = listText.refine((ports) => ports.every(isPort));

export const settingSpecs = {
  dataDir: spec({
    group: 'advanced',
    schema: path,
    default: '',
    env: 'ATALAYA_DATA_DIR',
    flag: 'data-dir',
    boot: true,
    restart: true,
  }),
  headless: spec({
    group: 'advanced',
    schema: flagText,
    default: false,
    env: 'ATALAYA_HEADLESS',
    flag: 'headless',
    boot: true,
    restart: true,
  }),
  noOpen: spec({
    group: 'advanced',
    schema: flagText,
    default: false,
    env: 'ATALAYA_NO_OPEN',
    flag: 'no-open',
    boot: true,
    restart: true,
  }),
  adminToken: spec({
    group: 'network',
    schema: z.string().max(500),
    default: '',
    env: 'ATALAYA_ADMIN_TOKEN',
    secret: true,
    boot: true,
  }),

  language: spec({ group: 'region', schema: z.enum(['auto', 'es', 'pt-BR', 'en']), default: 'auto' }),
  region: spec({
    group: 'region',
    schema: z.union([z.literal('auto'), z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)]),
    default: 'auto',
  }),
  theme: spec({ group: 'appearance', schema: z.enum(['auto', 'light', 'dark']), default: 'auto' }),
  density: spec({ group: 'appearance', schema: z.enum(['compact', 'standard', 'roomy']), default: 'standard' }),
  reducedMotion: spec({ group: 'appearance', schema: z.enum(['auto', 'on', 'off']), default: 'auto' }),
  singleKeyShortcuts: spec({ group: 'appearance', schema: flagText, default: true }),

  closeToTray: spec({ group: 'general', schema: flagText, default: true }),
  launchAtLogin: spec({ group: 'general', schema: flagText, default: false }),
  startHidden: spec({ group: 'general', schema: flagText, default: false }),
  keepAwake: spec({ group: 'general', schema: flagText, default: true }),
  /** A07: how often the browser's overview asks again while the live feed is away, in seconds; 0 is off. */
  refreshSeconds: spec({ group: 'general', schema: int(0, 3600), default: 30 }),

  workers: spec({ group: 'queue', schema: int(1, 64), default: 3, env: 'ATALAYA_WORKERS' }),
  videoAttempts: spec({ group: 'queue', schema: int(1, 50), default: 5 }),
  stallSeconds: spec({ group: 'queue', schema: int(5, 3600), default: 60 }),

  outputDir: spec({ group: 'video', schema: path, default: '', env: 'ATALAYA_OUTPUT_DIR' }),
  ffmpegPath: spec({ group: 'video', schema: path, default: '', env: 'FFMPEG_PATH' }),
  ffprobePath: spec({ group: 'video', schema: path, default: '', env: 'FFPROBE_PATH' }),
  ytdlpPath: spec({ group: 'video', schema: path, default: '', env: 'YTDLP_PATH' }),
  /** Parallel encodes; 0: one a core. */
  encodeSlots: spec({ group: 'video', schema: int(0, 64), default: 0 }),
  maxSourceBytes: spec({ group: 'video', schema: int(1_000_000, 1_000_000_000_000), default: 20_000_000_000 }),
  defaultPreset: spec({ group: 'video', schema: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), default: 'auto-edit' }),

  /** A35: told above so many waiting jobs, again below it only after it fell by a fifth. */
  waitingLimit: spec({ group: 'notifications', schema: int(1, 1_000_000), default: 10 }),
  /** A36: failed and not acknowledged. */
  failedLimit: spec({ group: 'notifications', schema: int(1, 1_000_000), default: 5 }),
  /** Minutes after which a queue that is still above its limit is told again; 0 is never. */
  limitReminderMinutes: spec({ group: 'notifications', schema: int(0, 10_080), default: 60 }),
  /** A32: the first failed attempt and the last, only the last, or each. */
  failureNotice: spec({
    group: 'notifications',
    schema: z.enum(['first-and-final', 'final', 'every']),
    default: 'first-and-final',
  }),
  /** An alert that could not be told for so long is not told any more. */
  alertMaxAgeHours: spec({ group: 'notifications', schema: int(1, 720), default: 24 }),

  controlPort: spec({
    group: 'network',
    schema: int(0, 65_535),
    default: 5002,
    env: 'ATALAYA_CONTROL_PORT',
    flag: 'control-port',
    restart: true,
  }),
  controlAddress: spec({ group: 'network', schema: z.string().max(64), default: '127.0.0.1', restart: true }),
  /** Further ports with the same answers (A60, A65: 5000): those of the service `api`, which starts with the console where any is named. */
  compatPorts: spec({ group: 'network', schema: portList, default: [] as string[] }),
  allowPrivateTargets: spec({
    group: 'network',
    schema: listText,
    default: [] as string[],
    env: 'ATALAYA_ALLOW_PRIVATE_TARGETS',
  }),
  allowedHosts: spec({ group: 'network', schema: listText, default: [] as string[] }),

  logLevel: spec({ group: 'logs', schema: logLevelSchema, default: 'INFO', env: 'ATALAYA_LOG_LEVEL' }),
  logMaxBytes: spec({ group: 'logs', schema: int(100_000, 1_000_000_000), default: 20_000_000, restart: true }),
  logKeepDays: spec({ group: 'logs', schema: int(1, 3650), default: 14 }),
} as const;

export type SettingKey = keyof typeof settingSpecs;
export type SettingValue<K extends SettingKey> = z.output<(typeof settingSpecs)[K]['schema']>;
export type SettingValues = { [K in SettingKey]: SettingValue<K> };
export const settingKeys = Object.keys(settingSpecs) as SettingKey[];
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingSpecs, key);

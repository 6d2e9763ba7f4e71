import { expect, test } from 'vitest';
import { settingKeys, settingSpecs, type SettingKey } from '#shared/domain/settings.ts';
import { z } from 'zod';
import type { EventView } from '#shared/domain/events.ts';
import { EventLog } from '#platform/events/event-log.ts';
import { systemRandom } from '#platform/ids.ts';
import { FileSecretStore } from '#platform/secrets/secret-store.ts';
import { createSettings } from '../../main/core/settings.ts';
import { ManualClock } from '../helpers/clock.ts';
import { openTestDatabase, temporaryFolder } from '../helpers/database.ts';

const by = { actor: 'window', trace: 'trace-1' };

function openSettings(
  input: { env?: Record<string, string>; flags?: Record<string, string> } = {},
  folder = temporaryFolder(),
) {
  const clock = new ManualClock();
  const database = openTestDatabase(folder);
  const events = new EventLog(database, clock);
  const heard: EventView[] = [];
  events.subscribe((list) => heard.push(...list));
  const secrets = new FileSecretStore({ folder, random: systemRandom, clock });
  const create = () =>
    createSettings({ database, secrets, clock, events, env: input.env ?? {}, flags: input.flags ?? {} });
  return { settings: create(), create, database, heard, folder };
}

const port = (flag: boolean, env: boolean, stored: boolean) => ({ flag, env, stored });
test.each([
  { ...port(false, false, false), value: 5002, source: 'default', lockedBy: null },
  { ...port(false, false, true), value: 5003, source: 'stored', lockedBy: null },
  { ...port(false, true, false), value: 5004, source: 'environment', lockedBy: 'ATALAYA_CONTROL_PORT' },
  { ...port(false, true, true), value: 5004, source: 'environment', lockedBy: 'ATALAYA_CONTROL_PORT' },
  { ...port(true, false, false), value: 5005, source: 'flag', lockedBy: '--control-port' },
  { ...port(true, false, true), value: 5005, source: 'flag', lockedBy: '--control-port' },
  { ...port(true, true, false), value: 5005, source: 'flag', lockedBy: '--control-port' },
  { ...port(true, true, true), value: 5005, source: 'flag', lockedBy: '--control-port' },
])('a flag is stronger than a variable, a variable than the stored value: $flag/$env/$stored', async (row) => {
  const folder = temporaryFolder();
  if (row.stored) await openSettings({}, folder).settings.change({ controlPort: 5003 }, by);
  const { settings } = openSettings(
    {
      ...(row.env ? { env: { ATALAYA_CONTROL_PORT: '5004' } } : {}),
      ...(row.flag ? { flags: { 'control-port': '5005' } } : {}),
    },
    folder,
  );
  expect(settings.get('controlPort')).toBe(row.value);
  const { value, source, lockedBy } = settings.view('controlPort');
  expect({ value, source, lockedBy }).toEqual({ value: row.value, source: row.source, lockedBy: row.lockedBy });
});

test.each([
  [{ env: { ATALAYA_WORKERS: 'many' } }, { key: 'ATALAYA_WORKERS', reason: 'wrong-type:number' }],
  [{ env: { ATALAYA_WORKERS: '65' } }, { key: 'ATALAYA_WORKERS', reason: 'too-big:64' }],
  [{ flags: { 'control-port': '-1' } }, { key: '--control-port', reason: 'too-small:0' }],
  [
    { env: { ATALAYA_LOG_LEVEL: 'LOUD' } },
    { key: 'ATALAYA_LOG_LEVEL', reason: 'not-an-option:DEBUG, INFO, WARNING, ERROR, CRITICAL' },
  ],
])('a bad variable or flag refuses the start and is named: %j', (input, params) => {
  expect(() => openSettings(input)).toThrow(expect.objectContaining({ code: 'setting-invalid', params }));
});

test('an empty variable counts as not set', () => {
  expect(openSettings({ env: { ATALAYA_WORKERS: '' } }).settings.view('workers').source).toBe('default');
});

test('a stored value that no longer fits gives way to the default, and the log says so', () => {
  const { database, create } = openSettings();
  const put = database.connection.prepare('INSERT INTO settings (key, value, changed_at) VALUES (?, ?, 0)');
  for (const [key, value] of [
    ['workers', '900'],
    ['theme', 'not json'],
    ['ofALaterVersion', '1'],
    ['dataDir', '"/x"'],
  ])
    put.run(key, value);
  const settings = create();
  const warned: unknown[] = [];
  const log = () => {};
  const logger = {
    debug: log,
    info: log,
    error: log,
    critical: log,
    child: () => logger,
    warning: (_: string, fields?: object) => void warned.push(fields),
  };
  settings.useLogger(logger);
  expect([settings.get('workers'), settings.get('theme'), settings.get('dataDir')]).toEqual([3, 'auto', '']);
  expect(warned).toEqual([{ key: 'theme' }, { key: 'workers' }]);
});

test('a change is one write with one event, heard by subscribers after the commit; null gives the default back', async () => {
  const { settings, heard, create } = openSettings();
  const told: (readonly SettingKey[])[] = [];
  settings.subscribe(() => {
    throw new Error('a bad listener hurts nobody');
  });
  settings.subscribe((keys) => told.push(keys));
  await settings.change({ workers: 5, theme: 'dark' }, by);
  expect([settings.get('workers'), settings.get('theme')]).toEqual([5, 'dark']);
  expect(create().get('workers')).toBe(5);
  await settings.change({ workers: null }, by);
  expect([settings.get('workers'), create().get('workers')]).toEqual([3, 3]);
  expect(told).toEqual([['workers', 'theme'], ['workers']]);
  expect(heard.map(({ type, subject, data, trace }) => ({ type, subject, data, trace }))).toEqual([
    {
      type: 'settings.changed',
      subject: 'settings',
      data: {
        actor: 'window',
        keys: ['workers', 'theme'],
        values: { workers: { from: null, to: 5 }, theme: { from: null, to: 'dark' } },
      },
      trace: 'trace-1',
    },
    {
      type: 'settings.changed',
      subject: 'setting:workers',
      data: { actor: 'window', keys: ['workers'], values: { workers: { from: 5, to: null } } },
      trace: 'trace-1',
    },
  ]);
});

test.each<[Record<string, unknown>, string]>([
  [{ workers: 5, nonsense: 1 }, 'setting-unknown'],
  [{ workers: 5, __proto__x: 1 }, 'setting-unknown'],
  [{ workers: 5, toString: 1 }, 'setting-unknown'],
  [{ workers: 5, controlPort: 6000 }, 'setting-locked'],
  [{ workers: 5, dataDir: '/x' }, 'setting-locked'],
  [{ workers: 5, adminToken: 'x' }, 'setting-locked'],
  [{ workers: 5, theme: 'pink' }, 'setting-invalid'],
  [{ workers: true }, 'setting-invalid'],
  [{ workers: [] }, 'setting-invalid'],
  [{ workers: '1e1' }, 'setting-invalid'],
  [{ workers: 2 ** 53 }, 'setting-invalid'],
])('a change is all or nothing: %j [S22]', async (changes, code) => {
  const { settings, heard } = openSettings({ env: { ATALAYA_CONTROL_PORT: '5004' } });
  await expect(settings.change(changes, by)).rejects.toMatchObject({ code });
  expect(settings.get('workers')).toBe(3);
  expect(heard).toEqual([]);
});

test('a setting that takes effect at the next start says so until that start', async () => {
  const { settings, create } = openSettings();
  expect(settings.view('controlPort').needsRestart).toBe(false);
  await settings.change({ controlPort: 6001 }, by);
  expect(settings.view('controlPort').needsRestart).toBe(true);
  expect(create().view('controlPort').needsRestart).toBe(false);
});

test('a secret is write-only: it shows whether it is set, its end and when, and never reaches event or database [S20]', async () => {
  // A setting as later features will declare one.
  Object.assign(settingSpecs, {
    canaryToken: { group: 'network', schema: z.string().max(500), default: '', secret: true },
  });
  const key = 'canaryToken' as SettingKey; // declared one line above
  settingKeys.push(key);
  const { settings, heard, create, folder, database } = openSettings();
  await settings.loadSecrets();
  await settings.change({ canaryToken: 'CANARY-0123456789' }, by);
  const changedAt = '2026-01-05T12:00:00.000Z';
  expect(settings.view(key)).toMatchObject({
    value: null,
    defaultValue: null,
    secret: { isSet: true, last4: '6789', changedAt },
  });
  expect(JSON.stringify(heard)).not.toContain('CANARY');
  expect(JSON.stringify(database.connection.prepare('SELECT * FROM settings').all())).not.toContain('CANARY');

  const again = create();
  await again.loadSecrets();
  expect(again.get(key)).toBe('CANARY-0123456789');
  expect(again.secretStore()).toBe('file');
  await again.change({ canaryToken: null }, by);
  expect(again.view(key).secret).toEqual({ isSet: false, last4: null, changedAt: null });
  expect(folder).toBeTruthy();
});

test('the administrator token of the environment is shown as set and never by its value [S20]', () => {
  const { settings } = openSettings({ env: { ATALAYA_ADMIN_TOKEN: 'CANARY-admin-token-1234' } });
  expect(settings.get('adminToken')).toBe('CANARY-admin-token-1234');
  expect(settings.view('adminToken')).toMatchObject({
    value: null,
    lockedBy: 'ATALAYA_ADMIN_TOKEN',
    secret: { isSet: true, last4: '1234' },
  });
  expect(JSON.stringify(settings.list())).not.toContain('CANARY');
});

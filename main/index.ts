import path from 'node:path';
import { app } from 'electron';
import { armKillPoints } from '#platform/kill-point.ts';
import packageFile from '../package.json' with { type: 'json' };
import { createCore } from './core/create-core.ts';
import { runShell } from './electron/run-shell.ts';
import { createSafeStorage } from './electron/safe-storage.ts';

const outFolder = path.resolve(import.meta.dirname, '..');
if (!app.isPackaged) armKillPoints(process.env['ATALAYA_KILL_AT']);

runShell(outFolder, ({ host, dataFolder, launch }) =>
  createCore({
    dataFolder,
    host,
    settingsInput: { env: process.env, flags: launch.flags },
    rendererFolder: path.join(outFolder, 'renderer'),
    version: packageFile.version,
    safeStorage: createSafeStorage(),
  }),
);

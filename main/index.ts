import path from 'node:path';
import { app } from 'electron';
import { armKillPoints } from '#platform/kill-point.ts';
import packageFile from '../package.json' with { type: 'json' };
import { createCore } from './core/create-core.ts';
import { runShell } from './electron/run-shell.ts';
import { createSafeStorage } from './electron/safe-storage.ts';
import { runWithoutWindow, wantsNoWindow } from './electron/without-window.ts';

const { version } = packageFile;
const outFolder = path.resolve(import.meta.dirname, '..');
const rendererFolder = path.join(outFolder, 'renderer');
const words = process.argv.slice(app.isPackaged ? 1 : 2);
if (!app.isPackaged) armKillPoints(process.env['ATALAYA_KILL_AT']);

if (wantsNoWindow(words)) await runWithoutWindow(words, { version, rendererFolder });
else
  runShell(outFolder, ({ host, dataFolder, launch }) =>
    createCore({
      dataFolder,
      host,
      settingsInput: { env: process.env, flags: launch.flags },
      rendererFolder,
      version,
      safeStorage: createSafeStorage(),
    }),
  );

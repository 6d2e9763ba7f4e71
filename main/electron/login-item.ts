import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { autostartEntry } from './autostart-entry.ts';

/** Starts the console, in the tray, when the person signs in to the computer. */
export function setLaunchAtLogin(isOn: boolean): void {
  if (process.platform === 'linux') return writeAutostart(isOn);
  app.setLoginItemSettings({ openAtLogin: isOn, args: ['--hidden'] });
}

/** Electron has no login items on Linux: desktops read this folder (freedesktop.org Desktop Application Autostart 0.5). */
function writeAutostart(isOn: boolean): void {
  const folder = path.join(app.getPath('appData'), 'autostart');
  const file = path.join(folder, 'atalaya.desktop');
  if (!isOn) return rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    autostartEntry(process.env['APPIMAGE'] ?? process.execPath, app.isPackaged ? [] : [app.getAppPath()]),
  );
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const host = path.resolve(import.meta.dirname, '../electron-host/electron');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-host-'));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'tiny', version: '1.0.0', type: 'module', main: 'main.js' }),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Runs a small Electron program in the stand-in; what it prints and how it ends. */
function run(main: string): { code: number | null; out: string; errors: string } {
  writeFileSync(path.join(folder, 'main.js'), main);
  const env = { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') };
  const { status, stdout, stderr } = spawnSync(host, [folder], { encoding: 'utf8', timeout: 20_000, env });
  return { code: status, out: stdout, errors: stderr };
}

test('what the stand-in does not know throws: names, members, events, options', () => {
  expect(run(`import { inAppPurchase } from 'electron';`).errors).toContain('inAppPurchase');
  const { out } = run(`
    import electron, { app, BrowserWindow, shell, Tray } from 'electron';
    const attempt = (work) => { try { work(); console.log('passed'); } catch (error) { console.log(error.message); } };
    app.whenReady().then(() => {
      attempt(() => app.setJumpList([]));
      attempt(() => app.on('login', () => {}));
      attempt(() => shell.beep());
      attempt(() => electron.desktopCapturer);
      attempt(() => Tray.anything);
      attempt(() => new BrowserWindow({ kiosk: true }));
      attempt(() => new BrowserWindow({ webPreferences: { nodeIntegration: true } }));
      attempt(() => { app.somethingNew = 1; });
      app.exit(0);
    });`);
  expect(out.trim().split('\n')).toEqual([
    'electron-host does not know app.setJumpList',
    "electron-host does not know the event 'login' of app",
    'electron-host does not know shell.beep',
    'electron-host does not know electron.desktopCapturer',
    'electron-host does not know Tray (static).anything',
    'electron-host does not know the window option kiosk',
    'electron-host runs sandboxed, isolated pages alone',
    'electron-host does not know app.somethingNew (assigned)',
  ]);
});

test('an entry that awaits readiness at its top level never gets there, as in Electron', () => {
  const { code, out } = run(`import { app } from 'electron'; await app.whenReady(); console.log('ready');`);
  expect(out).not.toContain('ready');
  expect(code).toBe(13);
});

test('without guards a page gets what it asks for, so the guards’ own tests can fail [S01]', () => {
  const { out } = run(`
    import { app, BrowserWindow, protocol } from 'electron';
    protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    const page = (text) => new Response('<title>' + text + '</title><body>' + text, { headers: { 'content-type': 'text/html' } });
    app.whenReady().then(async () => {
      protocol.handle('app', (request) => page(new URL(request.url).host));
      const window = new BrowserWindow();
      await window.loadURL('app://home/');
      console.log(await window.webContents.executeJavaScript('Notification.requestPermission()'));
      const moved = new Promise((resolve) => window.webContents.on('did-finish-load', resolve));
      await window.webContents.executeJavaScript('void setTimeout(() => { location.href = location.href.replace("home", "away"); })');
      await moved;
      console.log(window.webContents.getURL());
      app.exit(0);
    });`);
  expect(out.trim().split('\n')).toEqual(['granted', 'app://away/']);
});

test('a lock whose holder is dead still refuses, as Electron 40 did [F01]', () => {
  const { out } = run(`
    import { app } from 'electron';
    import { mkdirSync, symlinkSync, rmSync } from 'node:fs';
    const folder = app.getPath('userData');
    mkdirSync(folder, { recursive: true });
    symlinkSync('host-999999', folder + '/SingletonLock');
    console.log(app.requestSingleInstanceLock({}));
    rmSync(folder + '/SingletonLock');
    console.log(app.requestSingleInstanceLock({}));
    app.exit(0);`);
  expect(out.trim().split('\n')).toEqual(['false', 'true']);
});

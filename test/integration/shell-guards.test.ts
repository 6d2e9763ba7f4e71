import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/database.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs a program around the shell's own guards in the stand-in; answers the JSON that it prints last. */
function run(main: string): unknown {
  const folder = temporaryFolder();
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'tiny', version: '1.0.0', type: 'module', main: 'main.js' }),
  );
  writeFileSync(path.join(folder, 'main.js'), main.replaceAll('ROOT', root));
  const env = { ...process.env, XDG_CONFIG_HOME: path.join(folder, 'config') };
  const host = path.join(root, 'test/electron-host/electron');
  const { stdout, stderr } = spawnSync(host, [folder], { encoding: 'utf8', timeout: 25_000, env });
  const printed = stdout.trim().split('\n').at(-1);
  if (!printed) throw new Error(`nothing was printed:\n${stderr}`);
  return JSON.parse(printed);
}

test('each channel answers the main frame of our own page alone, whatever comes with the message [S24] [S01]', () => {
  const answers = run(`
    import { app, ipcMain } from 'electron';
    import { IpcHost } from 'ROOT/main/electron/ipc-host.ts';
    import { invoke } from 'ROOT/test/electron-host/ports.mjs';
    const gone = () => { throw new Error('Render frame was disposed before WebFrameMain could be accessed'); };
    const frame = (url, more = {}) => ({ url, parent: null, postMessage: () => void seen.push('port'), ...more });
    const senders = {
      'our page': frame('app://atalaya/queue'),
      'a web page': frame('https://evil.test/'),
      'a page of a like name': frame('app://atalaya.evil/'),
      'a page with our name before an @': frame('app://atalaya@evil/'),
      'a page on a port': frame('app://atalaya:80/'),
      'a file': frame('file:///tmp/atalaya.html'),
      'a blank page': frame('about:blank'),
      'a text for a page': frame('data:text/html,app://atalaya/'),
      'a page that is not loaded': frame(''),
      'a frame within our page': frame('app://atalaya/', { parent: {} }),
      'a frame of a foreign page': frame('https://evil.test/', { parent: {} }),
      'no frame': null,
      'a frame that is gone': Object.defineProperties({}, { url: { get: gone }, parent: { get: gone } }),
      'a frame that goes while it is answered': frame('app://atalaya/', { postMessage: gone }),
    };
    let seen = [];
    const logger = { warning: (message, fields) => void seen.push('warned of ' + fields.address) };
    new IpcHost({
      logger,
      connectPort: (port) => port.on('close', () => {}),
      pickFiles: async () => { seen.push('dialog'); return ['/picked']; },
      pageCanNavigate: () => void seen.push('navigate'),
    }).start();
    const values = [[], [null], ['x'.repeat(1e6)], [{ __proto__: null, channel: 'shell' }, 1, 2], [[[[]]]]];
    const answers = {};
    for (const [name, senderFrame] of Object.entries(senders)) {
      seen = [];
      for (const given of values) {
        const event = { senderFrame, sender: { on() {}, once() {} } };
        ipcMain.emit('atalaya:connect', event, ...given);
        ipcMain.emit('atalaya:can-navigate', event, ...given);
        seen.push('picked ' + (await invoke('atalaya:pick-files', event, given)).length);
      }
      answers[name] = [...new Set(seen)];
    }
    const unknown = await invoke('atalaya:run', {}, []).catch((error) => error.message);
    console.log(JSON.stringify({ answers, unknown }));
    app.exit(0);`) as { answers: Record<string, string[]>; unknown: string };
  const refusedFor = (address: string) => [`warned of ${address}`, 'picked 0'];
  expect(answers.answers).toEqual({
    'our page': ['port', 'navigate', 'dialog', 'picked 1'],
    'a web page': refusedFor('https://evil.test'),
    'a page of a like name': refusedFor('app://atalaya.evil'),
    'a page with our name before an @': refusedFor('app://evil'),
    'a page on a port': refusedFor('app://atalaya:80'),
    'a file': refusedFor('file://'),
    'a blank page': refusedFor('about://'),
    'a text for a page': refusedFor('data://'),
    'a page that is not loaded': refusedFor('unreadable'),
    'a frame within our page': refusedFor('app://atalaya'),
    'a frame of a foreign page': refusedFor('https://evil.test'),
    'no frame': refusedFor('unreadable'),
    'a frame that is gone': refusedFor('unreadable'),
    'a frame that goes while it is answered': ['navigate', 'dialog', 'picked 1'],
  });
  expect(answers.unknown).toMatch(/No handler/);
});

/** Every kind that Electron 45 names for its request and check handlers. */
const permissions = [
  'accessibility-events',
  'background-sync',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'payment-handler',
  'pointerLock',
  'serial',
  'sensors',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
  '',
];

test('of all permissions a page gets copying and full screen, and a foreign page none [S01]', () => {
  const granted = run(`
    import { app, session } from 'electron';
    import { guardSession } from 'ROOT/main/electron/guards.ts';
    app.whenReady().then(async () => {
      const { defaultSession } = session;
      guardSession(defaultSession, { warning() {} });
      const granted = {};
      for (const url of ['app://atalaya/', 'app://evil/', 'https://evil.test/', 'about:blank']) {
        const contents = { getURL: () => url };
        const kinds = ${JSON.stringify(permissions)};
        granted[url] = { request: [], check: kinds.filter((kind) => defaultSession._check(contents, kind)) };
        for (const kind of kinds) if (await defaultSession._request(contents, kind)) granted[url].request.push(kind);
      }
      console.log(JSON.stringify(granted));
      app.exit(0);
    });`);
  const two = ['clipboard-sanitized-write', 'fullscreen'];
  expect(granted).toEqual({
    'app://atalaya/': { request: two, check: two },
    'app://evil/': { request: [], check: [] },
    'https://evil.test/': { request: [], check: [] },
    'about:blank': { request: [], check: [] },
  });
});

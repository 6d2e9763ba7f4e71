// `app`: life cycle, paths, and the lock of the single instance.
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { host, needNotReady } from './state.mjs';
import { preventable, strictEmitter, strictObject } from './strict.mjs';

const events = [
  'ready',
  'activate',
  'before-quit',
  'browser-window-created',
  'open-url',
  'quit',
  'second-instance',
  'web-contents-created',
  'will-quit',
  'window-all-closed',
];

class App extends strictEmitter('app', events) {
  #ready = Promise.withResolvers();
  #paths = new Map();
  #name = null;
  #lock = null;
  isLeaving = false;
  badge = 0;
  dock = undefined;
  commandLine = strictObject('app.commandLine', {
    appendSwitch: (name, value = '') => void host.switches.push(value ? `--${name}=${value}` : `--${name}`),
    hasSwitch: (name) => host.switches.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)),
  });

  get isPackaged() {
    return host.isPackaged;
  }
  get name() {
    return this.getName();
  }
  getName() {
    return this.#name ?? host.manifest.productName ?? host.manifest.name;
  }
  setName(name) {
    this.#name = name;
  }
  getVersion() {
    return host.manifest.version;
  }
  getAppPath() {
    return host.folder;
  }
  getLocale() {
    return process.env.ELECTRON_HOST_LOCALE ?? 'en-US';
  }
  getPreferredSystemLanguages() {
    return [this.getLocale()];
  }
  isReady() {
    return host.isReady;
  }
  whenReady() {
    return this.#ready.promise;
  }
  becomeReady() {
    this.#ready.resolve();
    this.emit('ready', {}, {});
    setImmediate(() => this.#readInbox());
  }

  getPath(name) {
    const settings = process.env.XDG_CONFIG_HOME ?? path.join(os.homedir(), '.config');
    const userData = this.#paths.get('userData') ?? path.join(settings, this.getName());
    const known = {
      home: os.homedir(),
      appData: settings,
      userData,
      sessionData: userData,
      temp: os.tmpdir(),
      crashDumps: path.join(userData, 'Crashpad'),
      logs: path.join(userData, 'logs'),
      exe: process.argv[0],
      videos: path.join(os.homedir(), 'Videos'),
      downloads: path.join(os.homedir(), 'Downloads'),
    };
    const found = this.#paths.get(name) ?? known[name];
    if (!found) throw new Error(`Failed to get '${name}' path`);
    return found;
  }
  setPath(name, folder) {
    if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
    this.#paths.set(name, folder);
  }

  /**
   * As Chromium does on Linux: a symbolic link to `host-pid` in userData. A link whose process is dead still refuses, which is what Electron 40
   * was seen to do after a kill -9; the app has to find its way round that.
   */
  requestSingleInstanceLock(additionalData) {
    const folder = this.getPath('userData');
    const lock = path.join(folder, 'SingletonLock');
    const inbox = path.join(folder, 'electron-host-inbox');
    mkdirSync(inbox, { recursive: true });
    const takenAt = Date.now();
    try {
      symlinkSync(`${os.hostname()}-${process.pid}`, lock);
    } catch {
      const holder = readlinkSync(lock);
      if (holder.endsWith(`-${process.pid}`)) return true;
      const note = { argv: process.argv, folder: process.cwd(), additionalData: structuredClone(additionalData) };
      const file = path.join(inbox, `${process.pid}-${Date.now()}`);
      writeFileSync(`${file}.part`, JSON.stringify(note));
      renameSync(`${file}.part`, `${file}.json`);
      return false;
    }
    // What lies there from before was for an owner that died; a second start may have written since the link was made.
    for (const name of readdirSync(inbox))
      if (Number(/-(\d+)/.exec(name)?.[1]) < takenAt) rmSync(path.join(inbox, name), { force: true });
    this.#lock = { lock, inbox, watcher: watch(inbox, () => this.#readInbox()) };
    return true;
  }
  hasSingleInstanceLock() {
    return this.#lock !== null;
  }
  releaseSingleInstanceLock() {
    this.#lock?.watcher.close();
    if (this.#lock) rmSync(this.#lock.lock, { force: true });
    this.#lock = null;
  }
  /** Never before `ready`, as Electron promises for this event. */
  #readInbox() {
    if (!host.isReady || !this.#lock) return;
    const { inbox } = this.#lock;
    for (const name of readdirSync(inbox).filter((entry) => entry.endsWith('.json'))) {
      const file = path.join(inbox, name);
      const note = JSON.parse(readFileSync(file, 'utf8'));
      rmSync(file);
      this.emit('second-instance', preventable(), note.argv, note.folder, note.additionalData);
    }
  }

  enableSandbox() {
    needNotReady('app.enableSandbox()');
    host.switches.push('--enable-sandbox'); // Electron's own way
  }
  setAppUserModelId() {}
  setAsDefaultProtocolClient() {
    return true;
  }
  setLoginItemSettings() {}
  setBadgeCount(count) {
    this.badge = count;
    return true;
  }
  getBadgeCount() {
    return this.badge;
  }
  focus() {}

  quit() {
    void this.#quitInOrder();
  }
  async #quitInOrder() {
    const event = preventable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of host.windows) if (!window.close()) return;
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code = 0) {
    if (this.isLeaving) return;
    this.isLeaving = true;
    this.emit('quit', {}, code);
    this.releaseSingleInstanceLock();
    void this.#end(code);
  }
  async #end(code) {
    await host.context?.close().catch(() => {}); // Chromium may have gone first
    if (host.profile) rmSync(host.profile, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  }
}

export const app = new App();

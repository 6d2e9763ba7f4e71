// What Electron reaches on the desk: menus, tray, dialogs, vault, power. Nothing is drawn; the state is there to be looked at.
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { app } from './app.mjs';
import { host, needReady } from './state.mjs';
import { strictClass, strictEmitter, strictObject } from './strict.mjs';

class NativeImage extends strictClass('NativeImage') {
  #png;
  #isTemplate = false;
  constructor(png) {
    super();
    const isPng = png.length === 0 || png.subarray(1, 4).toString('latin1') === 'PNG';
    if (!isPng) throw new Error('electron-host reads PNG alone');
    this.#png = png;
  }
  isEmpty() {
    return this.#png.length === 0;
  }
  toPNG() {
    return this.#png;
  }
  getSize() {
    return this.isEmpty()
      ? { width: 0, height: 0 }
      : { width: this.#png.readUInt32BE(16), height: this.#png.readUInt32BE(20) };
  }
  addRepresentation({ buffer }) {
    if (!Buffer.isBuffer(buffer)) throw new TypeError('addRepresentation: a buffer is needed');
  }
  setTemplateImage(isTemplate) {
    this.#isTemplate = isTemplate;
  }
  isTemplateImage() {
    return this.#isTemplate;
  }
}
export const nativeImage = strictObject('nativeImage', {
  createFromBuffer: (buffer) => new NativeImage(buffer),
  createEmpty: () => new NativeImage(Buffer.alloc(0)),
});

const itemFields = ['id', 'label', 'role', 'type', 'click', 'enabled', 'visible', 'checked', 'accelerator', 'submenu'];
export class MenuItem extends strictClass('MenuItem') {
  constructor(options) {
    super();
    for (const field of Object.keys(options)) {
      if (!itemFields.includes(field)) throw new Error(`electron-host does not know MenuItem.${field}`);
    }
    const { submenu, click, ...rest } = options;
    if (!rest.label && !rest.role && rest.type !== 'separator')
      throw new Error('Invalid menu item: a label, role or type is needed');
    const defaults = {
      id: undefined,
      role: undefined,
      label: '',
      accelerator: undefined,
      enabled: true,
      visible: true,
      checked: false,
    };
    Object.defineProperties(
      this,
      Object.getOwnPropertyDescriptors({ ...defaults, type: submenu ? 'submenu' : 'normal', ...rest }),
    );
    const menu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : submenu;
    Object.defineProperty(this, 'submenu', { value: menu });
    Object.defineProperty(this, 'click', { value: (...values) => this.enabled && click?.(this, ...values) });
  }
}
export class Menu extends strictClass('Menu') {
  static #ofApp = null;
  constructor() {
    super();
    Object.defineProperty(this, 'items', { value: [] });
  }
  static buildFromTemplate(template) {
    const menu = new Menu();
    for (const item of template) menu.append(new MenuItem(item));
    return menu;
  }
  static setApplicationMenu(menu) {
    Menu.#ofApp = menu;
  }
  static getApplicationMenu() {
    return Menu.#ofApp;
  }
  append(item) {
    this.items.push(item);
  }
  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

export class Tray extends strictEmitter('Tray', ['click', 'double-click', 'right-click']) {
  #isDestroyed = false;
  constructor(image) {
    super();
    needReady('Cannot create Tray');
    this.setImage(image);
  }
  setImage(image) {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    if (!(image instanceof NativeImage) || image.isEmpty()) throw new Error('a tray needs an image that is not empty');
  }
  setToolTip(text) {
    if (typeof text !== 'string') throw new TypeError('setToolTip: a string is needed');
  }
  setTitle() {}
  setContextMenu(menu) {
    if (!(menu instanceof Menu)) throw new TypeError('setContextMenu: a Menu is needed');
  }
  isDestroyed() {
    return this.#isDestroyed;
  }
  destroy() {
    this.#isDestroyed = true;
  }
}

/** Answers as a person who cancels; a test puts its own function in place. */
export const dialog = strictObject('dialog', {
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showErrorBox: (title, text) => process.stderr.write(`[error box] ${title}: ${text}\n`),
});
export const shell = strictObject('shell', {
  openExternal: async () => {},
  openPath: async () => '',
  showItemInFolder() {},
});

const vaultKey = () => scryptSync('electron-host', app.getPath('userData'), 32, { N: 1024 });
const hasVault = () => process.env.ELECTRON_HOST_NO_VAULT !== '1';
export const safeStorage = strictObject('safeStorage', {
  async isAsyncEncryptionAvailable() {
    needReady('safeStorage');
    return hasVault();
  },
  getSelectedStorageBackend: () => (hasVault() ? 'gnome_libsecret' : 'basic_text'),
  async encryptStringAsync(text) {
    if (!hasVault()) throw new Error('Encryption is not available');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', vaultKey(), iv);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from('v11'), iv, cipher.getAuthTag(), body]);
  },
  async decryptStringAsync(bytes) {
    if (bytes.subarray(0, 3).toString('latin1') !== 'v11') throw new Error('Error while decrypting the ciphertext');
    const decipher = createDecipheriv('aes-256-gcm', vaultKey(), bytes.subarray(3, 15));
    decipher.setAuthTag(bytes.subarray(15, 31));
    const result = Buffer.concat([decipher.update(bytes.subarray(31)), decipher.final()]).toString('utf8');
    return { result, shouldReEncrypt: false };
  },
});

class PowerMonitor extends strictEmitter('powerMonitor', ['suspend', 'resume', 'shutdown', 'on-ac', 'on-battery']) {}
export const powerMonitor = new PowerMonitor();

const blockers = new Set();
let lastBlocker = 0;
export const powerSaveBlocker = strictObject('powerSaveBlocker', {
  start(kind) {
    if (!['prevent-app-suspension', 'prevent-display-sleep'].includes(kind))
      throw new TypeError(`unknown blocker ${kind}`);
    lastBlocker += 1;
    blockers.add(lastBlocker);
    return lastBlocker;
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
});

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
};
export const screen = strictObject('screen', {
  getAllDisplays() {
    needReady('screen');
    return [display];
  },
});

export const crashReporter = strictObject('crashReporter', {
  start(options) {
    if (options.uploadToServer !== false) throw new Error('electron-host sends no crash reports anywhere');
    host.hasCrashReporter = true;
  },
});

// BrowserWindow: a page of Chromium with a place, a visibility and a close that can be prevented.
import { app } from './app.mjs';
import { openPage } from './page.mjs';
import { host, needReady } from './state.mjs';
import { preventable, strictEmitter, strictObject } from './strict.mjs';
import { WebContents } from './web-contents.mjs';

const windowEvents = [
  'blur',
  'close',
  'closed',
  'focus',
  'hide',
  'maximize',
  'minimize',
  'move',
  'ready-to-show',
  'resize',
  'responsive',
  'restore',
  'session-end',
  'show',
  'unmaximize',
  'unresponsive',
];
const windowOptions = [
  'x',
  'y',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'icon',
  'autoHideMenuBar',
  'backgroundColor',
  'webPreferences',
];
let lastId = 0;

export class BrowserWindow extends strictEmitter('BrowserWindow', windowEvents) {
  id = ++lastId;
  webContents;
  #bounds;
  #isVisible;
  #isMinimized = false;
  #isMaximized = false;
  #isDestroyed = false;

  static getAllWindows() {
    return [...host.windows];
  }
  static fromWebContents(contents) {
    return [...host.windows].find((window) => window.webContents === contents) ?? null;
  }

  constructor(options = {}) {
    super();
    needReady('Cannot create BrowserWindow');
    for (const name of Object.keys(options)) {
      if (!windowOptions.includes(name)) throw new Error(`electron-host does not know the window option ${name}`);
    }
    const { x = 100, y = 80, width = 800, height = 600, show = true } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = show;
    this.webContents = new WebContents(this, options.webPreferences ?? {});
    host.windows.add(this);
    app.emit('browser-window-created', {}, this);
    app.emit('web-contents-created', {}, this.webContents);
    this.webContents._open();
  }

  loadURL(address) {
    return this.webContents.loadURL(address);
  }
  isDestroyed() {
    return this.#isDestroyed;
  }
  isVisible() {
    return this.#isVisible;
  }
  isMinimized() {
    return this.#isMinimized;
  }
  isMaximized() {
    return this.#isMaximized;
  }
  isFocused() {
    return this.#isVisible && !this.#isMinimized;
  }
  show() {
    this.#isVisible = true;
    this.emit('show');
  }
  hide() {
    this.#isVisible = false;
    this.emit('hide');
  }
  focus() {
    if (this.#isVisible) this.emit('focus');
  }
  minimize() {
    this.#isMinimized = true;
    this.emit('minimize');
  }
  restore() {
    this.#isMinimized = false;
    this.emit('restore');
  }
  maximize() {
    this.#isMaximized = true;
    this.#isVisible = true;
    this.emit('maximize');
  }
  unmaximize() {
    this.#isMaximized = false;
    this.emit('unmaximize');
  }
  getBounds() {
    return { ...this.#bounds };
  }
  getNormalBounds() {
    return this.getBounds();
  }
  setBounds(bounds) {
    Object.assign(this.#bounds, bounds);
    this.emit('resize');
    void this.webContents._resize(this.#bounds);
  }
  getTitle() {
    return this.webContents.getTitle();
  }

  /** False when a listener prevented it. */
  close() {
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }
  destroy() {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.#isVisible = false;
    host.windows.delete(this);
    this.webContents._destroy();
    this.emit('closed');
    setImmediate(() => {
      if (host.windows.size > 0 || app.isLeaving) return;
      if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
      else app.quit();
    });
  }
}

export const webContents = strictObject('webContents', {
  getAllWebContents: () => [...host.windows].map((window) => window.webContents),
  fromDevToolsTargetId: (target) => webContents.getAllWebContents().find((contents) => contents._targetId === target),
});

export const windowOfPage = (page) => [...host.windows].find((window) => window.webContents._page === page);

const refused = new WeakSet();

/** A page that no BrowserWindow made: window.open, target=_blank, a click with a modifier. The window open handler is asked; only deny is known. */
export async function refusePopup(page, address) {
  if (page && refused.has(page)) return;
  if (page) refused.add(page);
  const opener = page ? await page.opener() : null;
  const window = (opener && windowOfPage(opener)) ?? [...host.windows].at(-1);
  if (window?.webContents._wasAnnounced()) return;
  if (!address.startsWith('chrome-error:')) window?.webContents._askToOpen(address);
}

/** Chromium made a page: one of ours or one that must go. */
export async function adoptPage(page) {
  if (openPage.isOpening || windowOfPage(page)) return;
  await refusePopup(page, page.url());
  await page.close().catch(() => {}); // it may have closed itself
}

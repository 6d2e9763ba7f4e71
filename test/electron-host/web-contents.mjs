// webContents and its main frame: loading, navigation's guards, messages, ports, permissions.
import { ipcMain, invoke } from './ports.mjs';
import { openPage } from './page.mjs';
import { fromBrowserUrl, sessionOf, toBrowserUrl } from './session.mjs';
import { preventable, strictClass, strictEmitter } from './strict.mjs';

const events = [
  'destroyed',
  'did-finish-load',
  'did-fail-load',
  'did-navigate',
  'did-start-navigation',
  'dom-ready',
  'render-process-gone',
  'will-attach-webview',
  'will-frame-navigate',
  'will-navigate',
  'will-redirect',
];
// Electron's own defaults, under what the app asks for.
const defaultPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: true,
  preload: '',
};
let lastId = 0;

class WebFrameMain extends strictClass('WebFrameMain') {
  #contents;
  constructor(contents) {
    super();
    this.#contents = contents;
    Object.defineProperties(this, { parent: { value: null }, frameTreeNodeId: { value: contents.id } });
  }
  get url() {
    return this.#contents.getURL();
  }
  postMessage(channel, message, transfer) {
    this.#contents.postMessage(channel, message, transfer);
  }
}

export class WebContents extends strictEmitter('webContents', events) {
  id = ++lastId;
  mainFrame;
  session = sessionOf();
  _page = null;
  _targetId = null;
  #window;
  #preferences;
  #openHandler = null;
  #isDestroyed = false;
  #isCrashed = false;
  #url = '';
  #title = '';
  #expected = null;
  #announced = 0;
  /** @type {Promise<any>} */
  #opened = Promise.resolve(null);
  #ports = new Map();

  constructor(window, preferences) {
    super();
    for (const name of Object.keys(preferences)) {
      if (!Object.hasOwn(defaultPreferences, name))
        throw new Error(`electron-host does not know webPreferences.${name}`);
    }
    this.#window = window;
    this.#preferences = { ...defaultPreferences, ...preferences };
    const { sandbox, contextIsolation, nodeIntegration } = this.#preferences;
    if (!sandbox || !contextIsolation || nodeIntegration)
      throw new Error('electron-host runs sandboxed, isolated pages alone');
    this.mainFrame = new WebFrameMain(this);
  }

  getURL() {
    return this.#url;
  }
  getTitle() {
    return this.#title;
  }
  isDestroyed() {
    return this.#isDestroyed;
  }
  isCrashed() {
    return this.#isCrashed;
  }
  getLastWebPreferences() {
    return { ...this.#preferences };
  }
  setWindowOpenHandler(handler) {
    this.#openHandler = handler;
  }
  async executeJavaScript(code) {
    const { page } = await this.#opened;
    return page.evaluate(code);
  }
  async loadURL(address) {
    const { page } = await this.#opened;
    this.#expected = address;
    this.#url ||= address;
    await page.goto(toBrowserUrl(address));
  }
  reload() {
    if (this.#isCrashed) this._open(this.#url);
    else void this.#opened.then(({ page }) => page.reload());
  }
  forcefullyCrashRenderer() {
    void this.#opened.then(({ line }) => line.send('Page.crash').catch(() => {})); // never answers: the page is gone
  }

  send(channel, ...values) {
    this.#push('event', channel, structuredClone(values), []);
  }
  postMessage(channel, message, transfer = []) {
    const ids = transfer.map((port) => this.#carry(port));
    this.#push('event', channel, [structuredClone(message)], ids);
  }

  _open(address = null) {
    const opening = openPage({
      preload: this.#preferences.preload,
      bounds: this.#window.getBounds(),
      receive: (message) => this.#receive(message),
      openWindow: (address) => this.#announce(address),
    });
    this.#opened = opening.then((opened) => {
      this._page = opened.page;
      this._targetId = opened.targetId;
      this.#isCrashed = false;
      this.#watch(opened.page);
      return opened;
    });
    if (address) void this.loadURL(address);
  }
  async _resize({ width, height }) {
    const { page } = await this.#opened;
    await page.setViewportSize({ width, height });
  }
  _destroy() {
    this.#isDestroyed = true;
    this.#dropPorts();
    void this.#opened.then(({ page }) => page.close()).catch(() => {}); // Chromium may have gone first
    this.emit('destroyed');
  }

  /** Navigation that the page began is put to the guards; what main asked for itself is not. */
  _mayNavigate(request, address) {
    const isMainFrame = request.frame().parentFrame() === null;
    const details = { url: address, isMainFrame, isSameDocument: false, frame: isMainFrame ? this.mainFrame : null };
    const isOwn = isMainFrame && this.#expected === address;
    if (isOwn) this.#expected = null;
    else if (!this.#pass('will-frame-navigate', details)) return false;
    else if (isMainFrame && !this.#pass('will-navigate', details)) return false;
    if (isMainFrame) {
      this.#dropPorts();
      this.#url = address;
    }
    this.emit('did-start-navigation', preventable(details));
    return true;
  }
  _mayRedirect(address) {
    return this.#pass('will-redirect', { url: address, isMainFrame: true, isSameDocument: false });
  }
  _askToOpen(url) {
    const details = {
      url,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    };
    const answer = this.#openHandler?.(details);
    if (answer?.action !== 'deny') throw new Error('electron-host opens no window that a page asks for');
  }

  /** What the page says itself; the page that comes of it may have lost its address to an error by then. */
  #announce(address) {
    this.#announced += 1;
    this._askToOpen(fromBrowserUrl(address));
  }
  /** Whether the handler was asked already about a new page that is seen now. */
  _wasAnnounced() {
    if (this.#announced === 0) return false;
    this.#announced -= 1;
    return true;
  }

  #pass(event, details) {
    const asked = preventable(details);
    this.emit(event, asked);
    return !asked.defaultPrevented;
  }

  #watch(page) {
    page.on('domcontentloaded', () => this.emit('dom-ready', {}));
    page.on('load', async () => {
      this.#title = await page.title().catch(() => ''); // the page may be gone again
      this.emit('did-finish-load', {});
      this.#window.emit('ready-to-show', {});
    });
    page.on('framenavigated', (frame) => {
      if (frame.parentFrame() === null) this.#url = fromBrowserUrl(page.url());
    });
    page.on('pageerror', (error) => console.error('[page]', error.stack ?? error));
    page.on('download', (download) => this.session._offerDownload(this, download));
    page.on('crash', () => {
      this.#isCrashed = true;
      this.#dropPorts();
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    });
    page.on('close', () => {
      if (page === this._page && !this.#window.isDestroyed() && !this.#isCrashed) this.#window.close();
    });
  }

  #push(...message) {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    void this.#opened.then(({ push }) => push(...message));
  }

  #carry(port) {
    const id = `m${++lastId}`;
    this.#ports.set(id, port);
    port.on('message', ({ data }) => this.#pushQuietly('port-message', id, data));
    port.on('close', () => this.#pushQuietly('port-closed', id));
    port.start();
    return id;
  }
  #pushQuietly(...message) {
    if (!this.#isDestroyed) this.#push(...message);
  }
  #dropPorts() {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #event() {
    return { sender: this, senderFrame: this.mainFrame, processId: 1, frameId: 1, ports: [] };
  }
  #receive([id, kind, ...rest]) {
    const doors = {
      send: (channel, values) => ipcMain.emit(channel, this.#event(), ...values),
      invoke: (channel, values) => this.#answer(id, () => invoke(channel, this.#event(), values), channel),
      'port-message': (port, value) => this.#ports.get(port)?.postMessage(value),
      'permission-request': (permission) => this.#answer(id, () => this.session._request(this, permission), permission),
      'permission-check': (permission) => this.#answer(id, () => this.session._check(this, permission), permission),
    };
    doors[kind](...rest);
  }
  async #answer(id, work, what) {
    try {
      this.#pushQuietly('result', id, structuredClone(await work()));
    } catch (error) {
      this.#pushQuietly('failure', id, `Error invoking remote method '${what}': ${String(error)}`);
    }
  }
}

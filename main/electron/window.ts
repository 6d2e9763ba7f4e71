import path from 'node:path';
import { BrowserWindow, screen, type NativeImage, type WebContents } from 'electron';
import type { Clock } from '#platform/clock.ts';
import type { Logger } from '#platform/log/logger.ts';
import { appOrigin } from './app-origin.ts';
import { isOnScreen, readWindowState, writeWindowState } from './window-state.ts';

export interface ConsoleWindowOptions {
  readonly preload: string;
  readonly icon: NativeImage;
  readonly stateFile: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Asked when the window is closed by hand: true hides it instead. */
  staysInTray(): boolean;
}

const defaultSize = { width: 1280, height: 820 };
const reloadOnceInMs = 60_000;

/** The one window. It is made when first shown, hidden by closing when a tray stays, and made anew when it is gone. */
export class ConsoleWindow {
  readonly #options: ConsoleWindowOptions;
  #window: BrowserWindow | null = null;
  #listening: WebContents | null = null;
  #waitingPath: string | null = null;
  #reloadedAt = Number.NEGATIVE_INFINITY;
  #isLeaving = false;

  constructor(options: ConsoleWindowOptions) {
    this.#options = options;
  }

  get isVisible(): boolean {
    return this.#window?.isVisible() ?? false;
  }

  /** Brings the window to the front, on `path` of its router when one is given. */
  show(path: string | null = null): void {
    if (path) this.#waitingPath = path;
    if (!this.#window) {
      this.#window = this.#create();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
    this.#deliverPath();
  }

  /** The page has begun to listen: what waited for it is delivered. */
  pageCanNavigate(contents: WebContents): void {
    this.#listening = contents;
    this.#deliverPath();
  }

  /** From here on closing closes. */
  prepareToLeave(): void {
    this.#isLeaving = true;
  }

  destroy(): void {
    this.#rememberPlace();
    this.#window?.destroy();
    this.#window = null;
  }

  /** For dialogs: the window they belong to. */
  get current(): BrowserWindow | null {
    return this.#window;
  }

  #deliverPath(): void {
    const contents = this.#listening;
    if (!this.#waitingPath || !contents || contents.isDestroyed()) return;
    contents.send('atalaya:navigate', this.#waitingPath);
    this.#waitingPath = null;
  }

  #create(): BrowserWindow {
    const remembered = readWindowState(this.#options.stateFile);
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    const place = remembered && isOnScreen(remembered, areas) ? remembered : null;
    const window = new BrowserWindow({
      ...(place ? { x: place.x, y: place.y, width: place.width, height: place.height } : defaultSize),
      minWidth: 360,
      minHeight: 320,
      show: false,
      title: 'Atalaya',
      icon: this.#options.icon,
      autoHideMenuBar: true,
      webPreferences: {
        preload: path.resolve(this.#options.preload),
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
        spellcheck: false,
      },
    });
    if (place?.isMaximized) window.maximize();
    this.#watch(window);
    window.loadURL(`${appOrigin}/`).catch((error: unknown) => {
      this.#options.logger.error('the window could not load', { error: String(error) });
    });
    return window;
  }

  #watch(window: BrowserWindow): void {
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      this.#rememberPlace();
      if (this.#isLeaving || !this.#options.staysInTray()) return;
      event.preventDefault();
      window.hide();
    });
    window.once('closed', () => {
      this.#window = null;
      this.#listening = null;
    });
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#listening = null;
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason !== 'clean-exit') this.#reloadOnce(window, details.reason);
    });
    window.on('unresponsive', () => this.#options.logger.warning('the window does not respond'));
  }

  /** A page that crashes is loaded again, but not over and over. */
  #reloadOnce(window: BrowserWindow, reason: string): void {
    const { clock, logger } = this.#options;
    logger.error('the window crashed', { reason });
    if (clock.monotonic() - this.#reloadedAt < reloadOnceInMs || window.isDestroyed()) return;
    this.#reloadedAt = clock.monotonic();
    window.webContents.reload();
  }

  #rememberPlace(): void {
    const window = this.#window;
    if (!window || window.isDestroyed()) return;
    try {
      writeWindowState(this.#options.stateFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (error) {
      this.#options.logger.warning('the place of the window was not kept', { error: String(error) });
    }
  }
}

import path from 'node:path';
import { app, nativeImage, session } from 'electron';
import type { i18n } from 'i18next';
import type { Clock } from '#platform/clock.ts';
import type { HostShell } from '#platform/host-shell.ts';
import type { Logger } from '#platform/log/logger.ts';
import { pickLanguage, type Language } from '#shared/i18n/languages.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { contentSecurityPolicy } from '../transport/content-policy.ts';
import { ConsoleWatch } from './console-watch.ts';
import { linkScheme, pathOfLink } from './deep-links.ts';
import type { Glance } from './glance.ts';
import { guardPages, guardSession } from './guards.ts';
import { createElectronHost, pickFiles } from './host-shell.ts';
import { paintAppIcon } from './icon.ts';
import { IpcHost } from './ipc-host.ts';
import { setApplicationMenu } from './menu.ts';
import { AwakeKeeper, watchPower } from './power.ts';
import { serveApp } from './protocol.ts';
import type { ShellCore } from './shell-core.ts';
import { readInstanceMessage, type InstanceMessage } from './single-instance.ts';
import { ConsoleTray } from './tray.ts';
import { ConsoleWindow } from './window.ts';

export interface ShellOptions {
  readonly dataFolder: string;
  /** out/: preload and renderer beside main. */
  readonly outFolder: string;
  readonly launch: InstanceMessage;
  readonly clock: Clock;
  createCore(host: HostShell): ShellCore;
}

/** Running jobs are handed back within this time; then the process ends all the same. */
const stopDeadlineMs = 25_000;

/** The desktop's side of the console: window, tray, menu and system around one core. Construct before `ready`, start after. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #core: ShellCore;
  readonly #logger: Logger;
  readonly #window: ConsoleWindow;
  readonly #tray: ConsoleTray;
  readonly #awake: AwakeKeeper;
  readonly #watch: ConsoleWatch;
  readonly #ipc: IpcHost;
  #texts: i18n;
  /** A second start, or a link, that came before the console was up. */
  #askedFor: { link: string | null } | null = null;
  #phase: 'starting' | 'running' | 'stopping' | 'stopped' = 'starting';

  constructor(options: ShellOptions) {
    this.#options = options;
    const { clock } = options;
    this.#texts = createI18n(pickLanguage(app.getPreferredSystemLanguages().join(',')));
    this.#awake = new AwakeKeeper(() => this.#watch.setting('keepAwake'));
    this.#core = options.createCore(createElectronHost({ awake: this.#awake, exit: (code) => this.#exit(code) }));
    const logger = this.#core.logger.child('shell');
    this.#logger = logger;
    this.#watch = new ConsoleWatch({
      client: this.#core.client,
      clock,
      logger,
      onGlance: (glance) => this.#showGlance(glance),
      onSettings: () => this.#applySettings(),
    });
    this.#tray = new ConsoleTray(this.#trayActions());
    this.#window = new ConsoleWindow({
      preload: path.join(options.outFolder, 'preload', 'index.cjs'),
      icon: nativeImage.createFromBuffer(paintAppIcon(128)),
      stateFile: path.join(options.dataFolder, 'window.json'),
      logger,
      clock,
      staysInTray: () => this.#tray.isShown && this.#watch.setting('closeToTray'),
    });
    this.#ipc = new IpcHost({
      logger,
      connectPort: (port) => this.#core.connectPort(port),
      pickFiles: () =>
        pickFiles(this.#window.current, {
          videos: this.#texts.t('shell.dialog.videos'),
          all: this.#texts.t('shell.dialog.allFiles'),
        }),
      pageCanNavigate: (contents) => this.#window.pageCanNavigate(contents),
    });
  }

  /** After `ready`. Rejects with what kept the core from starting; nothing is open then. */
  async start(): Promise<void> {
    const { outFolder, launch } = this.#options;
    guardPages(this.#logger);
    guardSession(session.defaultSession, this.#logger);
    serveApp({
      rendererFolder: path.join(outFolder, 'renderer'),
      contentPolicy: contentSecurityPolicy,
      serveMedia: (request) => this.#core.serveMedia(request),
    });
    this.#ipc.start();
    this.#listen();
    try {
      await this.#core.start();
      await this.#watch.start();
    } catch (error) {
      if (this.#isLeaving) return; // told to end while it started: that is no failure
      throw error;
    }
    if (this.#isLeaving) return;
    this.#phase = 'running';
    this.#applySettings();
    const isShown = !launch.isHidden && !this.#watch.setting('startHidden');
    if (isShown || this.#askedFor) this.open(this.#askedFor?.link ?? launch.link);
  }

  /** Brings the window to the front, on the page of a link when it is one of ours; once it can, if the console still starts. */
  open(link: string | null = null): void {
    if (this.#phase === 'starting') this.#askedFor = { link: link ?? this.#askedFor?.link ?? null };
    if (this.#phase !== 'running') return;
    this.#window.show(link ? pathOfLink(link) : null);
  }

  tellBug(what: string, error: unknown): void {
    this.#logger.critical(what, { error });
    process.stderr.write(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }

  endAfterBug(error: unknown): void {
    this.tellBug('an error that nobody caught', error);
    this.#exit(1);
  }

  get #isLeaving(): boolean {
    return this.#phase === 'stopping' || this.#phase === 'stopped';
  }

  #listen(): void {
    app.on('second-instance', (_event, argv, _folder, additionalData) => {
      const message = readInstanceMessage(argv, additionalData);
      if (!message.isHidden) this.open(message.link);
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.open(url);
    });
    app.on('activate', () => this.open());
    app.on('window-all-closed', () => {
      if (!this.#tray.isShown || !this.#watch.setting('closeToTray')) app.quit();
    });
    app.on('before-quit', (event) => {
      if (this.#phase === 'stopped') return;
      event.preventDefault();
      void this.#stop(0);
    });
    watchPower({ onShutdown: () => app.quit() }, this.#logger);
    if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  }

  #exit(code: number): void {
    void this.#stop(code);
  }

  /** Hands running jobs back, closes everything and ends the process. A second call changes nothing. */
  async #stop(code: number): Promise<void> {
    if (this.#isLeaving) return;
    this.#phase = 'stopping';
    this.#window.prepareToLeave();
    this.#window.destroy();
    this.#tray.destroy();
    let exitCode = code;
    try {
      this.#ipc.stop();
      await this.#watch.stop();
      await this.#withinDeadline(this.#core.stop(stopDeadlineMs));
    } catch (error) {
      this.#logger.error('the console did not stop in order', { error: String(error) });
      exitCode = 1;
    }
    this.#phase = 'stopped';
    app.exit(exitCode);
  }

  #withinDeadline(stopping: Promise<void>): Promise<void> {
    const { promise, reject } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(stopDeadlineMs, () => reject(new Error('deadline passed')));
    return Promise.race([stopping, promise]).finally(cancel);
  }

  #applySettings(): void {
    const chosen = this.#watch.setting('language');
    const language: Language = chosen === 'auto' ? pickLanguage(app.getPreferredSystemLanguages().join(',')) : chosen;
    this.#texts = createI18n(language);
    this.#awake.refresh();
    setApplicationMenu(this.#texts, {
      navigate: (to) => this.#window.show(to),
      addVideos: () => this.#window.show('/queue?add=1'),
      quit: () => app.quit(),
    });
    this.#showGlance(this.#watch.glance);
  }

  #showGlance(glance: Glance): void {
    if (this.#phase !== 'running') return;
    this.#tray.show(glance, this.#texts);
    app.setBadgeCount(glance.deadLetters);
  }

  #trayActions() {
    const { client } = this.#core;
    const report = (error: unknown) => this.#logger.error('the tray could not do it', { error: String(error) });
    return {
      open: () => this.#window.show(),
      addVideos: () => this.#window.show('/queue?add=1'),
      showDeadLetters: () => this.#window.show('/queue?tab=letters'),
      setPaused: (isPaused: boolean) => {
        const change = isPaused ? client.queues.pause({ name: 'all' }) : client.queues.resume({ name: 'all' });
        change.catch(report);
      },
      quit: () => app.quit(),
    };
  }
}

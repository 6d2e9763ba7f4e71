import { Menu, nativeImage, Tray, type NativeImage } from 'electron';
import type { i18n } from 'i18next';
import { lookOf, type Glance, type TrayLook } from './glance.ts';
import { paintTrayIcon } from './icon.ts';

export interface TrayActions {
  open(): void;
  addVideos(): void;
  showDeadLetters(): void;
  setPaused(isPaused: boolean): void;
  quit(): void;
}

/** The tower in the system's tray: its shape tells the worst state, its menu the counts. */
export class ConsoleTray {
  readonly #actions: TrayActions;
  readonly #images = new Map<TrayLook, NativeImage>();
  #tray: Tray | null = null;

  constructor(actions: TrayActions) {
    this.#actions = actions;
  }

  /** Rejects nothing: a desk without a tray leaves `isShown` false, and closing the window then quits. */
  get isShown(): boolean {
    return this.#tray !== null && !this.#tray.isDestroyed();
  }

  show(glance: Glance, texts: i18n): void {
    const look = lookOf(glance);
    if (!this.#tray) {
      this.#tray = new Tray(this.#image(look));
      this.#tray.on('click', () => this.#actions.open());
    } else this.#tray.setImage(this.#image(look));
    const counts = texts.t('shell.tray.counts', { ...glance });
    this.#tray.setToolTip(`Atalaya\n${counts}`);
    if (process.platform === 'darwin') this.#tray.setTitle(glance.running > 0 ? ` ${glance.running}` : '');
    this.#tray.setContextMenu(this.#menu(glance, texts));
  }

  destroy(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  #menu(glance: Glance, texts: i18n): Menu {
    const { t } = texts;
    const actions = this.#actions;
    return Menu.buildFromTemplate([
      { id: 'waiting', label: t('shell.tray.waiting', { count: glance.waiting }), enabled: false },
      { id: 'running', label: t('shell.tray.running', { count: glance.running }), enabled: false },
      {
        id: 'dead-letters',
        label: t('shell.tray.deadLetters', { count: glance.deadLetters }),
        enabled: glance.deadLetters > 0,
        click: () => actions.showDeadLetters(),
      },
      { type: 'separator' },
      { id: 'open', label: t('shell.tray.open'), click: () => actions.open() },
      { id: 'add-videos', label: t('shell.tray.addVideos'), click: () => actions.addVideos() },
      glance.isPaused
        ? { id: 'resume', label: t('shell.tray.resume'), click: () => actions.setPaused(false) }
        : { id: 'pause', label: t('shell.tray.pause'), click: () => actions.setPaused(true) },
      { type: 'separator' },
      { id: 'quit', label: t('shell.tray.quit'), click: () => actions.quit() },
    ]);
  }

  #image(look: TrayLook): NativeImage {
    const known = this.#images.get(look);
    if (known) return known;
    const isTemplate = process.platform === 'darwin' && look !== 'attention';
    const sizePx = process.platform === 'linux' ? 24 : 16;
    const color = isTemplate ? 'dark' : 'grey';
    const image = nativeImage.createFromBuffer(paintTrayIcon(look, sizePx, color), { scaleFactor: 1 });
    image.addRepresentation({ scaleFactor: 2, buffer: paintTrayIcon(look, sizePx * 2, color) });
    if (isTemplate) image.setTemplateImage(true);
    this.#images.set(look, image);
    return image;
  }
}

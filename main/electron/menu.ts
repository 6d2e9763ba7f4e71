import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { i18n } from 'i18next';

export interface MenuActions {
  navigate(path: string): void;
  addVideos(): void;
  quit(): void;
}

const pages = [
  ['overview', '/'],
  ['queue', '/queue'],
  ['services', '/services'],
  ['logs', '/logs'],
] as const;

/** The application's menu: hidden behind Alt on Linux and Windows, always there on macOS, where copy and paste depend on it. */
export function setApplicationMenu(texts: i18n, actions: MenuActions): void {
  const { t } = texts;
  const edit: MenuItemConstructorOptions[] = (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map(
    (role) => ({ role, label: t(`shell.menu.${role}`) }),
  );
  const view: MenuItemConstructorOptions[] = [
    ...pages.map(([id, path]) => ({ id, label: t(`shell.menu.${id}`), click: () => actions.navigate(path) })),
    { type: 'separator' },
    ...(['reload', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'] as const).map((role) => ({
      role,
      label: t(`shell.menu.${role}`),
    })),
  ];
  const file: MenuItemConstructorOptions[] = [
    { id: 'add-videos', label: t('shell.menu.addVideos'), click: () => actions.addVideos() },
    { id: 'settings', label: t('shell.menu.settings'), click: () => actions.navigate('/settings') },
    { type: 'separator' },
    { role: 'close', label: t('shell.menu.close') },
    { id: 'quit', label: t('shell.menu.quit'), accelerator: 'CommandOrControl+Q', click: () => actions.quit() },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: t('shell.menu.file'), submenu: file },
      { label: t('shell.menu.edit'), submenu: edit },
      { label: t('shell.menu.view'), submenu: view },
    ]),
  );
}

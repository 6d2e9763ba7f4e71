// The module `electron` of the main process. A named import that is missing here fails when the bundle is linked.
import { app } from './app.mjs';
import * as desktop from './desktop.mjs';
import { ipcMain, MessageChannelMain } from './ports.mjs';
import { protocol, session } from './session.mjs';
import { strictObject } from './strict.mjs';
import { BrowserWindow, webContents } from './windows.mjs';

export { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, session, webContents };
export const {
  crashReporter,
  dialog,
  Menu,
  MenuItem,
  nativeImage,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  Tray,
} = desktop;

const members = { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, session, webContents, ...desktop };
const electron = strictObject('electron', members);
export default electron;
// require('electron') gives this object, so that an unknown name throws there too.
export { electron as 'module.exports' };

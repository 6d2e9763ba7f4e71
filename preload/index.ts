import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ShellBridge } from './window.d.ts';

// Channels that main/electron/ipc-host.ts knows; nothing here takes a channel's name from the page.
const bridge: ShellBridge = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  connect: () => ipcRenderer.send('atalaya:connect'),
  pathForFile: (file) => webUtils.getPathForFile(file),
  pickFiles: () => ipcRenderer.invoke('atalaya:pick-files'),
  onNavigate: (listener) => {
    const receive = (_event: unknown, path: unknown) => {
      if (typeof path === 'string') listener(path);
    };
    ipcRenderer.on('atalaya:navigate', receive);
    ipcRenderer.send('atalaya:can-navigate');
    return () => void ipcRenderer.off('atalaya:navigate', receive);
  },
};

contextBridge.exposeInMainWorld('atalaya', bridge);

// A port cannot cross the bridge; it can be transferred from this world to the page's.
ipcRenderer.on('atalaya:port', (event) => {
  window.postMessage({ kind: 'atalaya-port' }, window.location.origin, [...event.ports]);
});

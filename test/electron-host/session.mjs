// `protocol` and `session`: own schemes, permissions, downloads.
import { needNotReady, needReady } from './state.mjs';
import { preventable, strictEmitter, strictObject } from './strict.mjs';

const schemes = new Map();

export const protocol = strictObject('protocol', {
  registerSchemesAsPrivileged(list) {
    needNotReady('protocol.registerSchemesAsPrivileged()');
    for (const { scheme, privileges } of list) schemes.set(scheme, { privileges, handler: null });
  },
  handle(scheme, handler) {
    needReady('protocol.handle()');
    const known = schemes.get(scheme);
    if (!known?.privileges.standard)
      throw new Error(`electron-host serves registered standard schemes alone, not ${scheme}`);
    if (known.handler) throw new Error('Failed to register protocol: ' + scheme);
    known.handler = handler;
  },
});

// Chromium refuses to open schemes that it does not know, so app://host/x is shown to it as http://host.app.localhost/x,
// which is a secure context as well.
export function toBrowserUrl(address) {
  const url = URL.parse(address);
  const scheme = url?.protocol.slice(0, -1) ?? '';
  return schemes.has(scheme)
    ? `http://${url.host}.${scheme}.localhost${url.pathname}${url.search}${url.hash}`
    : address;
}
export function fromBrowserUrl(address) {
  const [, name, scheme, rest] = /^http:\/\/([^/]*)\.([a-z][a-z0-9+-]*)\.localhost(.*)$/s.exec(address) ?? [];
  return schemes.has(scheme) ? `${scheme}://${name}${rest || '/'}` : address;
}
export const schemeHandler = (address) => schemes.get(URL.parse(address)?.protocol.slice(0, -1) ?? '')?.handler;

class Session extends strictEmitter('session', ['will-download']) {
  #onRequest = null;
  #onCheck = null;
  #onDevice = null;
  setPermissionRequestHandler(handler) {
    this.#onRequest = handler;
  }
  setPermissionCheckHandler(handler) {
    this.#onCheck = handler;
  }
  setDevicePermissionHandler(handler) {
    this.#onDevice = handler;
  }
  isPersistent() {
    return true;
  }

  /** As Electron: without a handler everything is granted. Devices need their own handler's yes as well. */
  async _request(contents, permission) {
    const details = { requestingUrl: contents.getURL(), isMainFrame: true };
    if (['usb', 'hid', 'serial'].includes(permission)) {
      return this.#onDevice?.({ deviceType: permission, origin: details.requestingUrl, device: {} }) ?? false;
    }
    if (!this.#onRequest) return true;
    return new Promise((resolve) => this.#onRequest(contents, permission, resolve, details));
  }
  _check(contents, permission) {
    const address = contents.getURL();
    const { protocol: scheme, host: name } = new URL(address);
    const details = { requestingUrl: address, isMainFrame: true };
    return this.#onCheck ? this.#onCheck(contents, permission, `${scheme}//${name}/`, details) : true;
  }
  /** Resolves with false when the app refused the download. */
  _offerDownload(contents, download) {
    const event = preventable();
    const item = strictObject('DownloadItem', {
      getURL: () =>
        fromBrowserUrl(download.url().replace(/^blob:/, '')).replace(
          /^/,
          download.url().startsWith('blob:') ? 'blob:' : '',
        ),
      getFilename: () => download.suggestedFilename(),
    });
    this.emit('will-download', event, item, contents);
    if (event.defaultPrevented) void download.cancel();
    return !event.defaultPrevented;
  }
}
const defaultSession = new Session();
export const session = strictObject('session', {
  get defaultSession() {
    needReady('session.defaultSession');
    return defaultSession;
  },
});
export const sessionOf = () => defaultSession;

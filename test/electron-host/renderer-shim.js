// oxlint-disable no-unused-expressions -- page.mjs makes a call of this expression
// Runs in each page before its own scripts: gives the preload its `require('electron')`, carries messages to main, and asks main wherever
// Electron would ask for a permission. Preload and page share one JavaScript world here; in Electron they do not.
(codec, processFacts, settings, runPreload) => {
  if (window.top !== window || location.protocol === 'about:') return;
  const send = window.electronHostSend;
  const listeners = new Map();
  const ports = new Map();
  const pending = new Map();
  let lastId = 0;
  const tell = (kind, ...rest) => {
    lastId += 1;
    send(codec.encode([lastId, kind, ...rest]));
    return lastId;
  };
  const ask = (kind, ...rest) =>
    new Promise((resolve, reject) => pending.set(tell(kind, ...rest), { resolve, reject }));

  const carryPort = (id, port) => {
    ports.set(id, port);
    port.onmessage = (event) => tell('port-message', id, event.data);
    // Chromium has no close event for ports: main hears of a page's port only when the page goes.
  };
  const receive = {
    result: (id, value) => settle(id, ({ resolve }) => resolve(value)),
    failure: (id, message) => settle(id, ({ reject }) => reject(new Error(message))),
    event(channel, values, portIds) {
      const arrived = portIds.map((id) => {
        const { port1, port2 } = new MessageChannel();
        carryPort(id, port1);
        return port2;
      });
      for (const listener of Array.from(listeners.get(channel) ?? []))
        listener({ sender: ipcRenderer, ports: arrived }, ...values);
    },
    'port-message': (id, value) => ports.get(id)?.postMessage(value),
    'port-closed'(id) {
      ports.get(id)?.close();
      ports.delete(id);
    },
  };
  const settle = (id, how) => {
    const waiting = pending.get(id);
    pending.delete(id);
    if (waiting) how(waiting);
  };
  window.electronHostReceive = (text) => {
    const [kind, ...rest] = codec.decode(text);
    receive[kind](...rest);
  };

  const strict = (name, members) =>
    new Proxy(members, {
      get(target, member) {
        if (typeof member === 'symbol' || member in target) return target[member];
        throw new Error(`electron-host does not know ${name}.${member}`);
      },
    });
  const cloned = (value) => structuredClone(value);
  const ipcRenderer = strict('ipcRenderer', {
    on(channel, listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set());
      listeners.get(channel).add(listener);
      return ipcRenderer;
    },
    off(channel, listener) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
    send: (channel, ...values) => void tell('send', channel, cloned(values)),
    invoke: (channel, ...values) => ask('invoke', channel, cloned(values)),
  });

  // The bridge copies data, freezes it, and lets functions through as proxies whose arguments and results are cloned.
  const acrossBridge = (value) => {
    if (typeof value === 'function') {
      return (...given) => {
        const inner = given.map((item) =>
          typeof item === 'function' ? (...back) => item(...back.map(acrossBridge)) : fileOrClone(item),
        );
        const answer = value(...inner);
        return answer instanceof Promise ? answer.then(acrossBridge) : acrossBridge(answer);
      };
    }
    if (Array.isArray(value)) return Object.freeze(value.map(acrossBridge));
    if (value === null || typeof value !== 'object') return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, acrossBridge(item)])));
  };
  const fileOrClone = (value) => (value instanceof Blob ? value : cloned(value));
  const contextBridge = strict('contextBridge', {
    exposeInMainWorld(name, api) {
      if (name in window)
        throw new Error(`Cannot bind an API on top of an existing property on the window object: ${name}`);
      Object.defineProperty(window, name, { value: acrossBridge(api), enumerable: true });
    },
  });
  const webUtils = strict('webUtils', {
    // A page of plain Chromium has no paths: a file is looked for by name in the folder that the test names.
    getPathForFile(file) {
      if (!(file instanceof File)) throw new TypeError('getPathForFile: not a File');
      return settings.fileFolder ? `${settings.fileFolder}/${file.name}` : '';
    },
  });

  askBeforeUse();
  runPreload(
    (id) => {
      if (/^electron(\/(renderer|common))?$/.test(id))
        return strict('electron', { contextBridge, ipcRenderer, webUtils });
      throw new Error(`module not found: ${id}`); // a sandboxed preload has no other
    },
    { ...processFacts, type: 'renderer', sandboxed: true, contextIsolated: true },
  );

  /** Puts main's permission handlers before every call that asks the person or the system for something. */
  function askBeforeUse() {
    const refused = () => new DOMException('Permission denied', 'NotAllowedError');
    const isGranted = (permission) => ask('permission-request', permission);
    const gate = (owner, method, permission) => {
      const original = owner?.[method];
      if (typeof original !== 'function') return;
      owner[method] = async function (...values) {
        if (!(await isGranted(permission))) throw refused();
        return original.apply(this, values);
      };
    };
    const gateWithCallback = (owner, method) => {
      const original = owner?.[method];
      if (!original) return;
      owner[method] = function (success, failure, options) {
        void isGranted('geolocation').then((yes) =>
          yes
            ? original.call(this, success, failure, options)
            : failure?.({ code: 1, message: 'User denied Geolocation' }),
        );
        return 0;
      };
    };
    gate(navigator.mediaDevices, 'getUserMedia', 'media');
    gate(navigator.mediaDevices, 'getDisplayMedia', 'display-capture');
    gate(navigator.clipboard, 'read', 'clipboard-read');
    gate(navigator.clipboard, 'readText', 'clipboard-read');
    gate(navigator.clipboard, 'write', 'clipboard-sanitized-write');
    gate(navigator.clipboard, 'writeText', 'clipboard-sanitized-write');
    gate(navigator, 'requestMIDIAccess', 'midi');
    gate(Element.prototype, 'requestFullscreen', 'fullscreen');
    gate(Element.prototype, 'requestPointerLock', 'pointerLock');
    gate(navigator.usb, 'requestDevice', 'usb');
    gate(navigator.hid, 'requestDevice', 'hid');
    gate(navigator.serial, 'requestPort', 'serial');
    gateWithCallback(navigator.geolocation, 'getCurrentPosition');
    gateWithCallback(navigator.geolocation, 'watchPosition');
    if (window.Notification) {
      Notification.requestPermission = async () => ((await isGranted('notifications')) ? 'granted' : 'denied');
    }
    const permissions = navigator.permissions;
    if (permissions) {
      const query = permissions.query.bind(permissions);
      permissions.query = async (descriptor) => {
        const status = await query(descriptor);
        const state = (await ask('permission-check', descriptor.name)) ? 'granted' : 'denied';
        return Object.defineProperty(status, 'state', { value: state });
      };
    }
  }
};

// Message ports and ipcMain. A port pair is a pair of Node's; the end that goes to a page is carried there as text.
import { MessageChannel } from 'node:worker_threads';
import { strictClass, strictEmitter } from './strict.mjs';

class MessagePortMain extends strictEmitter('MessagePortMain', ['message', 'close']) {
  #port;
  constructor(port) {
    super();
    this.#port = port;
    port.once('close', () => this.emit('close'));
  }
  postMessage(message, transfer = []) {
    if (transfer.length > 0) throw new Error('electron-host does not carry ports over ports');
    this.#port.postMessage(message);
  }
  /** Until now messages wait. */
  start() {
    this.#port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }
  close() {
    this.#port.close();
  }
}

export class MessageChannelMain extends strictClass('MessageChannelMain') {
  port1;
  port2;
  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

const handlers = new Map();

// Channels are the app's own names, so every event is known here.
class IpcMain extends strictEmitter('ipcMain', 'any') {
  handle(channel, handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }
  removeHandler(channel) {
    handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();

export async function invoke(channel, event, values) {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`No handler registered for '${channel}'`);
  return handler(event, ...values);
}

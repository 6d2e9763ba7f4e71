import {
  ipcMain,
  MessageChannelMain,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type MessagePortMain,
  type WebContents,
  type WebFrameMain,
} from 'electron';
import type { Logger } from '#platform/log/logger.ts';
import { isAppUrl, originOf } from './app-origin.ts';

export interface IpcHostOptions {
  readonly logger: Logger;
  /** Serves the contract on this end of a pair until it closes. */
  connectPort(port: MessagePortMain): void;
  pickFiles(): Promise<string[]>;
  /** The page listens for navigation now. */
  pageCanNavigate(contents: WebContents): void;
}

/**
 * The door between window and core: one port per window. A page gets a port after its address was checked; a new port (reload, reconnect)
 * closes the one before, and navigation or the page's end closes it too, because Electron does not always tell when a port's other end went.
 */
export class IpcHost {
  readonly #options: IpcHostOptions;
  readonly #ports = new Map<WebContents, MessagePortMain>();
  readonly #watched = new WeakSet<WebContents>();

  constructor(options: IpcHostOptions) {
    this.#options = options;
  }

  start(): void {
    ipcMain.on('atalaya:connect', (event) => this.#connect(event));
    ipcMain.on('atalaya:can-navigate', (event) => {
      if (this.#ownFrame(event)) this.#options.pageCanNavigate(event.sender);
    });
    ipcMain.handle('atalaya:pick-files', (event) => (this.#ownFrame(event) ? this.#options.pickFiles() : []));
  }

  stop(): void {
    ipcMain.removeAllListeners('atalaya:connect');
    ipcMain.removeAllListeners('atalaya:can-navigate');
    ipcMain.removeHandler('atalaya:pick-files');
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #connect(event: IpcMainEvent): void {
    const frame = this.#ownFrame(event);
    if (!frame) return;
    const contents = event.sender;
    this.#watch(contents);
    this.#drop(contents);
    const { port1, port2 } = new MessageChannelMain();
    this.#ports.set(contents, port1);
    this.#options.connectPort(port1);
    try {
      frame.postMessage('atalaya:port', null, [port2]);
    } catch {
      this.#drop(contents); // the frame went between its check and its answer
    }
  }

  /** The main frame of a page of ours: not a subframe, not a frame that is gone. */
  #ownFrame(event: IpcMainEvent | IpcMainInvokeEvent): WebFrameMain | null {
    let address = 'gone';
    try {
      const frame = event.senderFrame;
      if (frame) address = frame.url;
      if (frame?.parent === null && isAppUrl(address)) return frame;
    } catch {
      // Electron throws for every property of a frame whose page has gone.
    }
    this.#options.logger.warning('message from a foreign page refused', { address: originOf(address) });
    return null;
  }

  #watch(contents: WebContents): void {
    if (this.#watched.has(contents)) return;
    this.#watched.add(contents);
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#drop(contents);
    });
    contents.on('render-process-gone', () => this.#drop(contents));
    contents.once('destroyed', () => this.#drop(contents));
  }

  #drop(contents: WebContents): void {
    this.#ports.get(contents)?.close();
    this.#ports.delete(contents);
  }
}

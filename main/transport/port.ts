import type { WsHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { CallContext } from '#platform/call-context.ts';
import { allScopes } from '#platform/callers.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { messageFault, type Line } from './rpc-messages.ts';

/** One end of a message channel: Electron's MessagePortMain, or Node's own MessagePort. */
export interface PortLike {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

export interface PortDoorOptions {
  readonly handler: WsHandler<CallContext>;
  readonly random: Random;
  readonly logger: Logger;
  /** The window's language, asked for at each call. */
  readonly language: () => Language;
  /** `window` unless the host says otherwise. */
  readonly actor?: string;
}

/** Serves the contract on one end of a channel until it closes. The host has checked whose window holds the other end. */
export function servePort(
  port: PortLike,
  { handler, random, logger, language, actor = 'window' }: PortDoorOptions,
): void {
  let isOpen = true;
  port.on('close', () => (isOpen = false));
  const line: Line = {
    addEventListener: (event, listener) => {
      if (event === 'close') return void port.on('close', () => listener({}));
      port.on('message', (message) => {
        const data = dataOf(message);
        const fault = messageFault(data);
        if (!fault) return listener({ data });
        logger.warning('a message of the window was refused', { fault });
        port.close();
      });
    },
    send: (data) => {
      if (isOpen) port.postMessage(data);
    },
  };
  // The handler uses these two alone; the library's overloads are wider.
  void handler.upgrade(line as unknown as Pick<WebSocket, 'addEventListener' | 'send'>, {
    get context(): CallContext {
      return { actor, via: 'window', scopes: allScopes, trace: newTraceId(random), language: language() };
    },
  });
  port.start();
}

/** Electron wraps what was posted into an event; Node hands it over bare. */
const dataOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'data' in message ? message.data : message;

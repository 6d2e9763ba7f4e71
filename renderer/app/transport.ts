import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';

/** An open line to the console. */
export interface Line {
  readonly link: ClientLink<ClientContext>;
  readonly closed: Promise<void>;
  close(): void;
}

const openTimeoutMs = 8000;

/** Opens a line: the shell's message port where there is a shell, else the WebSocket of the control server. */
export const openLine = (): Promise<Line> => (window.atalaya ? openPort(window.atalaya) : openSocket());

function openPort(shell: NonNullable<Window['atalaya']>): Promise<Line> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error('no port came'))), openTimeoutMs);
    const receive = (event: MessageEvent) => {
      const message: unknown = event.data;
      const isPort =
        event.source === window && typeof message === 'object' && message !== null && 'kind' in message
          ? message.kind === 'atalaya-port'
          : false;
      const port = event.ports[0];
      if (isPort && port) finish(() => resolve(lineOverPort(port)));
    };
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      settle();
    };
    window.addEventListener('message', receive);
    shell.connect();
  });
}

function lineOverPort(port: MessagePort): Line {
  const link = new PortLink({ port });
  const ended = Promise.withResolvers<void>();
  port.addEventListener('close', () => ended.resolve());
  port.start();
  return {
    link,
    closed: ended.promise,
    close: () => {
      port.close();
      ended.resolve();
    },
  };
}

function openSocket(): Promise<Line> {
  const url = new URL('/rpc', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(url);
  const link = new SocketLink({ websocket });
  const ended = Promise.withResolvers<void>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => websocket.close(), openTimeoutMs);
    websocket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve({ link, closed: ended.promise, close: () => websocket.close() });
    });
    websocket.addEventListener('close', () => {
      clearTimeout(timer);
      ended.resolve();
      reject(new Error('the socket closed'));
    });
  });
}

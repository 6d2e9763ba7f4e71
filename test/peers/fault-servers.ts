import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Listens on loopback and treats each connection as told, after the request's first bytes. */
export interface FaultServer {
  readonly port: number;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}
export type Fault = (socket: Socket) => void;

export async function startFaultServer(
  fault: Fault,
  options: { tls?: TlsOptions; isEager?: boolean } = {},
): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const onSocket = (socket: Socket): void => {
    socket.on('error', () => {}); // cuts are what these servers are for
    if (options.isEager) fault(socket);
    else socket.once('data', () => fault(socket));
  };
  const server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket);
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const head = (...lines: string[]): string => `HTTP/1.1 ${lines.join('\r\n')}\r\n\r\n`;

/** FAULTS 5.4, by name. */
export const faults = {
  'reset before the answer': (socket) => socket.resetAndDestroy(),
  'reset in the body': (socket) =>
    socket.write(`${head('200 OK', 'Content-Length: 100')}half`, () => socket.resetAndDestroy()),
  'end before the answer': (socket) => socket.end(),
  'a short body': (socket) => socket.end(`${head('200 OK', 'Content-Length: 100')}half`),
  silence: () => {},
  'a body without haste': (socket) => {
    socket.write(`${head('200 OK', 'Content-Length: 100')}h`);
  },
  'a header of 40 KB': (socket) => socket.end(head('200 OK', `X-Long: ${'x'.repeat(40_000)}`)),
  'no HTTP': (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
  'a length beside chunks': (socket) =>
    socket.end(`${head('200 OK', 'Content-Length: 4', 'Transfer-Encoding: chunked')}5\r\nhello\r\n0\r\n\r\n`),
  'a gzip bomb': (socket) => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    socket.write(head('200 OK', 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`));
    socket.end(bomb);
  },
  'a body without end': (socket) => {
    socket.write(head('200 OK', 'Transfer-Encoding: chunked'));
    const more = (): void => {
      if (!socket.destroyed) socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`, more);
    };
    more();
  },
  '429': (socket) => socket.end(head('429 Too Many Requests', 'Retry-After: 7', 'Content-Length: 0')),
  '302': (socket) => socket.end(head('302 Found', 'Location: http://169.254.169.254/', 'Content-Length: 0')),
  '200': (socket) => socket.end(head('200 OK', 'Content-Length: 0')),
} as const satisfies Record<string, Fault>;

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '#platform/clock.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import { AppError } from '#shared/contract/errors.ts';
import { securityHeaders } from './content-policy.ts';
import { visitorOf } from './door.ts';
import { headersOf, toFailure } from './errors.ts';
import {
  isOwnHost,
  isPageNavigation,
  provenanceOf,
  servedMethods,
  targetFault,
  type HostRules,
} from './local-guard.ts';
import { portInUse } from './port-holder.ts';

export interface HttpFrontOptions {
  readonly hosts: HostRules;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: ArrivalLimits | undefined;
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** Throws the AppError to answer; the socket is not yet touched then. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  onFailure(error: unknown): void;
}

/** A request must have arrived whole within these times: a sender of one byte a second holds no connection for long. */
export interface ArrivalLimits {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly checkEveryMs: number;
}
const arrivalLimits: ArrivalLimits = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 2_000 };
const keepAliveMs = 10_000;
const maxConnections = 512;
const maxConnectionsOfOneAddress = 200;
/** Streams and downloads would hold a server open for as long as their readers like. */
const closeGraceMs = 500;

/** The listening ports: what Host, Origin, target and method say is judged here, before anything is routed. */
export class HttpFront {
  readonly #options: HttpFrontOptions;
  readonly #listeners: Server[] = [];
  readonly #connections = new Map<string, number>();
  readonly #sockets = new Set<Socket>();

  constructor(options: HttpFrontOptions) {
    this.#options = options;
  }

  /** Resolves with the port; rejects with `port-in-use` and `port-forbidden`. */
  listen(port: number): Promise<number> {
    const limits = this.#options.limits ?? arrivalLimits;
    const server = createServer(
      {
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        connectionsCheckingInterval: limits.checkEveryMs,
        keepAliveTimeout: keepAliveMs,
      },
      (request, response) => this.#receive(request, response),
    );
    server.maxConnections = maxConnections;
    server.on('connection', (socket) => this.#countConnection(socket));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#answerBroken(error, socket));
    server.on('checkExpectation', (_request, response: ServerResponse) =>
      response.writeHead(417, { connection: 'close', 'content-length': 0 }).end(),
    );
    return new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') portInUse(port, error).then(reject, reject);
        else if (error.code === 'EACCES') reject(new AppError('port-forbidden', { port }, { cause: error }));
        else reject(error);
      });
      server.listen(port, this.#options.hosts.address, () => {
        server.removeAllListeners('error');
        server.on('error', (error) => this.#options.onFailure(error));
        this.#listeners.push(server);
        // A listening TCP server has an address and a port.
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  /** Lets requests that run end for a moment, then cuts. */
  async close(): Promise<void> {
    const listeners = this.#listeners.splice(0);
    const closed = listeners.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const server of listeners) server.closeIdleConnections();
    const stopTimer = this.#options.clock.after(closeGraceMs, () => {
      // By hand: those that asked for an upgrade are no longer on the server's own list.
      for (const socket of this.#sockets) socket.destroy();
    });
    await Promise.all(closed);
    stopTimer();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    // Empty on purpose: whoever rebinds a name learns nothing of what runs here.
    if (!isOwnHost(request, this.#options.hosts))
      return void response.writeHead(421, { connection: 'close', 'content-length': 0 }).end();
    const error = this.#refusal(request);
    if (error) return this.#answerRaw(error, request, response);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    this.#options.onRequest(request, response);
  }

  #refusal(request: IncomingMessage): AppError | null {
    const fault = targetFault(request);
    if (fault) return new AppError('request-malformed', { reason: fault });
    const { method = '' } = request;
    if (!(servedMethods as readonly string[]).includes(method))
      return new AppError('request-method-not-allowed', { method, allowed: 'GET' });
    if (provenanceOf(request) === 'foreign' && !isPageNavigation(request))
      return new AppError('request-origin-refused');
    return null;
  }

  #answerRaw(error: AppError, request: IncomingMessage, response: ServerResponse): void {
    const { status, body } = toFailure(error, visitorOf(request, this.#options.random));
    const headers = {
      ...securityHeaders,
      ...headersOf(status, body.params),
      'content-type': 'application/json; charset=utf-8',
    };
    const text = JSON.stringify(body);
    response
      .writeHead(status, { ...headers, connection: 'close', 'content-length': Buffer.byteLength(text) })
      .end(text);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (!isOwnHost(request, this.#options.hosts)) return this.#answerSocket(socket, 421, '');
    try {
      if (provenanceOf(request) === 'foreign') throw new AppError('request-origin-refused');
      this.#options.onUpgrade(request, socket, head);
    } catch (error) {
      const { status, body } = toFailure(error, visitorOf(request, this.#options.random));
      this.#answerSocket(socket, status, JSON.stringify(body));
    }
  }

  /** What Node's parser refused has no request: the answer is written by hand. */
  #answerBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const status = parserStatuses[error.code ?? ''] ?? 400;
    const told = { language: 'en', trace: newTraceId(this.#options.random) } as const;
    const { body } = toFailure(new AppError('request-malformed', { reason: 'http' }), told);
    this.#answerSocket(socket, status, JSON.stringify(body));
  }

  /** Answers and closes. Who keeps the other half open is cut, so that a refused caller holds no connection. */
  #answerSocket(socket: Duplex, status: number, body: string): void {
    const type = body === '' ? '' : 'Content-Type: application/json; charset=utf-8\r\n';
    socket.end(
      `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\nConnection: close\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    const stopTimer = this.#options.clock.after(closeGraceMs, () => socket.destroy());
    socket.once('close', stopTimer);
  }

  #countConnection(socket: Socket): void {
    const remote = socket.remoteAddress ?? '';
    const count = (this.#connections.get(remote) ?? 0) + 1;
    if (count > maxConnectionsOfOneAddress) return void socket.destroy();
    this.#connections.set(remote, count);
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const left = (this.#connections.get(remote) ?? 1) - 1;
      if (left > 0) this.#connections.set(remote, left);
      else this.#connections.delete(remote);
    });
  }
}

const parserStatuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
};

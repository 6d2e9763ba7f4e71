import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WsHandler } from '@orpc/server/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { CallContext } from '#platform/call-context.ts';
import type { Caller, CallerRegistry } from '#platform/callers.ts';
import type { Clock } from '#platform/clock.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import { contextOf, identify, visitorOf } from './door.ts';
import { maxMessageBytes, messageFault, type Line } from './rpc-messages.ts';

/** A client that does not read is cut off here, before its answers fill the memory. */
const maxBufferedBytes = 16 * 1024 * 1024;
const beatMs = 20_000;
const maxSockets = 64;
/** RFC 6455, 7.4.1, and of our own range 4401: the session has ended. */
const closeCodes = { type: 1003, shape: 1007, size: 1009, goingAway: 1001, signedOut: 4401 } as const;

export interface SocketDoorOptions {
  readonly handler: WsHandler<CallContext>;
  readonly callers: CallerRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** `/rpc` for browsers and the command line. Host and Origin are checked before a request comes here. */
export class SocketDoor {
  readonly #options: SocketDoorOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  readonly #open = new Map<WebSocket, { caller: Caller; isAlive: boolean }>();
  readonly #stops: (() => void)[] = [];

  constructor(options: SocketDoorOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  start(): void {
    this.#stops.push(
      this.#options.clock.every(beatMs, () => this.#beat()),
      this.#options.callers.onSessionEnded(() => this.#closeEnded()),
    );
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    for (const socket of this.#open.keys()) socket.close(closeCodes.goingAway);
  }

  /** Cuts what did not close by itself. */
  terminate(): void {
    for (const socket of this.#open.keys()) socket.terminate();
  }

  /** Throws an AppError for strangers; the caller answers it on the raw socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): 'taken' | 'full' | 'stranger' {
    const caller = identify(request, this.#options.callers);
    if (!caller?.scopes.has('read')) return 'stranger';
    if (this.#open.size >= maxSockets) return 'full';
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#serve(webSocket, request, caller));
    return 'taken';
  }

  #serve(socket: WebSocket, request: IncomingMessage, caller: Caller): void {
    const { handler, random, logger } = this.#options;
    const visitor = visitorOf(request, random);
    this.#open.set(socket, { caller, isAlive: true });
    socket.on('pong', () => this.#open.set(socket, { caller, isAlive: true }));
    socket.on('close', () => this.#open.delete(socket));
    // A broken frame closes the socket by itself, with the code that RFC 6455 gives it.
    socket.on('error', (error) => logger.debug('a socket broke', { reason: error.message }));
    void handler.upgrade(this.#guarded(socket), {
      // Read for every message: a new trace each, and nothing for a session that has ended.
      get context() {
        const current = caller.isStillValid() ? caller : null;
        return contextOf({ ...visitor, trace: newTraceId(random) }, current);
      },
    });
  }

  /** The socket as the handler sees it: only well-formed messages come in, and answers wait for a reader within a limit. */
  #guarded(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
    const line: Line = {
      addEventListener: (event, listener) => {
        if (event !== 'message') return void socket.on('close', () => listener({}));
        socket.on('message', (data, isBinary) => {
          const text = isBinary ? null : (data as Buffer).toString('utf8');
          const fault = messageFault(text);
          if (fault) return socket.close(closeCodes[fault]);
          listener({ data: text });
        });
      },
      send: (data) => {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount > maxBufferedBytes) return socket.terminate();
        socket.send(data as string);
      },
    };
    // The handler uses these two alone; the library's overloads are wider.
    return line as unknown as Pick<WebSocket, 'addEventListener' | 'send'>;
  }

  #beat(): void {
    for (const [socket, state] of this.#open) {
      if (!state.isAlive) socket.terminate();
      else if (!state.caller.isStillValid()) socket.close(closeCodes.signedOut);
      else {
        this.#open.set(socket, { ...state, isAlive: false });
        socket.ping();
      }
    }
  }

  #closeEnded(): void {
    for (const [socket, { caller }] of this.#open) if (!caller.isStillValid()) socket.close(closeCodes.signedOut);
  }
}

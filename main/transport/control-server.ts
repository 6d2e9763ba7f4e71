import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WsHandler } from '@orpc/server/ws';
import type { CallContext } from '#platform/call-context.ts';
import type { Service } from '#platform/services/service.ts';
import { AppError } from '#shared/contract/errors.ts';
import { ControlApp, type ControlAppOptions } from './control-app.ts';
import { HttpFront, type ArrivalLimits } from './http-front.ts';
import { SocketDoor } from './ws.ts';

export interface ControlServerOptions extends ControlAppOptions {
  readonly rpc: WsHandler<CallContext>;
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where another program holds `port`: null rejects with `port-in-use`, a function is told and a free one is taken. */
  readonly onPortTaken: ((error: AppError) => void) | null;
  /** Further ports of the same server, as the sources name them. */
  readonly compatPorts: readonly number[];
  readonly allowedHosts: () => readonly string[];
  readonly limits?: ArrivalLimits;
}

const socketGraceMs = 500;

/** API, WebSocket and the served window on one port of this machine. */
export class ControlServer implements Service {
  readonly name = 'control-server';
  onFailure?: ((error: unknown) => void) | undefined;
  readonly #options: ControlServerOptions;
  #running: { app: ControlApp; sockets: SocketDoor; front: HttpFront; port: number } | null = null;

  constructor(options: ControlServerOptions) {
    this.#options = options;
  }

  /** The port that serves; null while stopped. */
  get port(): number | null {
    return this.#running?.port ?? null;
  }

  /** How many windows and command lines are connected. */
  get openSockets(): number {
    return this.#running?.sockets.size ?? 0;
  }

  async start(): Promise<{ port: number; address: string }> {
    const { rpc, address, allowedHosts, clock, random, callers, logger } = this.#options;
    const app = new ControlApp(this.#options);
    const sockets = new SocketDoor({ handler: rpc, callers, clock, random, logger });
    const front = new HttpFront({
      hosts: { address, allowedHosts },
      clock,
      random,
      limits: this.#options.limits,
      onRequest: (request, response) => app.handle(request, response),
      onUpgrade: (request, socket, head) => upgrade(sockets, request, socket, head),
      onFailure: (error) => this.onFailure?.(error),
    });
    await app.start();
    sockets.start();
    this.#running = { app, sockets, front, port: 0 };
    try {
      const port = await this.#listenSomewhere(front);
      this.#running = { app, sockets, front, port };
      for (const further of this.#options.compatPorts) await front.listen(further);
      return { port, address };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #listenSomewhere(front: HttpFront): Promise<number> {
    const { port, onPortTaken } = this.#options;
    try {
      return await front.listen(port);
    } catch (error) {
      if (!onPortTaken || !(error instanceof AppError) || error.code !== 'port-in-use') throw error;
      onPortTaken(error);
      return front.listen(0);
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (!running) return;
    running.sockets.stop();
    // An upgraded socket is no longer the HTTP server's to cut.
    const stopTimer = this.#options.clock.after(socketGraceMs, () => running.sockets.terminate());
    await running.front.close();
    stopTimer();
    await running.app.stop();
  }
}

function upgrade(sockets: SocketDoor, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const isSocket = request.headers.upgrade?.toLowerCase() === 'websocket' && request.url === '/rpc';
  if (request.method !== 'GET' || !isSocket) throw new AppError('request-malformed', { reason: 'upgrade' });
  const outcome = sockets.upgrade(request, socket, head);
  if (outcome === 'stranger') throw new AppError('auth-required');
  if (outcome === 'full') throw new AppError('request-too-many', { retryAfterSeconds: 10 });
}

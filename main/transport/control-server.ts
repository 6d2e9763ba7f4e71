import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WsHandler } from '@orpc/server/ws';
import type { CallContext } from '#platform/call-context.ts';
import type { Service, ServiceStart } from '#platform/services/service.ts';
import { AppError } from '#shared/contract/errors.ts';
import { ControlApp, type ControlAppOptions } from './control-app.ts';
import { HttpFront, type ArrivalLimits } from './http-front.ts';
import { SocketDoor } from './ws.ts';

export interface ControlServerOptions extends ControlAppOptions {
  /** As a service. */
  readonly name: string;
  readonly rpc: WsHandler<CallContext>;
  readonly address: string;
  /** At least one, asked for at each start; 0 takes a free one. */
  readonly ports: () => readonly [number, ...number[]];
  /** Where another program holds the first port: true takes a free one instead of rejecting with `port-in-use`. */
  readonly takesOtherPort: boolean;
  /** Hears of a port that was taken and of the one that serves instead. */
  readonly onOtherPort?: (error: AppError, port: number) => void;
  readonly allowedHosts: () => readonly string[];
  readonly limits?: ArrivalLimits;
}

const socketGraceMs = 500;

/** API, WebSocket and the served window on the ports of one service. */
export class ControlServer implements Service {
  readonly name: string;
  readonly carriesCalls = true;
  onFailure?: ((error: unknown) => void) | undefined;
  readonly #options: ControlServerOptions;
  #running: { app: ControlApp; sockets: SocketDoor; front: HttpFront; port: number } | null = null;
  /** After a restart the windows look for it where it was. */
  #last: { asked: number; served: number } | null = null;

  constructor(options: ControlServerOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** The port that serves; null while stopped. */
  get port(): number | null {
    return this.#running?.port || null;
  }

  /** How many windows and command lines are connected. */
  get openSockets(): number {
    return this.#running?.sockets.size ?? 0;
  }

  async start({ anyPort = false }: ServiceStart = {}): Promise<{ port: number; address: string }> {
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
      const [asked, ...further] = this.#options.ports();
      const served = await this.#listenSomewhere(front, asked, anyPort);
      this.#last = { asked, served };
      for (const port of further) await front.listen(port);
      this.#running = { app, sockets, front, port: served };
      return { port: served, address };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #listenSomewhere(front: HttpFront, asked: number, anyPort: boolean): Promise<number> {
    const wanted = this.#last?.asked === asked ? this.#last.served : asked;
    try {
      return await front.listen(wanted);
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === 'port-in-use';
      if (!isTaken || !(anyPort || this.#options.takesOtherPort)) throw error;
      const port = await front.listen(0);
      this.#options.onOtherPort?.(error, port);
      return port;
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

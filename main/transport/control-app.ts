import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { CallContext, SessionCookie } from '#platform/call-context.ts';
import type { CallerRegistry } from '#platform/callers.ts';
import type { Clock } from '#platform/clock.ts';
import type { Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { Scope } from '#shared/contract/define.ts';
import { AppError } from '#shared/contract/errors.ts';
import { contextOf, identify, sessionCookieName, sessionIdOf, visitorOf, type Visitor } from './door.ts';
import { headersOf, toFailure } from './errors.ts';
import { addMediaRoutes, mediaPath, type FindMedia } from './media.ts';
import { createOpenApiDocument } from './openapi.ts';
import { AllowedMethods, listOperations } from './operations.ts';
import { addRestRoutes, maxBodyBytes } from './rest.ts';
import { requireScope, type AppRouter, type IsEnding } from './rpc.ts';
import { ServedWindow } from './static.ts';
import { traceparentOf } from './trace.ts';
import { addUploadRoute, maxChunkBytes, uploadPath, type AppendUpload } from './uploads.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    scope?: Scope;
  }
  interface FastifyRequest {
    visitor: Visitor;
    caller: CallContext;
  }
}

export interface ControlAppOptions {
  readonly router: AppRouter;
  readonly callers: CallerRegistry;
  readonly isEnding?: IsEnding;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly version: string;
  /** The built window; null serves none. */
  readonly rendererFolder: string | null;
  readonly findMedia: FindMedia;
  readonly appendUpload: AppendUpload;
}

/** The routes of the control server. Listening is not its business: `handle` is given requests that the front let through. */
export class ControlApp {
  readonly #options: ControlAppOptions;
  readonly #allowed = new AllowedMethods();
  readonly #app: FastifyInstance;
  #handle: ((request: IncomingMessage, response: ServerResponse) => void) | null = null;

  constructor(options: ControlAppOptions) {
    this.#options = options;
    this.#app = this.#build();
  }

  async start(): Promise<void> {
    await this.#app.ready();
  }

  async stop(): Promise<void> {
    await this.#app.close();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#handle?.(request, response);
  }

  #build(): FastifyInstance {
    const app = fastify({
      bodyLimit: maxBodyBytes,
      exposeHeadRoutes: false,
      // The listeners are ours: they check Host and Origin before anything is routed.
      serverFactory: (handle) => {
        this.#handle = handle as (request: IncomingMessage, response: ServerResponse) => void;
        return createServer();
      },
      // As long as an address can be: the contract says how long a name may be, in the form of all answers.
      routerOptions: { maxParamLength: 16_384 },
      forceCloseConnections: true,
    });
    app.decorateRequest('visitor');
    app.decorateRequest('caller');
    app.addHook('onRequest', async (request, reply) => this.#admit(request, reply));
    app.addHook('onResponse', async (request, reply) => this.#logAnswer(request, reply));
    app.setErrorHandler<FastifyError>((error, request, reply) => this.#answerError(error, request, reply));
    const window = new ServedWindow(this.#options.rendererFolder);
    window.register(app);
    app.setNotFoundHandler((request, reply) => window.send(request, reply) ?? this.#answerUnknown(request, reply));
    this.#addRoutes(app);
    return app;
  }

  #addRoutes(app: FastifyInstance): void {
    const { router, logger, isEnding, findMedia, appendUpload, version } = this.#options;
    addRestRoutes(app, {
      router,
      operations: listOperations(),
      allowed: this.#allowed,
      logger,
      isEnding,
      contextFor: (request) => request.caller,
    });
    addMediaRoutes(app, findMedia);
    for (const method of ['GET', 'HEAD']) this.#allowed.add(method, mediaPath);
    addUploadRoute(app, appendUpload);
    this.#allowed.add('PATCH', uploadPath);
    let document: Promise<string> | null = null;
    app.get('/openapi.json', { config: { scope: 'read' } }, async (_request, reply) => {
      document ??= createOpenApiDocument(version).then((made) => JSON.stringify(made));
      return reply.type('application/json; charset=utf-8').send(await document);
    });
    this.#allowed.add('GET', '/openapi.json');
    app.get('/rpc', { config: { scope: 'read' } }, (_request, reply) =>
      reply
        .header('upgrade', 'websocket')
        .code(426)
        .send(toFailure(new AppError('request-malformed', { reason: 'upgrade' }), _request.visitor).body),
    );
    this.#allowed.add('GET', '/rpc');
  }

  /** Who calls, and whether he may, before a byte of the body is read. */
  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    request.visitor = visitorOf(request.raw, this.#options.random);
    void reply.header('traceparent', traceparentOf(request.visitor.trace, this.#options.random));
    const scope = request.routeOptions.config.scope;
    if (scope === undefined) return; // the window's files, and paths that nobody serves
    const context = (caller: Parameters<typeof contextOf>[1]) =>
      contextOf(request.visitor, caller, this.#cookieOf(request, reply));
    try {
      request.caller = context(identify(request.raw, this.#options.callers));
    } catch (error) {
      if (scope !== 'public') throw error;
      request.caller = context(null);
    }
    requireScope(request.caller, { scope, literal: false });
    if (reply.hasHeader('cache-control')) return;
    void reply.header('cache-control', 'no-store');
  }

  /** The route and never the address: what stands in an address may be a secret of somebody. */
  #logAnswer(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url;
    if (route === undefined) return;
    const fields = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      actor: request.caller?.actor ?? 'stranger',
      trace: request.visitor.trace,
    };
    const { logger } = this.#options;
    if (reply.statusCode >= 500) logger.warning('answered with a failure', fields);
    else if (request.method === 'GET' && reply.statusCode < 400) logger.debug('answered', fields);
    else logger.info('answered', fields);
  }

  #cookieOf(request: FastifyRequest, reply: FastifyReply): SessionCookie {
    // Plain http on loopback; https only where a proxy of the operator's stands in front, and the page says so.
    const secure = request.headers.origin?.startsWith('https://') ? '; Secure' : '';
    const write = (value: string, maxAgeSeconds: number) =>
      reply.header(
        'set-cookie',
        `${sessionCookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`,
      );
    return {
      current: sessionIdOf(request.raw),
      set: (id, expiresAt) => void write(id, Math.max(0, Math.floor((expiresAt - this.#options.clock.now()) / 1000))),
      clear: () => void write('', 0),
    };
  }

  #answerError(error: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const known = error instanceof AppError ? error : fromFastify(error, request);
    if (!(known instanceof AppError))
      this.#options.logger.error('a request failed', {
        route: request.routeOptions.url ?? 'unknown',
        trace: request.visitor.trace,
        error,
      });
    const { status, body } = toFailure(known, request.visitor);
    const headers = { ...headersOf(status, body.params), ...rangeHeader(known) };
    return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
  }

  #answerUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const [path = '/'] = request.url.split('?', 1);
    const methods = this.#allowed.of(path);
    const error =
      methods.length > 0
        ? new AppError('request-method-not-allowed', { method: request.method, allowed: methods.join(', ') })
        : new AppError('request-not-found', { path: path.slice(0, 200) });
    return this.#answerError(error, request, reply);
  }
}

function rangeHeader(error: unknown): Record<string, string> {
  const isRange = error instanceof AppError && error.code === 'media-range-invalid';
  return isRange ? { 'content-range': `bytes */${String(error.params['sizeBytes'])}` } : {};
}

/** The framework's own refusals in the catalogue's words. */
function fromFastify(error: FastifyError, request: FastifyRequest): FastifyError | AppError {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError(
        'request-too-large',
        { limitBytes: request.routeOptions.bodyLimit ?? maxChunkBytes },
        { cause: error },
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'request-type-unsupported',
        { type: String(request.headers['content-type'] ?? '').slice(0, 100) },
        { cause: error },
      );
    default:
      if (error.statusCode !== undefined && error.statusCode < 500)
        return new AppError('request-malformed', { reason: 'http' }, { cause: error });
      return error;
  }
}

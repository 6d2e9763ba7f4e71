import { OpenAPIHandler } from '@orpc/openapi/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallContext } from '#platform/call-context.ts';
import type { Logger } from '#platform/log/logger.ts';
import { AppError } from '#shared/contract/errors.ts';
import { headersOf, isFailureError, toFailureError } from './errors.ts';
import { parseJson } from './json-guard.ts';
import type { AllowedMethods, OperationRoute } from './operations.ts';
import { createCallGuard, type AppRouter, type IsEnding } from './rpc.ts';

/** Largest JSON body: 500 sources with their paths, or a captions file inside a recipe. */
export const maxBodyBytes = 4 * 1024 * 1024;

export interface RestOptions {
  readonly router: AppRouter;
  readonly operations: readonly OperationRoute[];
  readonly allowed: AllowedMethods;
  readonly logger: Logger;
  readonly isEnding?: IsEnding | undefined;
  /** The context that the door made for this request, before its body was read. */
  contextFor(request: FastifyRequest, reply: FastifyReply): CallContext;
}

/** Every operation of the contract under its own method and path. */
export function addRestRoutes(app: FastifyInstance, options: RestOptions): void {
  const handler = createHandler(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(Buffer.from(body)));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  for (const { method, path, meta } of options.operations) {
    options.allowed.add(method, path);
    app.route({
      method,
      url: path.replaceAll(/\{([^{}]+)\}/g, ':$1'),
      config: { scope: meta.scope },
      handler: async (request, reply) => {
        const { matched } = await handler.handle(request, reply, { context: options.contextFor(request, reply) });
        if (!matched) throw new AppError('request-not-found', { path: request.url.slice(0, 200) });
        return reply;
      },
    });
  }
}

/** Failures leave with the headers that their status owes and with the catalogue's form as the whole body. */
function createHandler({ router, logger, isEnding }: RestOptions): OpenAPIHandler<CallContext> {
  return new OpenAPIHandler<CallContext>(router, {
    clientInterceptors: [createCallGuard(logger, isEnding)],
    // Beats keep proxies from closing a quiet stream.
    eventIteratorKeepAliveInterval: 15_000,
    interceptors: [
      async (call) => {
        const { context } = call;
        try {
          return await call.next();
        } catch (error) {
          const failure = isFailureError(error)
            ? error
            : toFailureError(new AppError('request-malformed', { reason: 'request' }, { cause: error }), context);
          const headers = headersOf(failure.status, failure.data.params);
          return { matched: true, response: { status: failure.status, headers, body: failure.data } };
        }
      },
    ],
  });
}

import { ORPCError, type Router } from '@orpc/server';
import { StandardRPCHandler } from '@orpc/server/standard';
import { WsHandler } from '@orpc/server/ws';
import type { CallContext } from '#platform/call-context.ts';
import type { Logger } from '#platform/log/logger.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Contract } from '#shared/contract/index.ts';
import type { OperationMeta } from '#shared/contract/define.ts';
import { isFailureError, toFailureError, toValidationError } from './errors.ts';

export type AppRouter = Router<Contract, CallContext>;

interface Procedure {
  readonly '~orpc': { readonly meta: unknown; readonly route: { readonly method?: string } };
}
interface Call {
  readonly context: CallContext;
  readonly path: readonly string[];
  readonly procedure: Procedure;
  readonly next: () => Promise<unknown>;
}

/** Says whether the console is closing: then it changes nothing more. */
export type IsEnding = () => boolean;

/** Scopes before, and one form of failure behind every operation, whichever door it came through. */
export function createCallGuard(logger: Logger, isEnding: IsEnding = () => false) {
  return async ({ context, path, procedure, next }: Call): Promise<unknown> => {
    const { meta, route } = procedure['~orpc'];
    try {
      // `operation()` in the contract gives every procedure its scope.
      requireScope(context, meta as OperationMeta);
      if ((meta as OperationMeta).scope === 'write' && isEnding()) throw new AppError('console-stopping');
      return tellStreamErrors(await next(), context);
    } catch (error) {
      if (isFailureError(error)) throw error;
      if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
        throw toValidationError(error, context, route.method === 'GET' || (meta as OperationMeta).literal);
      if (!(error instanceof AppError))
        logger.error('an operation failed', { operation: path.join('.'), trace: context.trace, error });
      throw toFailureError(error, context);
    }
  };
}

/** Throws `auth-required` for strangers and `auth-forbidden` for callers without the scope. */
export function requireScope(context: Pick<CallContext, 'via' | 'scopes'>, { scope }: OperationMeta): void {
  if (scope === 'public' || context.scopes.has(scope)) return;
  if (context.via === 'public') throw new AppError('auth-required');
  throw new AppError('auth-forbidden', { scope });
}

/** A stream that breaks half way tells it in the same form. */
function tellStreamErrors(output: unknown, context: CallContext): unknown {
  if (!isAsyncGenerator(output)) return output;
  return (async function* () {
    try {
      return yield* output;
    } catch (error) {
      throw isFailureError(error) ? error : toFailureError(error, context);
    }
  })();
}

const isAsyncGenerator = (value: unknown): value is AsyncGenerator =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;

/** The message protocol of window and command line: the same over a socket and over a message port. */
export function createRpcHandler(router: AppRouter, logger: Logger, isEnding?: IsEnding): WsHandler<CallContext> {
  return new WsHandler(
    new StandardRPCHandler<CallContext>(router, {
      clientInterceptors: [createCallGuard(logger, isEnding)],
      interceptors: [
        async (call) => {
          const { context, request } = call;
          try {
            const result = await call.next();
            if (result.matched) return result;
          } catch (error) {
            if (isFailureError(error)) throw error;
            throw toFailureError(new AppError('request-malformed', { reason: 'rpc' }, { cause: error }), context);
          }
          throw toFailureError(
            new AppError('request-not-found', { path: request.url.pathname.slice(0, 200) }),
            context,
          );
        },
      ],
    }),
  );
}

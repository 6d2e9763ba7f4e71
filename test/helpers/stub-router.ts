import { implement } from '@orpc/server';
import type { CallContext } from '#platform/call-context.ts';
import type { AppRouter } from '../../main/transport/rpc.ts';
import { contract } from '#shared/contract/index.ts';
import { AppError } from '#shared/contract/errors.ts';

type Answer = (call: { input: unknown; context: CallContext; name: string }) => unknown;

/** A router whose operations all answer by one function: for tests of the doors alone. */
export function createStubRouter(answer: Answer): AppRouter {
  const router: Record<string, Record<string, unknown>> = {};
  for (const [feature, operations] of Object.entries(contract)) {
    const verbs: Record<string, unknown> = (router[feature] = {});
    for (const [verb, operation] of Object.entries(operations)) {
      // Each operation has a type of its own; the answers are checked by its schema as the call runs.
      const os = implement(operation as typeof contract.health.get).$context<CallContext>();
      verbs[verb] = os.handler(
        ({ input, context }) => answer({ input, context, name: `${feature}.${verb}` }) as { status: 'ok' },
      );
    }
  }
  return router as unknown as AppRouter;
}

export const notHere = (): never => {
  throw new AppError('internal-error');
};

import { implement } from '@orpc/server';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import { contract } from '#shared/contract/index.ts';
import { AppError } from '#shared/contract/errors.ts';

/** Health until its feature lands. */
export function createInterimRouters({ clock, version }: { clock: Clock; version: string }) {
  const health = implement(contract.health).$context<CallContext>();
  const startedAt = clock.monotonic();
  const absent = (name: string): never => {
    throw new AppError('service-not-found', { name });
  };
  return {
    health: health.router({
      get: health.get.handler(({ context }) =>
        context.scopes.has('read')
          ? { status: 'ok' as const, version, uptimeMs: clock.monotonic() - startedAt, checks: [] }
          : { status: 'ok' as const },
      ),
      run: health.run.handler(() => ({ status: 'ok' as const, checks: [] })),
      services: health.services.handler(() => ({ services: [], revision: 0 })),
      startService: health.startService.handler(({ input }) => absent(input.name)),
      stopService: health.stopService.handler(({ input }) => absent(input.name)),
      restartService: health.restartService.handler(({ input }) => absent(input.name)),
    }),
  };
}

import { implement } from '@orpc/server';
import type { CallContext } from '#platform/call-context.ts';
import { contract } from '#shared/contract/index.ts';
import type { HealthService } from './service.ts';

export function createHealthRouter(service: HealthService) {
  const os = implement(contract.health).$context<CallContext>();
  return os.router({
    get: os.get.handler(({ context }) => service.get(context)),
    run: os.run.handler(() => service.run()),
    services: os.services.handler(() => service.services()),
    startService: os.startService.handler(({ input, context }) =>
      service.startService(input.name, input.anyPort, context),
    ),
    stopService: os.stopService.handler(({ input, context }) => service.stopService(input.name, context)),
    restartService: os.restartService.handler(({ input, context }) => service.restartService(input.name, context)),
  });
}

import { implement } from '@orpc/server';
import type { CallContext } from '#platform/call-context.ts';
import { contract } from '#shared/contract/index.ts';
import type { RulesService } from './service.ts';

export function createRulesRouter(service: RulesService) {
  const os = implement(contract.rules).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ context }) => service.list(context)),
    save: os.save.handler(({ input, context }) => service.save(input, context)),
    remove: os.remove.handler(({ input, context }) => service.remove(input.id, context)),
    reset: os.reset.handler(({ input, context }) => service.reset(input.id, context)),
    mute: os.mute.handler(({ input, context }) => service.mute(input, context)),
    dryRun: os.dryRun.handler(({ input }) => service.dryRun(input)),
  });
}

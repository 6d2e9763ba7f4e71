import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { DeliveriesService } from './service.ts';

/** The operations of `contract.deliveries`. */
export function createDeliveriesRouter(service: DeliveriesService) {
  const os = implement(contract.deliveries).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ input, context }) => service.list(input, context)),
    get: os.get.handler(({ input, context }) => service.get(input.id, context)),
    replay: os.replay.handler(({ input, context }) => service.replay(input, context)),
    discard: os.discard.handler(({ input, context }) => service.discard(input.of, input.reason, context)),
    edit: os.edit.handler(({ input, context }) => service.edit(input, context)),
    export: os.export.handler(({ input, context }) => service.export(input.filter, context)),
  });
}

import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { BoardsService } from './service.ts';

export function createBoardsRouter(service: BoardsService) {
  const os = implement(contract.boards).$context<CallContext>();
  return os.router({
    get: os.get.handler(({ input }) => service.get(input.place)),
    save: os.save.handler(({ input, context }) => service.save(input.place, input.widgets, context)),
    reset: os.reset.handler(({ input, context }) => service.reset(input.place, context)),
    values: os.values.handler(() => service.values()),
    setValue: os.setValue.handler(({ input, context }) => service.setValue(input.name, input.value, context)),
  });
}

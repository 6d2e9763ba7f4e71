import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { LogsService } from './service.ts';

export function createLogsRouter(service: LogsService) {
  const os = implement(contract.logs).$context<CallContext>();
  return os.router({
    files: os.files.handler(() => service.files()),
    list: os.list.handler(({ input }) => service.list(input)),
    follow: os.follow.handler(({ input, signal }) => service.follow(input, signal)),
    levels: os.levels.handler(() => service.levels()),
    setLevel: os.setLevel.handler(({ input, context }) => service.setLevel(input, context)),
  });
}

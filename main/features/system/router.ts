import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { SystemService } from './service.ts';

export function createSystemRouter(service: SystemService) {
  const os = implement(contract.system).$context<CallContext>();
  return os.router({
    info: os.info.handler(() => service.info()),
    showInFolder: os.showInFolder.handler(({ input }) => service.showInFolder(input.id)),
    openFile: os.openFile.handler(({ input }) => service.openFile(input.id)),
    stop: os.stop.handler(({ input }) => service.stop(input.afterJobs)),
    stay: os.stay.handler(() => service.stay()),
  });
}

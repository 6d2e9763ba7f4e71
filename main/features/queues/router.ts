import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { QueuesService } from './service.ts';

export function createQueuesRouter(service: QueuesService) {
  const os = implement(contract.queues).$context<CallContext>();
  return os.router({
    list: os.list.handler(() => service.list()),
    pause: os.pause.handler(({ input, context }) => service.pause(input, context)),
    resume: os.resume.handler(({ input, context }) => service.resume(input.name, context)),
    drain: os.drain.handler(({ input, context }) => service.drain(input, context)),
    setWorkers: os.setWorkers.handler(({ input, context }) => service.setWorkers(input, context)),
  });
}

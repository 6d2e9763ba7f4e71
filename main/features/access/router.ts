import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { AccessService } from './service.ts';

export function createAccessRouter(service: AccessService) {
  const os = implement(contract.access).$context<CallContext>();
  return os.router({
    signIn: os.signIn.handler(({ input, context }) => service.signIn(input.code, context)),
    session: os.session.handler(({ context }) => service.session(context)),
    signOut: os.signOut.handler(({ context }) => service.signOut(context)),
    createLink: os.createLink.handler(() => service.createLink()),
  });
}

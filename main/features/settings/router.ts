import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { SettingsService } from './service.ts';

export function createSettingsRouter(service: SettingsService) {
  const os = implement(contract.settings).$context<CallContext>();
  return os.router({
    list: os.list.handler(() => service.list()),
    set: os.set.handler(({ input, context }) => service.set(input.changes, context)),
  });
}

import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { AnalyticsService } from './service.ts';

export function createAnalyticsRouter(service: AnalyticsService) {
  const os = implement(contract.analytics).$context<CallContext>();
  return os.router({
    stats: os.stats.handler(({ input }) => service.stats(input)),
    queue: os.queue.handler(({ input, context }) => service.queue(input, context.language)),
    top: os.top.handler(({ input }) => service.top(input)),
    recent: os.recent.handler(({ input, context }) => service.recent(input, context.language)),
    overview: os.overview.handler(({ input }) => service.overview(input)),
  });
}

import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';

export function createLiveRouter(feed: LiveFeed) {
  const os = implement(contract.live).$context<CallContext>();
  const never = new AbortController().signal;
  return os.router({
    feed: os.feed.handler(({ context, signal }) => feed.open(signal ?? never, context.language)),
  });
}

import { useInfiniteQuery } from '@tanstack/react-query';
import type { Inputs } from '#shared/contract/index.ts';
import { useClient } from '../../app/client.ts';
import { isUnderWay } from './select.ts';

export type CentreFilter = 'all' | 'unread' | 'open';
const pageSize = 30;

/** What was told, newest first, page by page. */
export function useCentre(filter: CentreFilter) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['notifications', 'centre', filter],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => {
      const input: Inputs['notifications']['list'] = {
        limit: pageSize,
        ...(filter === 'all' ? {} : { state: filter }),
        ...(pageParam > 0 ? { before: pageParam } : {}),
      };
      return client.notifications.list(input, { signal });
    },
    getNextPageParam: ({ items }) => (items.length < pageSize ? undefined : items.at(-1)?.id),
    // A delivery that succeeds makes no event.
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? 2000 : false),
  });
}

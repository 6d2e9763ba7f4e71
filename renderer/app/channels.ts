import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Outputs } from '#shared/contract/index.ts';
import { useClient } from './client.ts';

/** The channels with their states; rules and deliveries name them too. */
export function useChannels(): UseQueryResult<Outputs['notifications']['channels']> {
  const client = useClient();
  return useQuery({
    queryKey: ['notifications', 'channels'],
    queryFn: ({ signal }) => client.notifications.channels(undefined, { signal }),
    // A breaker and a pause end by the clock, without an event.
    refetchInterval: ({ state }) =>
      state.data?.channels.some(({ state: now }) => now.waiting > 0 || now.breaker !== 'closed') ? 2000 : false,
  });
}

import { useQuery } from '@tanstack/react-query';
import { useClient } from './client.ts';

/** How many notifications nobody has read and how many alerts are open; null until the console has told. */
export function useUnread(): { readonly unread: number; readonly open: number } | null {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: async ({ signal }) => {
      const { unread, open } = await client.notifications.list({ limit: 1 }, { signal });
      return { unread, open };
    },
  });
  return data ?? null;
}

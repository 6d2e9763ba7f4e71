import { useQuery } from '@tanstack/react-query';
import { useClient } from './client.ts';

/** What this console is: version, host, folders, and what its host can do. */
export function useSystemInfo() {
  const client = useClient();
  return useQuery({
    queryKey: ['system', 'info'],
    queryFn: ({ signal }) => client.system.info(undefined, { signal }),
  });
}

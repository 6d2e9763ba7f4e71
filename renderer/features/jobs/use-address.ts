import { useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { parseAddress, writeAddress, type QueueAddress } from './address.ts';

/** The queue page's address and how to change it. A change of view is a step back in the browser; a peek is not. */
export function useAddress(): readonly [QueueAddress, (next: QueueAddress, isStep?: boolean) => void] {
  const router = useRouter();
  const search = useSearch({ strict: false });
  const address = useMemo(() => parseAddress(search), [search]);
  const go = useCallback(
    (next: QueueAddress, isStep = true) => {
      const written = new URLSearchParams(
        Object.entries(writeAddress(next)).map(([name, value]) => [name, String(value)]),
      ).toString();
      const href = written ? `/queue?${written}` : '/queue';
      if (isStep) router.history.push(href);
      else router.history.replace(href);
    },
    [router],
  );
  return [address, go];
}

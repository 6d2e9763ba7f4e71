import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Readonly<Record<string, unknown>>;

/** The part of the address after `?`, as values: filters live there, so that they can be shared and saved. */
export const useSearchValues = (): Search => useRouterState({ select: (state) => state.location.search as Search }); // The router types it by route; pages parse what they read.

/** Changes parts of the address; undefined takes one away. By default without a step in the history. */
export function useSetSearch(): (changes: Search, options?: { push?: boolean }) => void {
  const router = useRouter();
  return useCallback(
    (changes, options) => {
      const now = router.state.location;
      const next = Object.fromEntries(
        Object.entries({ ...(now.search as Search), ...changes }).filter(([, value]) => value !== undefined), // as above
      );
      const href = `${now.pathname}${router.options.stringifySearch?.(next) ?? ''}`;
      if (options?.push) router.history.push(href);
      else router.history.replace(href);
    },
    [router],
  );
}

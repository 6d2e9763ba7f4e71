import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** A phone: rows take two lines, the inspector gives way to the job's page. */
export const useNarrow = (): boolean => useMedia('(max-width: 640px)');
/** Room for the inspector beside the list. */
export const useWide = (): boolean => useMedia('(min-width: 1100px)');

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Inputs } from '#shared/contract/index.ts';
import { useClient } from '../../app/client.ts';

type Draft = Inputs['notifications']['preview'];
const debounceMs = 150;

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), debounceMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The text as its channel would get it, a moment after the last key. */
export function usePreview(draft: Draft) {
  const client = useClient();
  const settled = useSettled(draft);
  return useQuery({
    queryKey: ['notifications', 'preview', settled],
    queryFn: ({ signal }) => client.notifications.preview(settled, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { DeliveryFilter, DeliverySelection } from '#shared/contract/deliveries.ts';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { saveBlob } from '../../app/save-blob.ts';
import { useAct } from '../../app/use-act.ts';

const pageSize = 50;
const isMoving = (state: string): boolean => state === 'waiting' || state === 'sending';

export function useDeliveries(filter: DeliveryFilter) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['deliveries', 'list', filter],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      client.deliveries.list({ filter, limit: pageSize, ...(pageParam > 0 ? { before: pageParam } : {}) }, { signal }),
    getNextPageParam: ({ items }) => (items.length < pageSize ? undefined : items.at(-1)?.id),
    placeholderData: (before) => before,
    // A delivery that succeeds makes no event.
    refetchInterval: ({ state }) => {
      const counts = state.data?.pages[0]?.counts;
      return (counts?.waiting ?? 0) + (counts?.sending ?? 0) > 0 ? 2000 : false;
    },
  });
}

export function useDelivery(id: number) {
  const client = useClient();
  return useQuery({
    queryKey: ['deliveries', 'one', id],
    queryFn: ({ signal }) => client.deliveries.get({ id }, { signal }),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? 1000 : false),
  });
}

export function useDeliveryActs() {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const told =
    (key: string) =>
    ({ changed, skipped }: { changed: number; skipped: number }) =>
      [
        t(key, { count: changed, shown: format.number(changed) }),
        skipped > 0 ? t('deliveries.skipped', { count: skipped, shown: format.number(skipped) }) : '',
      ]
        .filter(Boolean)
        .join(' ');
  return {
    replay: useAct((of: DeliverySelection) => client.deliveries.replay(of), told('deliveries.replayed')),
    discard: useAct(
      (input: { of: DeliverySelection; reason: string }) => client.deliveries.discard(input),
      told('deliveries.discardedCount'),
    ),
    exportAll: useAct(
      async (filter: DeliveryFilter) => {
        const file = await client.deliveries.export({ filter });
        saveBlob(new Blob([file.text], { type: 'application/x-ndjson' }), file.name);
        return file;
      },
      ({ count }) => t('deliveries.exported', { count, shown: format.number(count) }),
    ),
  };
}

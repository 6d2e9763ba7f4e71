import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useClient } from '../../app/client.ts';
import { toFilter, type QueueAddress } from './address.ts';
import { JobList } from './job-list.ts';
import type { ListState } from './reduce.ts';

/** A list that nobody looks at closely reads itself again at most this often. */
const quietRefreshMs = 1500;

/** The rows for an address. `isHeld`: pointer, focus or a selection is in the list, so it must not move by itself. */
export function useJobList(address: QueueAddress, isHeld: boolean): { list: JobList; state: ListState } {
  const client = useClient();
  const list = useMemo(() => new JobList(client), [client]);
  useEffect(() => list.start(), [list]);
  const { tab, search, preset, error, source, trace, span, from, to, sort } = address;
  useEffect(() => {
    list.ask(
      toFilter({ tab, search, preset, error, source, trace, span, from, to, sort, peek: null }, Date.now()),
      sort,
    );
  }, [list, tab, search, preset, error, source, trace, span, from, to, sort]);
  const state = useStore(list.store);
  useQuietRefresh(list, state.hasDrifted || state.arrivals.size > 0, isHeld);
  return { list, state };
}

function useQuietRefresh(list: JobList, isOld: boolean, isHeld: boolean): void {
  const lastMs = useRef(0);
  useEffect(() => {
    if (!isOld || isHeld) return undefined;
    const timer = setTimeout(
      () => {
        lastMs.current = performance.now();
        list.refresh();
      },
      Math.max(0, quietRefreshMs - (performance.now() - lastMs.current)),
    );
    return () => clearTimeout(timer);
  }, [list, isOld, isHeld]);
}

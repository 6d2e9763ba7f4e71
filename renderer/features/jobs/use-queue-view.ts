import { useCallback, useMemo, useRef, useState } from 'react';
import type { JobAction } from '#shared/contract/jobs.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { saveBlob } from '../../app/save-blob.ts';
import { toast } from '../../kit/toasts.ts';
import type { VirtualListHandle } from '../../kit/VirtualList.tsx';
import { hasFilters, writeAddress, type QueueAddress } from './address.ts';
import { exportCsv } from './csv.ts';
import { canDo, indexOfJob, loadedIds, rowAt } from './select.ts';
import { countSelected, extendTo, nothing, selectRows, toggle, toJobSelection, type Selection } from './selection.ts';
import { useBulk } from './use-bulk.ts';
import { useJobList } from './use-job-list.ts';
import type { QueueKeys } from './use-queue-keys.ts';

/** Everything the queue page does, apart from how it looks. */
export function useQueueView(address: QueueAddress, go: (next: QueueAddress, isStep?: boolean) => void) {
  const client = useClient();
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const goTo = useGoTo();
  const listRef = useRef<VirtualListHandle>(null);
  const [isTouched, setIsTouched] = useState(false);
  const [selection, setSelection] = useState<Selection>(nothing);
  const [cursor, setCursor] = useState<{ id: number; index: number } | null>(null);
  const chosen = countSelected(selection);
  const { list, state } = useJobList(address, isTouched || chosen > 0);
  const bulk = useBulk(
    useCallback(
      (action: JobAction) => {
        if (action === 'delete' || action === 'restore') setSelection(nothing);
        list.refresh();
      },
      [list],
    ),
  );
  const total = state.total ?? 0;
  const ids = useMemo(() => loadedIds(state), [state]);
  const at = cursor ? indexOfJob(state, cursor.id) : -1;
  const active = cursor === null || total === 0 ? null : at >= 0 ? at : Math.min(cursor.index, total - 1);
  const activeJob = active === null ? undefined : rowAt(state, active);
  const canReorder = address.tab === 'waiting' && address.sort === 'queue';

  const goToRow = (index: number): number | null => {
    const next = Math.max(0, Math.min(total - 1, index));
    const job = rowAt(state, next);
    listRef.current?.scrollToIndex(next);
    if (!job) return null;
    setCursor({ id: job.id, index: next });
    if (address.peek !== null) go({ ...address, peek: job.id }, false);
    return job.id;
  };
  const check = (id: number, isRange: boolean) => {
    setSelection(isRange ? extendTo(selection, id, ids) : toggle(selection, id, ids));
    setCursor({ id, index: indexOfJob(state, id) });
  };
  const selectAll = () => setSelection({ kind: 'all', filter: state.filter, upToId: state.upToId, count: total });
  const report = (error: unknown) => toast(words(error).message, { tone: 'failed' });

  const act = (action: JobAction, priority?: number) => {
    const target = chosen > 0 ? selection : activeJob ? selectRows([activeJob.id]) : nothing;
    const jobs = toJobSelection(target);
    if (!jobs) return;
    const count = countSelected(target);
    void bulk.act({ action, selection: jobs, count, ...(priority === undefined ? {} : { priority }) });
  };
  const move = async (id: number, to: 'top' | 'up' | 'down' | 'bottom' | { before: number }) => {
    try {
      await client.jobs.move({ id, to });
      list.refresh();
    } catch (error) {
      report(error);
    }
  };
  const copyLink = async () => {
    const query = new URLSearchParams(
      Object.entries(writeAddress(address)).map(([name, value]) => [name, String(value)]),
    );
    const path = window.atalaya ? `atalaya://view/queue?${query}` : `${window.location.origin}/queue?${query}`;
    await navigator.clipboard.writeText(path);
    toast(t('jobs.linkCopied'), { tone: 'done' });
  };
  const exportAll = async () => {
    try {
      const question = {
        filter: state.filter,
        sort: address.sort,
        locale: format.locale,
        signal: AbortSignal.timeout(600_000),
      };
      const blob = await exportCsv(client, question);
      saveBlob(blob, `atalaya-jobs-${new Date().toISOString().slice(0, 10)}.csv`);
    } catch (error) {
      report(error);
    }
  };

  const keys: QueueKeys = {
    move: (by) => void goToRow(active === null ? 0 : active + by),
    moveAndSelect: (by) => {
      if (active === null || !activeJob) return;
      const from = selection.kind === 'ids' && selection.ids.has(activeJob.id) ? selection : selectRows([activeJob.id]);
      const id = goToRow(active + by);
      if (id !== null) setSelection(extendTo(from, id, ids));
    },
    toEnd: (end) => void goToRow(end === 'first' ? 0 : total - 1),
    select: () => {
      if (activeJob) check(activeJob.id, false);
    },
    selectAll,
    open: () => {
      if (activeJob) goTo(`/jobs/${activeJob.id}`);
    },
    peek: () => {
      if (activeJob) go({ ...address, peek: address.peek === activeJob.id ? null : activeJob.id }, false);
    },
    leave: () => {
      if (chosen > 0) setSelection(nothing);
      else if (address.peek !== null) go({ ...address, peek: null }, false);
    },
    retry: () => act('retry'),
    hold: () => act(chosen === 0 && activeJob && canDo('release', activeJob) ? 'release' : 'hold'),
    remove: () => act('delete'),
    copyLink: () => void copyLink().catch(report),
    exportCsv: () => void exportAll(),
    reorder: (to) => {
      if (activeJob) void move(activeJob.id, to);
    },
  };
  return {
    list,
    state,
    listRef,
    selection,
    chosen,
    active,
    canReorder,
    hasPlaces: canReorder && !hasFilters(address),
    bulk,
    keys,
    act,
    check,
    move,
    selectAll,
    clear: () => setSelection(nothing),
    press: (index: number, id: number) => setCursor({ id, index }),
    setIsTouched,
  };
}

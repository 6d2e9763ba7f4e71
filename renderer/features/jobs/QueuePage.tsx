import { IconDownload, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useMemo } from 'react';
import { openAddVideos } from '../../app/add-videos.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useCounts, useQueueLive } from '../../app/live/store.ts';
import { useGoTo } from '../../app/navigate.ts';
import { Page } from '../../app/Page.tsx';
import { usePresets } from '../../app/presets.ts';
import { Button } from '../../kit/Button.tsx';
import { cx } from '../../kit/cx.ts';
import { withTab, writeAddress } from './address.ts';
import { BulkBar } from './BulkBar.tsx';
import { BulkDialog } from './BulkDialog.tsx';
import { FilterBar } from './FilterBar.tsx';
import { JobInspector } from './JobInspector.tsx';
import { JobTable } from './JobTable.tsx';
import { ListStates } from './ListStates.tsx';
import styles from './Queue.module.css';
import { QueueControls, queueName } from './QueueControls.tsx';
import { QueueLine } from './QueueLine.tsx';
import { SavedViews } from './SavedViews.tsx';
import { SortMenu } from './SortMenu.tsx';
import { StateTabs } from './StateTabs.tsx';
import { useAddress } from './use-address.ts';
import { useNarrow, useWide } from './use-narrow.ts';
import { useQueueKeys } from './use-queue-keys.ts';
import { useQueueView } from './use-queue-view.ts';

const pageRows = 15;

/** The line above the list: what arrived or changed while the list stood still. */
function NewsButton({ arrivals, hasDrifted, onShow }: { arrivals: number; hasDrifted: boolean; onShow: () => void }) {
  const t = useT();
  const format = useFormat();
  if (arrivals === 0 && !hasDrifted) return null;
  return (
    <Button
      size="small"
      className={styles['news']}
      icon={<IconRefresh size={14} aria-hidden="true" />}
      onClick={onShow}
    >
      {arrivals > 0 ? t('jobs.arrivals', { count: arrivals, shown: format.number(arrivals) }) : t('jobs.drifted')}
    </Button>
  );
}

/** Every job of the console: states, filters, search, saved views, bulk actions, order. */
export function QueuePage() {
  const t = useT();
  const goTo = useGoTo();
  const [address, go] = useAddress();
  const view = useQueueView(address, go);
  const { state, list, keys } = view;
  const counts = useCounts();
  const queue = useQueueLive(queueName);
  const { presets, nameOf } = usePresets();
  const isNarrow = useNarrow();
  const isWide = useWide();
  useQueueKeys(keys, pageRows);
  const errorCodes = useMemo(
    () => [...new Set([...state.rows.values()].flatMap((job) => (job.error ? [job.error.code] : [])))].toSorted(),
    [state.rows],
  );
  const query = new URLSearchParams(
    Object.entries(writeAddress({ ...address, peek: null })).map(([name, value]) => [name, String(value)]),
  ).toString();
  const hasRows = (state.total ?? 0) > 0;
  return (
    <Page
      title={t('jobs.title')}
      count={counts?.running}
      isFilled
      subtitle={<QueueLine />}
      actions={
        <>
          <QueueControls
            extra={isNarrow ? [{ id: 'csv', label: t('jobs.exportCsv'), onSelect: keys.exportCsv }] : []}
          />
          {isNarrow ? null : (
            <Button icon={<IconDownload size={16} aria-hidden="true" />} onClick={keys.exportCsv}>
              {t('jobs.exportCsv')}
            </Button>
          )}
          <Button
            variant="primary"
            icon={<IconPlus size={16} aria-hidden="true" />}
            shortcut="c"
            onClick={() => openAddVideos()}
          >
            {t('common.addVideos')}
          </Button>
        </>
      }
    >
      <div className={styles['tabLine']}>
        <StateTabs tab={address.tab} onSelect={(tab) => go(withTab(address, tab))} />
        <NewsButton arrivals={state.arrivals.size} hasDrifted={state.hasDrifted} onShow={list.refresh} />
      </div>
      <div className={styles['filterLine']}>
        <FilterBar address={address} onChange={go} presets={presets} presetName={nameOf} errorCodes={errorCodes} />
        <SavedViews query={query} />
        <SortMenu address={address} onChange={go} />
      </div>
      <div className={cx(styles['body'], isWide && address.peek !== null && styles['withInspector'])}>
        <div className={styles['card']} id="job-list" role="tabpanel" aria-label={t('jobs.title')}>
          {view.chosen > 0 ? (
            <BulkBar
              count={view.chosen}
              allCount={view.selection.kind === 'all' ? null : state.total}
              isExact={state.totalIsExact}
              onSelectAll={view.selectAll}
              onClear={view.clear}
              onAct={view.act}
            />
          ) : null}
          {hasRows ? (
            <JobTable
              state={state}
              selection={view.selection}
              active={view.active}
              isReorderable={view.canReorder}
              hasPlaces={view.hasPlaces}
              isPaused={queue?.status === 'paused'}
              presetName={nameOf}
              actions={{
                press: (index, id) => {
                  view.press(index, id);
                  if (isNarrow) goTo(`/jobs/${id}`);
                  else if (isWide) go({ ...address, peek: id }, false);
                },
                check: view.check,
                open: (id) => goTo(`/jobs/${id}`),
              }}
              onMoveBefore={(id, before) => void view.move(id, { before })}
              onRange={list.see}
              onToggleAll={view.selection.kind === 'all' ? view.clear : view.selectAll}
              onTouched={view.setIsTouched}
              listRef={view.listRef}
            />
          ) : null}
          <ListStates state={state} address={address} onChange={go} onRetry={list.refresh} />
        </div>
        {isWide && address.peek !== null ? (
          <JobInspector id={address.peek} onClose={() => go({ ...address, peek: null }, false)} />
        ) : null}
      </div>
      <BulkDialog bulk={view.bulk} />
    </Page>
  );
}

import { useQuery } from '@tanstack/react-query';
import { IconAdjustments, IconArrowBarToDown, IconFileText, IconTextWrap } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogLine } from '#shared/contract/logs.ts';
import { useClient } from '../../app/client.ts';
import { useCopy } from '../../app/copy.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../kit/Button.tsx';
import { cx } from '../../kit/cx.ts';
import { EmptyState, ErrorState, LoadingState } from '../../kit/States.tsx';
import { VirtualList, type VirtualListHandle } from '../../kit/VirtualList.tsx';
import { LevelDialog } from './LevelDialog.tsx';
import { filterOf, isFiltered, type LogFilter, type LogView } from './lines.ts';
import { LogFilters } from './LogFilters.tsx';
import { LogRow } from './LogRow.tsx';
import styles from './logs.module.css';
import { useLogLines } from './use-log-lines.ts';

const noFilter: Record<keyof LogFilter, undefined> = {
  files: undefined,
  level: undefined,
  module: undefined,
  text: undefined,
  trace: undefined,
};

interface LinesProps {
  view: LogView;
  isFollowing: boolean;
  isWrapped: boolean;
  onFollow: (isFollowing: boolean) => void;
  onFilter: (filter: LogFilter) => void;
  readOlder: () => Promise<number>;
}

function Lines({ view, isFollowing, isWrapped, onFollow, onFilter, readOlder }: LinesProps) {
  const t = useT();
  const list = useRef<VirtualListHandle>(null);
  const { lines } = view;
  useEffect(() => {
    if (isFollowing) list.current?.scrollToEnd();
  }, [lines, isFollowing]);
  const copyText = useCopy();
  const copy = useCallback((line: LogLine) => copyText(JSON.stringify(line), t('logs.copied')), [copyText, t]);
  const older = () => {
    void readOlder().then((added) => {
      if (added > 0) list.current?.scrollToIndex(added, 'start');
    });
  };
  return (
    <>
      <VirtualList
        ref={list}
        role="list"
        aria-label={t('logs.title')}
        tabIndex={0}
        className={cx(styles['list'], isWrapped && styles['isWrapped'])}
        count={lines.length}
        rowHeight={24}
        isMeasured
        keyOf={(index) => lines[index]?.id ?? index}
        renderRow={(index) => {
          const line = lines[index];
          return line ? <LogRow line={line} onFilter={onFilter} onCopy={copy} /> : null;
        }}
        onScrolled={({ isAtEnd, isAtStart }) => {
          if (isAtStart) older();
          if (isAtEnd && !isFollowing) onFollow(true);
        }}
        onWheel={(event) => {
          if (event.deltaY < 0) onFollow(false);
        }}
        onKeyDown={(event) => {
          if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) onFollow(false);
        }}
        onTouchMove={() => onFollow(false)}
      />
      {!isFollowing && view.unseen > 0 ? (
        <Button className={styles['jump']} variant="primary" onClick={() => onFollow(true)}>
          {t('logs.unseen', { count: view.unseen })}
        </Button>
      ) : null}
    </>
  );
}

/** All log files merged by time, followed as they grow, with filters in the address (A64). */
export function LogsPage() {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const client = useClient();
  const filter = filterOf(useSearchValues());
  const setSearch = useSetSearch();
  const [isFollowing, setIsFollowing] = useState(true);
  const [isWrapped, setIsWrapped] = useState(false);
  const [isLevelOpen, setIsLevelOpen] = useState(false);
  const { view, status, error, readOlder, retry } = useLogLines(filter, isFollowing);
  const files = useQuery({
    queryKey: ['logs', 'files'],
    queryFn: ({ signal }) => client.logs.files(undefined, { signal }),
  });
  const change = (changes: LogFilter) => setSearch({ ...changes });
  useShortcut({
    keys: 'f',
    label: t('logs.follow'),
    group: t('common.shortcuts.page'),
    run: () => setIsFollowing(!isFollowing),
  });
  const isEmpty = view.lines.length === 0;
  return (
    <Page
      title={t('logs.title')}
      isFilled
      actions={
        <>
          <Button
            icon={<IconTextWrap size={16} aria-hidden="true" />}
            aria-pressed={isWrapped}
            onClick={() => setIsWrapped(!isWrapped)}
          >
            {t('logs.wrap')}
          </Button>
          <Button icon={<IconAdjustments size={16} aria-hidden="true" />} onClick={() => setIsLevelOpen(true)}>
            {t('logs.levelTitle')}
          </Button>
          <Button
            variant={isFollowing ? 'primary' : 'default'}
            icon={<IconArrowBarToDown size={16} aria-hidden="true" />}
            aria-pressed={isFollowing}
            shortcut="f"
            onClick={() => setIsFollowing(!isFollowing)}
          >
            {t('logs.follow')}
          </Button>
        </>
      }
    >
      <LogFilters filter={filter} onFilter={change} />
      <div className={styles['body']}>
        {status === 'failed' && error ? (
          <ErrorState title={t('common.loadFailed')} {...words(error)} onRetry={retry} />
        ) : isEmpty && status === 'loading' ? (
          <LoadingState rows={12} />
        ) : isEmpty ? (
          <EmptyState
            icon={<IconFileText size={32} stroke={1.5} aria-hidden="true" />}
            title={t(isFiltered(filter) ? 'logs.noneMatch' : 'logs.none')}
            actions={
              isFiltered(filter) ? <Button onClick={() => setSearch(noFilter)}>{t('logs.clearFilters')}</Button> : null
            }
          />
        ) : (
          <Lines
            view={view}
            isFollowing={isFollowing}
            isWrapped={isWrapped}
            onFollow={setIsFollowing}
            onFilter={change}
            readOlder={readOlder}
          />
        )}
        <div className={styles['foot']}>
          <span>{t('logs.shown', { count: view.lines.length, shown: format.number(view.lines.length) })}</span>
          {view.dropped > 0 ? <span>{t('logs.dropped', { count: view.dropped })}</span> : null}
          {files.data ? <span className="mono truncate">{files.data.folder}</span> : null}
        </div>
      </div>
      <LevelDialog isOpen={isLevelOpen} onClose={() => setIsLevelOpen(false)} modules={files.data?.modules ?? []} />
    </Page>
  );
}

import { IconChecks } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { NotificationView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { useCommands, type Command } from '../../app/commands.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { Page } from '../../app/Page.tsx';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { useUnread } from '../../app/unread.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../kit/States.tsx';
import { Segments } from '../../kit/Tabs.tsx';
import { Toolbar } from '../../kit/Toolbar.tsx';
import { AcknowledgeDialog } from './AcknowledgeDialog.tsx';
import { MuteMenu } from './MuteMenu.tsx';
import { NotificationRow } from './NotificationRow.tsx';
import styles from './notifications.module.css';
import { useAct } from '../../app/use-act.ts';
import { useCentre, type CentreFilter } from './use-centre.ts';

const filters: readonly CentreFilter[] = ['all', 'unread', 'open'];
const parseFilter = (value: unknown): CentreFilter => filters.find((filter) => filter === value) ?? 'all';

function CentreList({
  filter,
  onAcknowledge,
}: {
  filter: CentreFilter;
  onAcknowledge: (one: NotificationView) => void;
}) {
  const t = useT();
  const words = useErrorWords();
  const setSearch = useSetSearch();
  const query = useCentre(filter);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (!query.data && query.isError) {
    const { message, trace } = words(query.error);
    return (
      <ErrorState title={t('common.loadFailed')} message={message} trace={trace} onRetry={() => void query.refetch()} />
    );
  }
  if (!query.data) return <LoadingState rows={8} />;
  if (items.length === 0)
    return filter === 'all' ? (
      <EmptyState title={t('notificationsPage.empty')}>{t('notificationsPage.emptyText')}</EmptyState>
    ) : (
      <EmptyState
        title={t(`notificationsPage.none.${filter}`)}
        actions={<Button onClick={() => setSearch({ show: undefined })}>{t('notificationsPage.showAll')}</Button>}
      />
    );
  return (
    <>
      <ul className={styles['notices']} aria-label={t('notificationsPage.title')}>
        {items.map((item) => (
          <NotificationRow key={item.id} notification={item} onAcknowledge={() => onAcknowledge(item)} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <div className={styles['more']}>
          <Button onClick={() => void query.fetchNextPage()} isBusy={query.isFetchingNextPage}>
            {t('notificationsPage.older')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** Everything that was told, with how each channel got it. */
export function CentrePage() {
  const t = useT();
  const client = useClient();
  const setSearch = useSetSearch();
  const filter = parseFilter(useSearchValues()['show']);
  const unread = useUnread();
  const [asking, setAsking] = useState<NotificationView | null>(null);
  const readAll = useAct(
    async () => {
      const { items } = await client.notifications.list({ limit: 1 });
      const newest = items[0];
      return newest ? client.notifications.markRead({ upToId: newest.id }) : null;
    },
    () => t('notificationsPage.allRead'),
  );
  const { mutate } = readAll;
  const markAll = useCallback(() => mutate(undefined), [mutate]);
  const label = t('notificationsPage.readAll');
  useShortcut({ keys: 'm', label, group: t('common.shortcuts.page'), run: markAll });
  useCommands(
    useMemo(
      (): readonly Command[] => [{ id: 'read-all', title: label, group: 'actions', shortcut: 'm', run: markAll }],
      [label, markAll],
    ),
  );
  return (
    <Page
      title={t('notificationsPage.title')}
      count={unread?.unread}
      subtitle={unread ? t('notificationsPage.line', { unread: unread.unread, open: unread.open }) : null}
      actions={
        <>
          <MuteMenu />
          <Button
            icon={<IconChecks size={16} aria-hidden="true" />}
            onClick={markAll}
            isBusy={readAll.isPending}
            disabled={unread?.unread === 0}
            shortcut="m"
          >
            {label}
          </Button>
        </>
      }
    >
      <SectionTabs here="/notifications" />
      <div className={styles['stack']}>
        <Toolbar label={t('notificationsPage.filter')}>
          <Segments
            label={t('notificationsPage.filter')}
            items={filters.map((id) => ({ id, label: t(`notificationsPage.show.${id}`) }))}
            selected={filter}
            onSelect={(id) => setSearch({ show: id === 'all' ? undefined : id }, { push: true })}
          />
        </Toolbar>
        <Card isFlush>
          <CentreList filter={filter} onAcknowledge={setAsking} />
        </Card>
      </div>
      <AcknowledgeDialog notification={asking} onClose={() => setAsking(null)} />
    </Page>
  );
}

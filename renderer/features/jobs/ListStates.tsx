import { IconFilterOff, IconMovie } from '@tabler/icons-react';
import { openAddVideos } from '../../app/add-videos.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../kit/States.tsx';
import { hasFilters, withoutFilters, type QueueAddress } from './address.ts';
import type { ListState } from './reduce.ts';

interface ListStatesProps {
  state: ListState;
  address: QueueAddress;
  onChange: (address: QueueAddress) => void;
  onRetry: () => void;
}

/** What stands in the list's place while there is nothing to list: loading, a failure, nothing yet, nothing that matches. */
export function ListStates({ state, address, onChange, onRetry }: ListStatesProps) {
  const t = useT();
  const words = useErrorWords();
  if (state.error !== null) {
    const { message, trace } = words(state.error);
    return <ErrorState title={t('jobs.listFailed')} message={message} trace={trace} onRetry={onRetry} />;
  }
  if (state.total === null) return <LoadingState rows={12} />;
  if (state.total > 0) return null;
  if (hasFilters(address))
    return (
      <EmptyState
        icon={<IconFilterOff size={28} aria-hidden="true" />}
        title={t('jobs.empty.filter')}
        actions={<Button onClick={() => onChange(withoutFilters(address))}>{t('jobs.filter.clear')}</Button>}
      >
        {t('jobs.empty.filterText')}
      </EmptyState>
    );
  if (address.tab !== 'all')
    return <EmptyState icon={<IconMovie size={28} aria-hidden="true" />} title={t(`jobs.empty.${address.tab}`)} />;
  return (
    <EmptyState
      icon={<IconMovie size={28} aria-hidden="true" />}
      title={t('jobs.empty.all')}
      actions={
        <Button variant="primary" shortcut="c" onClick={() => openAddVideos()}>
          {t('common.addVideos')}
        </Button>
      }
    >
      {t('jobs.empty.allText')}
    </EmptyState>
  );
}

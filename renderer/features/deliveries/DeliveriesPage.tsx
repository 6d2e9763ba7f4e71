import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { DeliveryView } from '#shared/contract/deliveries.ts';
import { deliveryStates } from '#shared/domain/delivery.ts';
import { useChannels } from '../../app/channels.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { Page } from '../../app/Page.tsx';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { SelectField, TextField } from '../../kit/Field.tsx';
import { nothing } from '../../kit/format.ts';
import { Kpi } from '../../kit/Kpi.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../kit/States.tsx';
import {
  canDiscard,
  canReplay,
  hasFilters,
  parseAddress,
  toFilter,
  writeAddress,
  type DeliveryAddress,
} from './address.ts';
import { BulkDialogs, type Question } from './BulkDialogs.tsx';
import styles from './deliveries.module.css';
import { DeliveryDialog } from './DeliveryDialog.tsx';
import { DeliveryTable } from './DeliveryTable.tsx';
import { useDeliveries, useDeliveryActs } from './use-deliveries.ts';

function useAddress(): readonly [DeliveryAddress, (changes: Partial<DeliveryAddress>, isStep?: boolean) => void] {
  const values = useSearchValues();
  const setSearch = useSetSearch();
  const address = useMemo(() => parseAddress(values), [values]);
  return [address, (changes, isStep = true) => setSearch(writeAddress({ ...address, ...changes }), { push: isStep })];
}

/** Breakers that are open and channels that are broken, in words. */
function Stops() {
  const t = useT();
  const nowMs = useNow(1000);
  const channels = useChannels().data?.channels ?? [];
  const stopped = channels.filter(({ state }) => state.breaker !== 'closed' || state.broken);
  if (stopped.length === 0) return null;
  return (
    <div className={styles['breakers']}>
      {stopped.map(({ id, name, state }) => {
        const seconds = Math.max(0, Math.ceil((Date.parse(state.breakerUntil ?? '') - nowMs) / 1000) || 0);
        const condition = state.broken ? 'broken' : state.breaker;
        return (
          <Chip key={id} tone={state.broken ? 'failed' : 'retrying'}>
            {name}: {t(`notificationsPage.condition.${condition}`, { seconds })}
          </Chip>
        );
      })}
    </div>
  );
}

function Filters({
  address,
  rows,
  onChange,
}: {
  address: DeliveryAddress;
  rows: readonly DeliveryView[];
  onChange: (changes: Partial<DeliveryAddress>, isStep?: boolean) => void;
}) {
  const t = useT();
  const words = useErrorWords();
  const channels = useChannels().data?.channels ?? [];
  const field = useRef<HTMLDivElement>(null);
  useShortcut({
    keys: '/',
    label: t('deliveries.search'),
    group: t('common.shortcuts.page'),
    run: () => field.current?.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  });
  const errors = new Map(rows.flatMap(({ error }) => (error ? [[error.code, words(error).message] as const] : [])));
  if (address.error && !errors.has(address.error)) errors.set(address.error, address.error);
  return (
    <div className={styles['filters']} ref={field} role="search">
      <SelectField
        label={t('deliveries.column.state')}
        value={address.state}
        options={(['all', ...deliveryStates] as const).map((value) => ({
          value,
          label: t(`deliveries.state.${value}`),
        }))}
        onChange={(state) => onChange({ state })}
      />
      <SelectField
        label={t('deliveries.column.channel')}
        value={String(address.channel ?? '')}
        options={[
          { value: '', label: t('deliveries.everyChannel') },
          ...channels.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(value) => onChange({ channel: value === '' ? null : Number(value) })}
      />
      <SelectField
        label={t('deliveries.column.error')}
        value={address.error ?? ''}
        options={[
          { value: '', label: t('deliveries.everyError') },
          ...[...errors.keys()].map((value) => ({ value, label: value })),
        ]}
        onChange={(value) => onChange({ error: value === '' ? null : value })}
      />
      <TextField
        label={t('deliveries.search')}
        type="search"
        value={address.search}
        onChange={(search) => onChange({ search }, false)}
      />
    </div>
  );
}

/** What waits, what was delivered and what is dead, with the way back for each. */
export function DeliveriesPage() {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const [address, go] = useAddress();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [question, setQuestion] = useState<Question | null>(null);
  const acts = useDeliveryActs();
  const filter = useMemo(() => toFilter(address), [address]);
  const query = useDeliveries(filter);
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = first?.total ?? 0;
  const picked = rows.filter(({ id }) => chosen.has(id));
  const seen = { filter: { ...filter, ...(rows[0] ? { upToId: rows[0].id } : {}) } };
  const ask = (what: Question['what'], of: Question['of'], count: number) => setQuestion({ what, of, count });
  const askPicked = (what: Question['what'], can: typeof canReplay) => {
    const ids = picked.filter(({ state }) => can(state)).map(({ id }) => id);
    if (ids.length > 0) ask(what, { ids }, ids.length);
  };
  useShortcut({
    keys: 'r',
    label: t('deliveries.replayChosen'),
    group: t('common.shortcuts.page'),
    run: () => askPicked('replay', canReplay),
  });
  useShortcut({
    keys: 'e',
    label: t('deliveries.export'),
    group: t('common.shortcuts.page'),
    run: () => acts.exportAll.mutate(filter),
  });
  const choose = (id: number, isOn: boolean) =>
    setChosen((now) => new Set(isOn ? [...now, id] : [...now].filter((one) => one !== id)));
  const canReplayAll = address.state !== 'all' && canReplay(address.state) && total > 0;
  const failure = !query.data && query.isError ? words(query.error) : null;
  return (
    <Page
      title={t('deliveries.title')}
      actions={
        <>
          <Button
            icon={<IconDownload size={16} aria-hidden="true" />}
            shortcut="e"
            isBusy={acts.exportAll.isPending}
            onClick={() => acts.exportAll.mutate(filter)}
          >
            {t('deliveries.export')}
          </Button>
          {canReplayAll ? (
            <Button
              variant="primary"
              icon={<IconRefresh size={16} aria-hidden="true" />}
              onClick={() => ask('replay', seen, total)}
            >
              {t('deliveries.replayAll', { count: total, shown: format.number(total) })}
            </Button>
          ) : null}
        </>
      }
    >
      <SectionTabs here="/notifications/deliveries" />
      <div className={styles['stack']}>
        <div className={styles['numbers']}>
          <Kpi label={t('deliveries.waiting')} value={first ? format.number(first.counts.waiting ?? 0) : nothing} />
          <Kpi label={t('deliveries.oldest')} value={first ? format.duration(first.oldestWaitingMs) : nothing} />
          <Kpi label={t('deliveries.dead')} value={first ? format.number(first.counts.dead ?? 0) : nothing} />
        </div>
        <Stops />
        <Filters address={address} rows={rows} onChange={go} />
        <Card isFlush>
          {picked.length > 0 ? (
            <div className={styles['bar']}>
              <strong>{t('deliveries.chosen', { count: picked.length })}</strong>
              <Button size="small" shortcut="r" onClick={() => askPicked('replay', canReplay)}>
                {t('deliveries.replay')}
              </Button>
              <Button size="small" variant="danger" onClick={() => askPicked('discard', canDiscard)}>
                {t('deliveries.discard')}
              </Button>
              <Button size="small" variant="quiet" onClick={() => setChosen(new Set())}>
                {t('deliveries.clearChosen')}
              </Button>
            </div>
          ) : null}
          {failure ? (
            <ErrorState
              title={t('common.loadFailed')}
              message={failure.message}
              trace={failure.trace}
              onRetry={() => void query.refetch()}
            />
          ) : !query.data ? (
            <LoadingState rows={8} />
          ) : rows.length === 0 ? (
            <EmptyState
              title={t(hasFilters(address) ? 'deliveries.noneMatch' : `deliveries.none.${address.state}`)}
              actions={
                hasFilters(address) ? (
                  <Button onClick={() => go({ channel: null, error: null, search: '' })}>
                    {t('deliveries.clearFilters')}
                  </Button>
                ) : address.state === 'all' ? null : (
                  <Button onClick={() => go({ state: 'all' })}>{t('notificationsPage.showAll')}</Button>
                )
              }
            />
          ) : (
            <DeliveryTable rows={rows} chosen={chosen} onChoose={choose} onOpen={(open) => go({ open })} />
          )}
          {query.hasNextPage ? (
            <div className={styles['more']}>
              <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('notificationsPage.older')}
              </Button>
            </div>
          ) : null}
        </Card>
      </div>
      {address.open !== null && question === null ? (
        <DeliveryDialog
          id={address.open}
          onClose={() => go({ open: null }, false)}
          onDiscard={(id) => ask('discard', { ids: [id] }, 1)}
        />
      ) : null}
      <BulkDialogs question={question} onClose={() => setQuestion(null)} acts={acts} />
    </Page>
  );
}

import type { DeliveryView } from '#shared/contract/deliveries.ts';
import { DeliveryPill } from '../../app/delivery-pill.tsx';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { CheckboxField } from '../../kit/Field.tsx';
import { nothing } from '../../kit/format.ts';
import { Table, type Column } from '../../kit/Table.tsx';
import styles from './deliveries.module.css';

export interface DeliveryTableProps {
  rows: readonly DeliveryView[];
  chosen: ReadonlySet<number>;
  onChoose: (id: number, isOn: boolean) => void;
  onOpen: (id: number) => void;
}

/** Deliveries as rows: state, where to, about what, why it failed, when it is tried next. */
export function DeliveryTable({ rows, chosen, onChoose, onOpen }: DeliveryTableProps) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const nowMs = useNow(1000);
  const columns: readonly Column<DeliveryView>[] = [
    {
      id: 'chosen',
      header: t('deliveries.column.chosen'),
      cell: ({ id }) => (
        <CheckboxField
          label={t('deliveries.choose', { id })}
          isLabelHidden
          isOn={chosen.has(id)}
          onChange={(isOn) => onChoose(id, isOn)}
        />
      ),
    },
    { id: 'state', header: t('deliveries.column.state'), cell: ({ state }) => <DeliveryPill state={state} /> },
    { id: 'channel', header: t('deliveries.column.channel'), cell: ({ channel }) => channel },
    {
      id: 'subject',
      header: t('deliveries.column.what'),
      cell: ({ id, kind, subject }) => (
        <button type="button" className={styles['link']} onClick={() => onOpen(id)}>
          {t(`notificationsPage.kind.${kind}`, { defaultValue: kind })} · {subject}
        </button>
      ),
    },
    {
      id: 'attempts',
      header: t('deliveries.column.attempts'),
      isNumeric: true,
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      id: 'error',
      header: t('deliveries.column.error'),
      cell: ({ error, waitsFor }) => (
        <div className={styles['wide']}>
          {error
            ? words(error).message
            : waitsFor && waitsFor !== 'time'
              ? t(`deliveries.waitsFor.${waitsFor}`)
              : nothing}
        </div>
      ),
    },
    {
      id: 'next',
      header: t('deliveries.column.next'),
      cell: ({ state, dueAt, endedAt }) => (
        <span className={styles['once']} title={format.dateTime(state === 'waiting' ? dueAt : endedAt)}>
          {format.relative(state === 'waiting' ? dueAt : endedAt, nowMs)}
        </span>
      ),
    },
    { id: 'created', header: t('deliveries.column.created'), cell: ({ createdAt }) => format.when(createdAt, nowMs) },
  ];
  return <Table caption={t('deliveries.title')} columns={columns} rows={rows} keyOf={({ id }) => id} />;
}

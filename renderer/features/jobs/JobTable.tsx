import { useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { usePreferences } from '../../app/preferences.ts';
import { cx } from '../../kit/cx.ts';
import { VirtualList, type VirtualListHandle } from '../../kit/VirtualList.tsx';
import { JobRow, rowId, type RowActions } from './JobRow.tsx';
import type { ListState } from './reduce.ts';
import { placesOf, rowAt } from './select.ts';
import { useRowTools } from './row-tools.ts';
import { isSelected, type Selection } from './selection.ts';
import styles from './Queue.module.css';
import { useNarrow } from './use-narrow.ts';

const rowHeights = { compact: 28, standard: 33, roomy: 40 } as const;
/** Two lines a row on a phone. */
const narrowRowHeight = 58;

interface JobTableProps {
  state: ListState;
  selection: Selection;
  active: number | null;
  isReorderable: boolean;
  /** The list holds its rows in the order they run, nothing left out. */
  hasPlaces: boolean;
  isPaused: boolean;
  presetName: (id: string) => string;
  actions: Omit<RowActions, 'drag' | 'dropBefore'>;
  onMoveBefore: (id: number, before: number) => void;
  onRange: (first: number, last: number) => void;
  onToggleAll: () => void;
  onTouched: (isTouched: boolean) => void;
  listRef: Ref<VirtualListHandle>;
}

const noPlaces: ReadonlyMap<number, number> = new Map();
const columns = ['state', 'video', 'preset', 'progress', 'attempt', 'worked', 'created'] as const;

function Head({ isChecked, onToggleAll }: { isChecked: boolean; onToggleAll: () => void }) {
  const t = useT();
  return (
    <div role="row" aria-rowindex={1} className={cx(styles['row'], styles['head'])}>
      <span role="columnheader" className={styles['checkCell']}>
        <input
          type="checkbox"
          className={styles['check']}
          checked={isChecked}
          aria-label={t('jobs.selectLoaded')}
          onChange={onToggleAll}
        />
      </span>
      {columns.map((column) => (
        <span key={column} role="columnheader" className={styles[`${column}Cell`] ?? styles[column]}>
          {t(`jobs.column.${column}`)}
        </span>
      ))}
      <span role="columnheader" className={styles['grip']}>
        <span className="visually-hidden">{t('jobs.column.order')}</span>
      </span>
    </div>
  );
}

/** The rows of the queue, however many: a grid that holds the focus itself and names its active row. */
export function JobTable(props: JobTableProps) {
  const { state, selection, active, actions, listRef, onRange } = props;
  const t = useT();
  const density = usePreferences(({ density: chosen }) => chosen);
  const isNarrow = useNarrow();
  const tools = useRowTools();
  const nowMs = useNow(60_000);
  const dragged = useRef<number | null>(null);
  const [isDragging, setIsDragging] = useState(false);
  const rowActions: RowActions = {
    ...actions,
    drag: (id) => {
      dragged.current = id;
      setIsDragging(id !== null);
    },
    dropBefore: (before) => {
      if (dragged.current !== null && dragged.current !== before) props.onMoveBefore(dragged.current, before);
    },
  };
  const latest = useRef(rowActions);
  useEffect(() => {
    latest.current = rowActions;
  });
  const [stable] = useState<RowActions>(() => ({
    press: (index, id) => latest.current.press(index, id),
    check: (id, isRange) => latest.current.check(id, isRange),
    open: (id) => latest.current.open(id),
    drag: (id) => latest.current.drag(id),
    dropBefore: (id) => latest.current.dropBefore(id),
  }));
  const places = useMemo(() => (props.hasPlaces ? placesOf(state) : noPlaces), [props.hasPlaces, state]);
  const total = state.total ?? 0;
  return (
    <div
      role="grid"
      tabIndex={0}
      aria-label={t('jobs.list')}
      aria-rowcount={total + 1}
      aria-multiselectable
      aria-activedescendant={active === null ? undefined : rowId(active)}
      className={cx(styles['grid'], isDragging && styles['dragging'])}
      onPointerEnter={() => props.onTouched(true)}
      onPointerLeave={() => props.onTouched(false)}
    >
      <Head isChecked={selection.kind === 'all'} onToggleAll={props.onToggleAll} />
      <VirtualList
        ref={listRef}
        role="rowgroup"
        className={styles['scroller']}
        count={total}
        rowHeight={isNarrow ? narrowRowHeight : rowHeights[density]}
        keyOf={(index) => rowAt(state, index)?.id ?? `p${index}`}
        onRange={onRange}
        renderRow={(index) => {
          const job = rowAt(state, index);
          return (
            <JobRow
              job={job}
              index={index}
              isActive={index === active}
              isChecked={job !== undefined && isSelected(selection, job.id)}
              isReorderable={props.isReorderable}
              place={(job && places.get(job.id)) ?? null}
              isPaused={props.isPaused}
              nowMs={nowMs}
              presetName={props.presetName}
              actions={stable}
              tools={tools}
            />
          );
        }}
      />
    </div>
  );
}

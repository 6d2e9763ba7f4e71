import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import styles from './Layout.module.css';

export interface TabItem<T extends string> {
  id: T;
  label: string;
  icon?: ReactNode;
  count?: string | undefined;
}
export interface TabsProps<T extends string> {
  label: string;
  items: readonly TabItem<T>[];
  selected: T;
  onSelect: (id: T) => void;
  /** Id of the panel that the tabs change. */
  panelId?: string;
}

const step: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** A row of tabs: arrows, Home and End move, and what has the focus is shown. */
export function Tabs<T extends string>({ label, items, selected, onSelect, panelId }: TabsProps<T>) {
  const row = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const at = items.findIndex((item) => item.id === selected);
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? items.length - 1
          : step[event.key]
            ? at + (step[event.key] ?? 0)
            : -1;
    const next = items[(to + items.length) % items.length];
    if (!next || (to === -1 && step[event.key] !== -1)) return;
    event.preventDefault();
    onSelect(next.id);
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[items.indexOf(next)]?.focus();
  };
  return (
    <div role="tablist" tabIndex={-1} aria-label={label} className={styles['tabs']} ref={row} onKeyDown={move}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="tab"
          className={styles['tab']}
          aria-selected={item.id === selected}
          aria-controls={panelId}
          tabIndex={item.id === selected ? 0 : -1}
          onClick={() => onSelect(item.id)}
        >
          {item.icon}
          {item.label}
          {item.count === undefined ? null : <span className={styles['count']}>{item.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** One of a few, side by side. */
export function Segments<T extends string | number>({
  label,
  items,
  selected,
  onSelect,
}: {
  label: string;
  items: readonly { id: T; label: string }[];
  selected: T;
  onSelect: (id: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className={styles['segments']}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          className={styles['segment']}
          aria-pressed={item.id === selected}
          onClick={() => onSelect(item.id)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

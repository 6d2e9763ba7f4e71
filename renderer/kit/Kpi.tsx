import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './Kpi.module.css';

export interface KpiDelta {
  direction: 'up' | 'down' | 'same';
  /** Whether the change is welcome; `neutral` has no colour. */
  verdict: 'good' | 'bad' | 'neutral';
  text: string;
}
export interface KpiProps {
  label: string;
  value: string;
  unit?: string | undefined;
  delta?: KpiDelta | null;
  note?: ReactNode;
  chart?: ReactNode;
}

const arrows = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight } as const;

/** One number with its change against the period before. */
export function Kpi({ label, value, unit, delta, note, chart }: KpiProps) {
  const Arrow = delta ? arrows[delta.direction] : null;
  return (
    <div className={styles['kpi']} role="group" aria-label={label}>
      <div className={styles['label']}>{label}</div>
      <div className={styles['middle']}>
        <div className={styles['value']}>
          {value}
          {unit ? <span className={styles['unit']}>{unit}</span> : null}
        </div>
        {chart}
      </div>
      <div className={styles['foot']}>
        {delta && Arrow ? (
          <span className={cx(styles['delta'], delta.verdict !== 'neutral' && styles[delta.verdict])}>
            <Arrow size={14} aria-hidden="true" />
            {delta.text}
          </span>
        ) : null}
        {note ? <span>{note}</span> : null}
      </div>
    </div>
  );
}

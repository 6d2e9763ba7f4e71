import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './Chip.module.css';
import { cx } from './cx.ts';

export type Tone = 'neutral' | 'waiting' | 'running' | 'done' | 'retrying' | 'failed' | 'dead';

export interface ChipProps {
  children: ReactNode;
  tone?: Tone;
  icon?: ReactNode;
  title?: string | undefined;
  /** With both, the chip gets a cross with this name. */
  onRemove?: () => void;
  removeLabel?: string;
}

/** A short word on a tint. Colour is never its only sign: give it an icon or a word that says the same. */
export function Chip({ children, tone = 'neutral', icon, title, onRemove, removeLabel }: ChipProps) {
  return (
    <span className={cx(styles['chip'], styles[tone])} title={title}>
      {icon}
      <span className={styles['label']}>{children}</span>
      {onRemove ? (
        <button type="button" className={styles['remove']} aria-label={removeLabel} onClick={onRemove}>
          <IconX size={12} aria-hidden="true" />
        </button>
      ) : null}
    </span>
  );
}

import styles from './ProgressBar.module.css';
import { cx } from './cx.ts';

export interface ProgressBarProps {
  /** 0 to 1; null while it can't be known. */
  fraction: number | null;
  /** What progresses. */
  label: string;
  /** The value in words, as "68 %, 0:41 left". */
  valueText?: string;
  tone?: 'running' | 'neutral';
}

export function ProgressBar({ fraction, label, valueText, tone = 'running' }: ProgressBarProps) {
  const percent = fraction === null ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={styles['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={valueText}
    >
      <div
        className={cx(
          styles['fill'],
          tone === 'neutral' && styles['neutral'],
          percent === undefined && styles['unknown'],
        )}
        style={percent === undefined ? undefined : { inlineSize: `${percent}%` }}
      />
    </div>
  );
}

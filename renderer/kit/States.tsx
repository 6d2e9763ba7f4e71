import { IconAlertOctagon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';
import styles from './States.module.css';
import { useKitTexts } from './texts.ts';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Nothing here: one sentence and what to do about it. Say which of the two it is: never used, or hidden by a filter. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles['state']}>
      {icon}
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className={styles['actions']}>{actions}</div> : null}
    </div>
  );
}

export interface ErrorStateProps {
  /** What failed. */
  title: string;
  /** The error in words. */
  message: string;
  trace?: string | null | undefined;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
}

/** What failed, in place, with a retry and the trace to copy. */
export function ErrorState({ title, message, trace, onRetry, actions }: ErrorStateProps) {
  const texts = useKitTexts();
  return (
    <div className={cx(styles['state'], styles['error'])} role="alert">
      <IconAlertOctagon size={20} aria-hidden="true" />
      <h2>{title}</h2>
      <p>{message}</p>
      {trace ? <p className={styles['trace']}>{trace}</p> : null}
      <div className={styles['actions']}>
        {onRetry ? <Button onClick={onRetry}>{texts.retry}</Button> : null}
        <Button onClick={() => texts.onCopy([title, message, trace].filter(Boolean).join('\n'))}>{texts.copy}</Button>
        {actions}
      </div>
    </div>
  );
}

const widths = [62, 44, 71, 38, 55, 66, 49, 58];

/** Rows of the real height; nothing shows in the first 150 ms. */
export function LoadingState({ rows = 6 }: { rows?: number }) {
  const texts = useKitTexts();
  return (
    <div className={styles['skeleton']} role="status" aria-label={texts.loading}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles['row']}>
          <div className={styles['bar']} style={{ inlineSize: `${widths[index % widths.length] ?? 50}%` }} />
        </div>
      ))}
    </div>
  );
}

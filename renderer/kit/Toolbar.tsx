import type { ReactNode } from 'react';
import styles from './Layout.module.css';

/** Controls in a row that wraps. */
export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="toolbar" aria-label={label} className={styles['toolbar']}>
      {children}
    </div>
  );
}

/** The title of a page with its line of context and its actions. The title takes the focus after navigation. */
export function PageHeader({ title, subtitle, actions }: { title: string; subtitle?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={styles['pageHeader']}>
      <div className={styles['heading']}>
        <h1 tabIndex={-1} data-page-title>
          {title}
        </h1>
        {subtitle ? <div className={styles['subtitle']}>{subtitle}</div> : null}
      </div>
      {actions ? <div className={styles['actions']}>{actions}</div> : null}
    </div>
  );
}

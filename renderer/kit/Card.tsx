import { useId, type ReactNode } from 'react';
import styles from './Layout.module.css';
import { cx } from './cx.ts';

export interface CardProps {
  title?: string;
  /** A word of context beside the title. */
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  /** Rows that reach the card's edges bring their own padding. */
  isFlush?: boolean;
  className?: string | undefined;
}

/** A region with a border and, mostly, a title. */
export function Card({ title, note, action, children, isFlush = false, className }: CardProps) {
  const id = useId();
  return (
    <section className={cx(styles['card'], className)} aria-labelledby={title ? id : undefined}>
      {title ? (
        <header className={styles['cardHeader']}>
          <div className={styles['cardHeading']}>
            <h2 id={id}>{title}</h2>
            {note ? <span className="muted">{note}</span> : null}
          </div>
          {action}
        </header>
      ) : null}
      {isFlush ? children : <div className={styles['cardBody']}>{children}</div>}
    </section>
  );
}

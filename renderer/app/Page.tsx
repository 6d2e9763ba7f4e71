import { useEffect, type ReactNode } from 'react';
import { PageHeader } from '../kit/Toolbar.tsx';
import { useConnection } from './connection.ts';
import { useFormat, useT } from './language.ts';
import { useLive } from './live/store.ts';
import { useNow } from './now.ts';
import styles from './Page.module.css';

/** Live values older than this are named as old. */
const staleMs = 10_000;

function StaleNote() {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(1000);
  const heardAtMs = useLive((state) => state.heardAtMs);
  const isOnline = useConnection(({ state }) => state.status === 'online');
  if (heardAtMs === null || nowMs - heardAtMs < staleMs) return null;
  const age = format.duration(nowMs - heardAtMs);
  return <span className={styles['stale']}>{t(isOnline ? 'common.stale' : 'common.staleOffline', { age })}</span>;
}

export interface PageProps {
  title: string;
  /** Said in the window's title before the name, as "(3) Queue". */
  count?: number | undefined;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The page takes the height of the window and scrolls inside itself. */
  isFilled?: boolean;
}

/** The frame of every page: window title, heading, line of context, actions. */
export function Page({ title, count, subtitle, actions, children, isFilled = false }: PageProps) {
  useEffect(() => {
    document.title = `${count ? `(${count}) ` : ''}${title} · Atalaya`;
  }, [title, count]);
  return (
    <div className={isFilled ? styles['filled'] : styles['page']}>
      <PageHeader
        title={title}
        subtitle={
          <>
            {subtitle} <StaleNote />
          </>
        }
        actions={actions}
      />
      {children}
    </div>
  );
}

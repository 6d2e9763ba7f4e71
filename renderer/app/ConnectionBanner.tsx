import { IconWifiOff } from '@tabler/icons-react';
import { Button } from '../kit/Button.tsx';
import { useLine } from './client.ts';
import { useConnection } from './connection.ts';
import { useFormat, useT } from './language.ts';
import { useNow } from './now.ts';
import styles from './Overlays.module.css';

/** A line that breaks for a moment is not worth a word. */
const graceMs = 1500;

/** Says that the console can't be reached, since when, and when the next try is. */
export function ConnectionBanner() {
  const t = useT();
  const format = useFormat();
  const line = useLine();
  const nowMs = useNow(1000);
  const state = useConnection((connection) => connection.state);
  const isAway = state.status === 'offline' || state.status === 'connecting';
  if (!isAway || nowMs - state.sinceMs < graceMs) return <div role="status" />;
  const seconds = state.status === 'offline' ? Math.max(0, Math.ceil((state.nextTryAtMs - nowMs) / 1000)) : 0;
  return (
    <div role="status" className={styles['banner']}>
      <IconWifiOff size={16} aria-hidden="true" />
      <span className={styles['bannerText']}>
        {t('common.offline.title', { since: format.time(state.sinceMs, true) })}{' '}
        <span aria-live="off">
          {seconds > 0 ? t('common.offline.next', { count: seconds }) : t('common.offline.trying')}
        </span>
      </span>
      <Button size="small" onClick={line.reconnect}>
        {t('common.offline.retry')}
      </Button>
    </div>
  );
}

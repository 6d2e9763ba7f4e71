import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconSearch } from '@tabler/icons-react';
import { cx } from '../kit/cx.ts';
import { KeyHint } from '../kit/KeyHint.tsx';
import { openPalette } from './commands.ts';
import { useT } from './language.ts';
import styles from './Layout.module.css';
import { useLive, useQueuesLive } from './live/store.ts';
import { RouteLink } from './RouteLink.tsx';

const looks = {
  ok: { Icon: IconCircleCheck, className: styles['pillOk'] },
  degraded: { Icon: IconAlertTriangle, className: styles['pillWarn'] },
  down: { Icon: IconCircleX, className: styles['pillBad'] },
} as const;

function HealthPill() {
  const t = useT();
  const status = useLive((state) => state.status);
  const failed = useLive((state) => state.services?.find((service) => service.state === 'failed'));
  const shown = status ?? (failed ? 'degraded' : null);
  if (!shown) return null;
  const { Icon, className } = looks[shown];
  return (
    <RouteLink to="/services" className={cx(styles['pill'], className)} aria-label={t(`common.health.${shown}`)}>
      <Icon size={14} aria-hidden="true" />
      <span className={styles['pillText']}>{t(`common.health.${shown}`)}</span>
    </RouteLink>
  );
}

function WorkersPill() {
  const t = useT();
  const queues = useQueuesLive();
  const workers = queues.reduce((sum, queue) => sum + queue.workers, 0);
  const busy = queues.reduce((sum, queue) => sum + queue.busy, 0);
  const isStopped = useLive(
    (state) => state.services?.some(({ name, state: at }) => name === 'queue' && at === 'stopped') ?? false,
  );
  const isPaused = queues.length > 0 && queues.every((queue) => queue.status === 'paused');
  if (workers === 0) return null;
  const running = isPaused ? t('common.queuePaused') : t('common.workersBusy', { busy, count: workers });
  const label = isStopped ? t('common.workersStopped') : running;
  const { Icon, className } = isPaused || isStopped ? looks.degraded : looks.ok;
  return (
    <RouteLink to="/queue" className={cx(styles['pill'], className)} aria-label={label}>
      <Icon size={14} aria-hidden="true" />
      <span className={styles['pillText']}>{label}</span>
    </RouteLink>
  );
}

/** Search and commands on the left, what needs a look on the right. */
export function TopBar() {
  const t = useT();
  return (
    <header className={styles['top']}>
      <button type="button" className={styles['search']} onClick={openPalette} aria-haspopup="dialog">
        <IconSearch size={16} aria-hidden="true" />
        <span className={styles['searchText']}>{t('common.palette.placeholder')}</span>
        <KeyHint keys="mod+k" />
      </button>
      <div className={styles['pills']}>
        <HealthPill />
        <WorkersPill />
      </div>
    </header>
  );
}

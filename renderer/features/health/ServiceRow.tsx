import { useMutation } from '@tanstack/react-query';
import { IconArrowsRightLeft, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { ServiceView } from '#shared/contract/health.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { ServicePill } from '../../app/state-pills.tsx';
import { Button } from '../../kit/Button.tsx';
import { cx } from '../../kit/cx.ts';
import { ConfirmDialog } from '../../kit/Dialog.tsx';
import { nothing } from '../../kit/format.ts';
import { toast } from '../../kit/toasts.ts';
import styles from './health.module.css';
import { actionsFor, lacksItsPort, servesWindow, type ServiceAction } from './select.ts';

const icons = {
  start: IconPlayerPlay,
  stop: IconPlayerStop,
  restart: IconRefresh,
  otherPort: IconArrowsRightLeft,
} as const;
/** A start where any free port does (A01). */
type Wish = ServiceAction | 'otherPort';

function useServiceAction(name: string, title: string) {
  const t = useT();
  const client = useClient();
  const words = useErrorWords();
  return useMutation({
    mutationFn: (wish: Wish) =>
      wish === 'otherPort'
        ? client.health.startService({ name, anyPort: true })
        : client.health[`${wish}Service`]({ name }),
    onSuccess: (_, wish) =>
      toast(t(`health.did.${wish === 'otherPort' ? 'start' : wish}`, { name: title }), { tone: 'done' }),
    onError: (error) => toast(words(error).message, { tone: 'failed' }),
  });
}

/** How long it has run, or when it tries again. */
function ServiceTime({ service }: { service: ServiceView }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(1000);
  if (service.nextRestartAt) return <>{t('health.nextTry', { time: format.relative(service.nextRestartAt, nowMs) })}</>;
  if (!service.startedAt || service.state !== 'running') return <>{nothing}</>;
  const uptime = format.duration(nowMs - new Date(service.startedAt).getTime());
  return <span title={format.dateTime(service.startedAt)}>{t('health.uptime', { uptime })}</span>;
}

const hasTime = ({ nextRestartAt, startedAt }: ServiceView): boolean => (nextRestartAt ?? startedAt) !== null;

/** One service: state, port, how long it has run, and what can be done. Stopping asks first. */
export function ServiceRow({ service }: { service: ServiceView }) {
  const t = useT();
  const words = useErrorWords();
  const title = t(`health.service.${service.name}`, { defaultValue: service.name });
  const act = useServiceAction(service.name, title);
  const [isAsking, setIsAsking] = useState(false);
  const wishes: readonly Wish[] = [
    ...actionsFor(service.state),
    ...(lacksItsPort(service) ? ['otherPort' as const] : []),
  ];
  const isOwn = !window.atalaya && servesWindow(service, window.location);
  return (
    <li className={styles['row']}>
      <span className={styles['name']}>
        {title}
        {service.restarts > 0 ? (
          <span className="muted"> · {t('health.restarts', { count: service.restarts })}</span>
        ) : null}
      </span>
      <ServicePill state={service.state} />
      <span className={cx('mono', service.port === null && styles['absent'])}>
        {service.port === null ? (
          <span aria-hidden="true">{nothing}</span>
        ) : (
          t('health.port', { port: String(service.port) })
        )}
      </span>
      <span className={cx('muted', styles['time'], !hasTime(service) && styles['absent'])}>
        <ServiceTime service={service} />
      </span>
      <span className={styles['actions']}>
        {wishes.map((wish) => {
          const Icon = icons[wish];
          return (
            <Button
              key={wish}
              size="small"
              icon={<Icon size={14} aria-hidden="true" />}
              aria-label={t(`health.name.${wish}`, { name: title })}
              isBusy={act.isPending && act.variables === wish}
              onClick={() => (wish === 'stop' ? setIsAsking(true) : act.mutate(wish))}
            >
              {t(`health.action.${wish}`)}
            </Button>
          );
        })}
      </span>
      {service.error ? <span className={styles['wide']}>{words(service.error).message}</span> : null}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => act.mutate('stop')}
        title={t('health.stopTitle', { name: title })}
        confirmLabel={t('health.action.stop')}
        isDestructive
      >
        <p>{t(isOwn ? 'health.stopOwnText' : 'health.stopText')}</p>
      </ConfirmDialog>
    </li>
  );
}

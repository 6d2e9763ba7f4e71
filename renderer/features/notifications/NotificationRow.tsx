import { IconCheck, IconExternalLink, IconUserCheck } from '@tabler/icons-react';
import type { NotificationView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { deliveryPhrase } from '../../app/delivery-phrase.ts';
import { deliveryLook } from '../../app/delivery-pill.tsx';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { useNow } from '../../app/now.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { cx } from '../../kit/cx.ts';
import { StateGlyph, StatePill } from '../../kit/StatePill.tsx';
import styles from './notifications.module.css';
import { SeverityPill } from './SeverityPill.tsx';
import { useAct } from '../../app/use-act.ts';

const stateLooks = {
  open: { glyph: 'degraded', tone: 'failed' },
  acknowledged: { glyph: 'running', tone: 'running' },
  recovered: { glyph: 'done', tone: 'done' },
} as const;

/** Where the alert stands: open, who took it and why, when it ended. */
function AlertLife({ notification }: { notification: NotificationView }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const { acknowledged, recoveredAt, escalateAt, state } = notification;
  return (
    <>
      {acknowledged ? (
        <div className="muted">
          {t('notificationsPage.takenBy', { by: acknowledged.by, time: format.when(acknowledged.at, nowMs) })}
          {acknowledged.reason ? `: ${acknowledged.reason}` : ''}
        </div>
      ) : null}
      {recoveredAt ? (
        <div className="muted">{t('notificationsPage.recoveredAt', { time: format.when(recoveredAt, nowMs) })}</div>
      ) : null}
      {state === 'open' && escalateAt ? (
        <div className="muted">{t('notificationsPage.escalatesAt', { time: format.when(escalateAt, nowMs) })}</div>
      ) : null}
    </>
  );
}

function Deliveries({ notification }: { notification: NotificationView }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  if (notification.deliveries.length === 0) return <div className="muted">{t('notificationsPage.nowhere')}</div>;
  return (
    <ul className={styles['deliveries']} aria-label={t('notificationsPage.deliveries')}>
      {notification.deliveries.map((delivery) => (
        <li key={delivery.id} className={styles[deliveryLook(delivery.state).tone]}>
          <StateGlyph glyph={deliveryLook(delivery.state).glyph} size={14} />
          <span>{deliveryPhrase(delivery, { t, format, words })}</span>
        </li>
      ))}
    </ul>
  );
}

/** One thing that was told. */
export function NotificationRow({
  notification,
  onAcknowledge,
}: {
  notification: NotificationView;
  onAcknowledge: () => void;
}) {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const goTo = useGoTo();
  const nowMs = useNow(10_000);
  const { id, path, state, title } = notification;
  const read = useAct(() => client.notifications.markRead({ ids: [id] }));
  const open = (target: string) => {
    if (!notification.isRead) read.mutate(undefined);
    goTo(target);
  };
  return (
    <li className={cx(styles['row'], !notification.isRead && styles['unread'])}>
      <div className={styles['pills']}>
        <SeverityPill severity={notification.severity} />
        {state === 'told' ? null : <StatePill {...stateLooks[state]} label={t(`notificationsPage.state.${state}`)} />}
        {notification.isRead ? null : <Chip>{t('notificationsPage.new')}</Chip>}
      </div>
      <div className={styles['text']}>
        <h3>
          {title}
          {notification.count > 1 ? <span className="muted"> × {format.number(notification.count)}</span> : null}
        </h3>
        <p className={styles['body']}>{notification.body}</p>
        <AlertLife notification={notification} />
        <Deliveries notification={notification} />
      </div>
      <time className={styles['time']} dateTime={notification.lastAt}>
        {format.relative(notification.lastAt, nowMs)}
        <span>{format.dateTime(notification.lastAt)}</span>
      </time>
      <div className={styles['actions']}>
        {path ? (
          <Button
            size="small"
            icon={<IconExternalLink size={14} aria-hidden="true" />}
            aria-label={t('notificationsPage.openName', { title })}
            onClick={() => open(path)}
          >
            {t('notificationsPage.open')}
          </Button>
        ) : null}
        {state === 'open' ? (
          <Button
            size="small"
            icon={<IconUserCheck size={14} aria-hidden="true" />}
            aria-label={t('notificationsPage.acknowledgeName', { title })}
            onClick={onAcknowledge}
          >
            {t('notificationsPage.acknowledge')}
          </Button>
        ) : null}
        {notification.isRead ? null : (
          <Button
            size="small"
            variant="quiet"
            icon={<IconCheck size={14} aria-hidden="true" />}
            aria-label={t('notificationsPage.readName', { title })}
            isBusy={read.isPending}
            onClick={() => read.mutate(undefined)}
          >
            {t('notificationsPage.read')}
          </Button>
        )}
      </div>
    </li>
  );
}

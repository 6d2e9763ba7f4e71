import { useState } from 'react';
import type { NotificationView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextAreaField } from '../../kit/Field.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import styles from './notifications.module.css';
import { useAct } from '../../app/use-act.ts';

/** Says that somebody looks after an alert, and why: reminders and escalation end. */
export function AcknowledgeDialog({
  notification,
  onClose,
}: {
  notification: NotificationView | null;
  onClose: () => void;
}) {
  const t = useT();
  const kit = useKitTexts();
  const client = useClient();
  const [reason, setReason] = useState('');
  const close = () => {
    setReason('');
    onClose();
  };
  const act = useAct(
    (id: number) => client.notifications.acknowledge({ id, reason }),
    () => {
      close();
      return t('notificationsPage.acknowledged');
    },
  );
  return (
    <Dialog
      isOpen={notification !== null}
      onClose={close}
      title={t('notificationsPage.acknowledgeTitle', { title: notification?.title ?? '' })}
      footer={
        <>
          <Button onClick={close}>{kit.cancel}</Button>
          <Button variant="primary" isBusy={act.isPending} onClick={() => notification && act.mutate(notification.id)}>
            {t('notificationsPage.acknowledge')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <p>{t('notificationsPage.acknowledgeText')}</p>
        <TextAreaField label={t('notificationsPage.reason')} value={reason} onChange={setReason} rows={3} />
      </div>
    </Dialog>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import styles from './notifications.module.css';

/** The figures that a summary of these days would hold now, and the button that sends it. */
export function SummaryDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const kit = useKitTexts();
  const format = useFormat();
  const client = useClient();
  const [days, setDays] = useState(1);
  const query = useQuery({
    queryKey: ['analytics', 'summary-now', days],
    queryFn: ({ signal }) => client.analytics.stats({ days }, { signal }),
  });
  const send = useAct(
    () => client.notifications.summary({ days }),
    ({ deliveries }) => {
      onClose();
      return t('notificationsPage.summarySent', { count: deliveries.length });
    },
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('notificationsPage.sendSummary')}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button variant="primary" isBusy={send.isPending} onClick={() => send.mutate(undefined)}>
            {t('notificationsPage.sendNow')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <NumberField
          label={t('notificationsPage.days')}
          value={days}
          min={1}
          max={365}
          step={1}
          onChange={(value) => setDays(Math.min(365, Math.max(1, Math.round(value ?? 1))))}
        />
        <Loaded query={query} rows={2}>
          {(now) => (
            <p>
              {t('notificationsPage.summaryNow', {
                total: format.number(now.total_processed),
                succeeded: format.number(now.successful),
                failed: format.number(now.failed),
                rate: format.percent(now.success_rate === null ? null : now.success_rate / 100),
              })}
            </p>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

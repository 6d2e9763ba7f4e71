import { useQuery } from '@tanstack/react-query';
import { IconPencil, IconPlus, IconSend, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ScheduleView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { useNow } from '../../app/now.ts';
import { Page } from '../../app/Page.tsx';
import { SectionTabs } from '../../app/SectionTabs.tsx';
import { useAct } from '../../app/use-act.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Card } from '../../kit/Card.tsx';
import { ConfirmDialog } from '../../kit/Dialog.tsx';
import { SwitchField } from '../../kit/Field.tsx';
import { EmptyState } from '../../kit/States.tsx';
import styles from './notifications.module.css';
import { ScheduleDialog } from './ScheduleDialog.tsx';
import { SummaryDialog } from './SummaryDialog.tsx';

function ScheduleRow({ schedule, onEdit }: { schedule: ScheduleView; onEdit: () => void }) {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const nowMs = useNow(30_000);
  const [isAsking, setIsAsking] = useState(false);
  const { id, name, cron, timeZone, days, isEnabled, next, lastRun } = schedule;
  const toggle = useAct((isOn: boolean) =>
    client.notifications.saveSchedule({ id, name, cron, timeZone, days, isEnabled: isOn }),
  );
  const remove = useAct(
    () => client.notifications.deleteSchedule({ id }),
    () => t('notificationsPage.scheduleDeleted', { name }),
  );
  return (
    <li className={styles['channel']}>
      <div className={styles['name']}>
        {name}
        <span>
          <code>{cron}</code> · {timeZone === 'auto' ? t('notificationsPage.zoneAuto') : timeZone}
        </span>
      </div>
      <div className={styles['text']}>
        <p>
          {isEnabled && next.length > 0
            ? t('notificationsPage.next', { times: format.list(next.map((at) => format.dateTime(at))) })
            : t('notificationsPage.scheduleOff')}
        </p>
        <p className="muted">
          {t('notificationsPage.spanDays', { count: days })}
          {lastRun ? ` · ${t('notificationsPage.lastRun', { time: format.relative(lastRun.at, nowMs) })}` : ''}
          {lastRun?.isLate ? ` (${t('notificationsPage.late')})` : ''}
        </p>
      </div>
      <span />
      <div className={styles['actions']}>
        <SwitchField
          label={t('notificationsPage.switch', { name })}
          isLabelHidden
          isOn={isEnabled}
          isDisabled={toggle.isPending}
          onChange={(isOn) => toggle.mutate(isOn)}
        />
        <Button
          size="small"
          icon={<IconPencil size={14} aria-hidden="true" />}
          aria-label={t('notificationsPage.editName', { name })}
          onClick={onEdit}
        >
          {t('notificationsPage.edit')}
        </Button>
        {schedule.isShipped ? null : (
          <IconButton
            size="small"
            label={t('notificationsPage.deleteName', { name })}
            icon={<IconTrash size={14} aria-hidden="true" />}
            onClick={() => setIsAsking(true)}
          />
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => remove.mutate(undefined)}
        title={t('notificationsPage.deleteTitle', { name })}
        confirmLabel={t('notificationsPage.delete')}
        isDestructive
      >
        <p>{t('notificationsPage.deleteScheduleText')}</p>
      </ConfirmDialog>
    </li>
  );
}

/** When summaries are sent, and the one of today now. */
export function SchedulesPage() {
  const t = useT();
  const client = useClient();
  const [edited, setEdited] = useState<ScheduleView | 'new' | null>(null);
  const [isSending, setIsSending] = useState(false);
  const query = useQuery({
    queryKey: ['notifications', 'schedules'],
    queryFn: ({ signal }) => client.notifications.schedules(undefined, { signal }),
  });
  return (
    <Page
      title={t('notificationsPage.schedulesTitle')}
      actions={
        <>
          <Button icon={<IconSend size={16} aria-hidden="true" />} onClick={() => setIsSending(true)}>
            {t('notificationsPage.sendSummary')}
          </Button>
          <Button variant="primary" icon={<IconPlus size={16} aria-hidden="true" />} onClick={() => setEdited('new')}>
            {t('notificationsPage.addSchedule')}
          </Button>
        </>
      }
    >
      <SectionTabs here="/notifications/schedules" />
      <Card isFlush>
        <Loaded query={query} rows={3}>
          {({ schedules }) =>
            schedules.length === 0 ? (
              <EmptyState title={t('notificationsPage.noSchedules')}>
                {t('notificationsPage.noSchedulesText')}
              </EmptyState>
            ) : (
              <ul className={styles['channels']} aria-label={t('notificationsPage.schedulesTitle')}>
                {schedules.map((schedule) => (
                  <ScheduleRow key={schedule.id} schedule={schedule} onEdit={() => setEdited(schedule)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
      {edited ? <ScheduleDialog schedule={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
      {isSending ? <SummaryDialog onClose={() => setIsSending(false)} /> : null}
    </Page>
  );
}

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { ScheduleView } from '#shared/contract/notifications.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useAct } from '../../app/use-act.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { SwitchField, TextField } from '../../kit/Field.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import styles from './notifications.module.css';

const zones = ['auto', ...Intl.supportedValuesOf('timeZone')];
const fresh = { id: null, name: '', cron: '0 23 * * *', timeZone: 'auto', days: 1, isEnabled: true } as const;

function useNextTimes(cron: string, timeZone: string) {
  const client = useClient();
  const asked = { cron: useDeferredValue(cron), timeZone: useDeferredValue(timeZone) };
  return useQuery({
    queryKey: ['notifications', 'next', asked],
    queryFn: ({ signal }) => client.notifications.nextTimes(asked, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}

/** When a summary is sent and over how many days it tells; the next times follow the typing. */
export function ScheduleDialog({ schedule, onClose }: { schedule: ScheduleView | null; onClose: () => void }) {
  const t = useT();
  const kit = useKitTexts();
  const format = useFormat();
  const words = useErrorWords();
  const client = useClient();
  const [draft, setDraft] = useState(() => {
    const { id, name, cron, timeZone, days, isEnabled } = schedule ?? fresh;
    return {
      id,
      name: String(name),
      cron: String(cron),
      timeZone: String(timeZone),
      days: Number(days),
      isEnabled: Boolean(isEnabled),
    };
  });
  const next = useNextTimes(draft.cron, draft.timeZone);
  const save = useAct(
    () => client.notifications.saveSchedule(draft),
    ({ name }) => {
      onClose();
      return t('notificationsPage.saved', { name });
    },
  );
  const times = next.isError ? null : (next.data?.next ?? []);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={schedule ? t('notificationsPage.editTitle', { name: schedule.name }) : t('notificationsPage.addSchedule')}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button
            variant="primary"
            isBusy={save.isPending}
            disabled={draft.name.trim() === '' || next.isError}
            onClick={() => save.mutate(undefined)}
          >
            {t('notificationsPage.save')}
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        <TextField
          label={t('notificationsPage.name')}
          value={draft.name}
          maxLength={100}
          onChange={(name) => setDraft({ ...draft, name })}
        />
        <TextField
          label={t('notificationsPage.cron')}
          hint={t('notificationsPage.cronHint')}
          value={draft.cron}
          isMono
          error={next.isError ? words(next.error).message : null}
          onChange={(cron) => setDraft({ ...draft, cron })}
        />
        <div aria-live="polite">
          {times ? (
            <>
              <h3>{t('notificationsPage.nextTimes')}</h3>
              <ul>
                {times.map((at) => (
                  <li key={at}>{format.dateTime(at)}</li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
        <div className={styles['formRow']}>
          <TextField
            label={t('notificationsPage.zone')}
            hint={t('notificationsPage.zoneHint')}
            value={draft.timeZone}
            list={zones}
            onChange={(timeZone) => setDraft({ ...draft, timeZone })}
          />
          <NumberField
            label={t('notificationsPage.days')}
            value={draft.days}
            min={1}
            max={365}
            step={1}
            onChange={(days) => setDraft({ ...draft, days: Math.min(365, Math.max(1, Math.round(days ?? 1))) })}
          />
        </div>
        <SwitchField
          label={t('notificationsPage.enabledSchedule')}
          isOn={draft.isEnabled}
          onChange={(isEnabled) => setDraft({ ...draft, isEnabled })}
        />
      </div>
    </Dialog>
  );
}

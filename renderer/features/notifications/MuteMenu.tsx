import { useQuery } from '@tanstack/react-query';
import { IconBellOff, IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { useKitTexts } from '../../kit/texts.ts';
import { minutesUntil } from './select.ts';
import { useAct } from '../../app/use-act.ts';

const spans = [60, 240, 1440] as const;

function MuteUntilDialog({
  isOpen,
  onClose,
  onMute,
}: {
  isOpen: boolean;
  onClose: () => void;
  onMute: (minutes: number) => void;
}) {
  const t = useT();
  const kit = useKitTexts();
  const [time, setTime] = useState('08:00');
  const minutes = minutesUntil(time, useNow(10_000));
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('notificationsPage.muteUntil')}
      size={380}
      footer={
        <>
          <Button onClick={onClose}>{kit.cancel}</Button>
          <Button
            variant="primary"
            disabled={minutes === null}
            onClick={() => {
              if (minutes !== null) onMute(minutes);
              onClose();
            }}
          >
            {t('notificationsPage.mute')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('notificationsPage.muteTime')}
        value={time}
        onChange={setTime}
        error={minutes === null ? t('notificationsPage.timeInvalid') : null}
        hint={t('notificationsPage.muteHint')}
        isMono
      />
    </Dialog>
  );
}

/** Silence for a while: nothing but critical alerts is told. */
export function MuteMenu() {
  const t = useT();
  const format = useFormat();
  const client = useClient();
  const nowMs = useNow(10_000);
  const [isAsking, setIsAsking] = useState(false);
  const { data } = useQuery({
    queryKey: ['notifications', 'mute'],
    queryFn: ({ signal }) => client.notifications.muted(undefined, { signal }),
  });
  const act = useAct(
    (minutes: number) => client.notifications.mute({ minutes }),
    ({ mutedUntil }) =>
      mutedUntil
        ? t('notificationsPage.mutedUntil', { time: format.when(mutedUntil, Date.now()) })
        : t('notificationsPage.unmuted'),
  );
  const until = data?.mutedUntil && Date.parse(data.mutedUntil) > nowMs ? data.mutedUntil : null;
  if (until)
    return (
      <Button icon={<IconBell size={16} aria-hidden="true" />} isBusy={act.isPending} onClick={() => act.mutate(0)}>
        {t('notificationsPage.endMute', { time: format.when(until, nowMs) })}
      </Button>
    );
  return (
    <>
      <Menu
        trigger={
          <Button icon={<IconBellOff size={16} aria-hidden="true" />} isBusy={act.isPending}>
            {t('notificationsPage.mute')}
          </Button>
        }
        entries={[
          ...spans.map((minutes) => ({
            id: String(minutes),
            label: t('notificationsPage.muteFor', { time: format.duration(minutes * 60_000) }),
            onSelect: () => act.mutate(minutes),
          })),
          { id: 'until', label: t('notificationsPage.muteUntil'), onSelect: () => setIsAsking(true) },
        ]}
      />
      <MuteUntilDialog isOpen={isAsking} onClose={() => setIsAsking(false)} onMute={(minutes) => act.mutate(minutes)} />
    </>
  );
}

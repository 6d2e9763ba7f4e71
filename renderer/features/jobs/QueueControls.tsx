import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useQueueLive } from '../../app/live/store.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Menu, type MenuEntry } from '../../kit/Menu.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import { toast } from '../../kit/toasts.ts';

export const queueName = 'video';
const mostWorkers = 64;

function useQueueActions() {
  const client = useClient();
  const words = useErrorWords();
  const run = async (task: Promise<unknown>) => {
    try {
      await task;
    } catch (error) {
      toast(words(error).message, { tone: 'failed' });
    }
  };
  return {
    pause: (now: boolean) => run(client.queues.pause({ name: queueName, now })),
    resume: () => run(client.queues.resume({ name: queueName })),
    drain: (finish: number) => run(client.queues.drain({ name: queueName, finish })),
    setWorkers: (workers: number) => run(client.queues.setWorkers({ name: queueName, workers })),
  };
}

/** Pause (after the running jobs, or now), resume, finish some more and stop, and how many run at once. */
export function QueueControls({ extra = [] }: { extra?: readonly MenuEntry[] }) {
  const t = useT();
  const queue = useQueueLive(queueName);
  const actions = useQueueActions();
  const [dialog, setDialog] = useState<'drain' | 'workers' | null>(null);
  if (!queue) return null;
  const isRunning = queue.status === 'running';
  const entries: MenuEntry[] = [
    { id: 'after', label: t('queues.pauseAfter'), isDisabled: !isRunning, onSelect: () => void actions.pause(false) },
    {
      id: 'now',
      label: t('queues.pauseNow'),
      isDisabled: queue.busy === 0 && !isRunning,
      onSelect: () => void actions.pause(true),
    },
    {
      id: 'drain',
      label: t('queues.drain'),
      isDisabled: queue.status === 'paused',
      onSelect: () => setDialog('drain'),
    },
    { kind: 'divider', id: 'line' },
    {
      id: 'workers',
      label: t('queues.changeWorkers'),
      icon: <IconUsers size={16} aria-hidden="true" />,
      onSelect: () => setDialog('workers'),
    },
    ...extra,
  ];
  return (
    <>
      {isRunning ? (
        <Button icon={<IconPlayerPause size={16} aria-hidden="true" />} onClick={() => void actions.pause(false)}>
          {t('queues.pause')}
        </Button>
      ) : (
        <Button icon={<IconPlayerPlay size={16} aria-hidden="true" />} onClick={() => void actions.resume()}>
          {t('queues.resume')}
        </Button>
      )}
      <Menu
        trigger={<Button icon={<IconChevronDown size={16} aria-hidden="true" />}>{t('queues.more')}</Button>}
        entries={entries}
      />
      {dialog === 'drain' ? (
        <NumberDialog
          title={t('queues.drain')}
          label={t('queues.drainCount')}
          hint={t('queues.drainHint')}
          first={Math.max(1, queue.busy)}
          range={[0, 100_000]}
          onClose={() => setDialog(null)}
          onAccept={actions.drain}
        />
      ) : null}
      {dialog === 'workers' ? (
        <NumberDialog
          title={t('queues.changeWorkers')}
          label={t('queues.workerCount')}
          hint={t('queues.workerHint')}
          first={queue.workers}
          range={[1, mostWorkers]}
          onClose={() => setDialog(null)}
          onAccept={actions.setWorkers}
        />
      ) : null}
    </>
  );
}

interface NumberDialogProps {
  title: string;
  label: string;
  hint: string;
  first: number;
  range: readonly [number, number];
  onClose: () => void;
  onAccept: (value: number) => Promise<void>;
}

function NumberDialog({ title, label, hint, first, range: [min, max], onClose, onAccept }: NumberDialogProps) {
  const t = useT();
  const [value, setValue] = useState<number | null>(first);
  const isValid = value !== null && Number.isInteger(value) && value >= min && value <= max;
  const accept = () => {
    if (!isValid) return;
    void onAccept(value);
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      size={400}
      footer={
        <>
          <Button onClick={onClose}>{t('common.kit.cancel')}</Button>
          <Button variant="primary" disabled={!isValid} onClick={accept}>
            {t('queues.accept')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept();
        }}
      >
        <NumberField
          label={label}
          hint={hint}
          value={value}
          onChange={setValue}
          min={min}
          max={max}
          step={1}
          error={isValid ? null : t('queues.between', { min, max })}
        />
      </form>
    </Dialog>
  );
}

import {
  IconBan,
  IconChecks,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconStack2,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { JobAction } from '#shared/contract/jobs.ts';
import { priorityRange } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Menu, type MenuEntry } from '../../kit/Menu.tsx';
import { NumberField } from '../../kit/NumberField.tsx';
import styles from './Queue.module.css';

interface BulkBarProps {
  count: number;
  /** How many the filter matches; null while all of them are chosen already. */
  allCount: number | null;
  isExact: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  onAct: (action: JobAction, priority?: number) => void;
}

/** What can be done to the chosen jobs. It stands in the place of the table's head. */
export function BulkBar({ count, allCount, isExact, onSelectAll, onClear, onAct }: BulkBarProps) {
  const t = useT();
  const format = useFormat();
  const [asksPriority, setAsksPriority] = useState(false);
  const icon = { size: 16, 'aria-hidden': true } as const;
  const more: MenuEntry[] = [
    { id: 'cancel', label: t('jobs.action.cancel'), icon: <IconBan {...icon} />, onSelect: () => onAct('cancel') },
    {
      id: 'release',
      label: t('jobs.action.release'),
      icon: <IconPlayerPlay {...icon} />,
      onSelect: () => onAct('release'),
    },
    {
      id: 'ack',
      label: t('jobs.action.acknowledge'),
      icon: <IconChecks {...icon} />,
      onSelect: () => onAct('acknowledge'),
    },
    {
      id: 'priority',
      label: t('jobs.action.set-priority'),
      icon: <IconStack2 {...icon} />,
      onSelect: () => setAsksPriority(true),
    },
  ];
  const all = allCount === null ? '' : format.number(allCount);
  return (
    <div className={styles['bulk']} role="toolbar" aria-label={t('jobs.bulk')}>
      <strong role="status">{t('jobs.selected', { count, shown: format.number(count) })}</strong>
      {allCount !== null && allCount > count ? (
        <button type="button" className={styles['link']} onClick={onSelectAll}>
          {t(isExact ? 'jobs.selectAll' : 'jobs.selectMoreThan', { count: allCount, shown: all })}
        </button>
      ) : null}
      <span className={styles['grow']} />
      <Button icon={<IconRefresh {...icon} />} shortcut="r" onClick={() => onAct('retry')}>
        {t('jobs.action.retry')}
      </Button>
      <Button icon={<IconPlayerPause {...icon} />} shortcut="p" onClick={() => onAct('hold')}>
        {t('jobs.action.hold')}
      </Button>
      <Menu trigger={<Button>{t('jobs.more')}</Button>} entries={more} />
      <Button variant="danger" icon={<IconTrash {...icon} />} onClick={() => onAct('delete')}>
        {t('jobs.action.delete')}
      </Button>
      <IconButton label={t('jobs.clearSelection')} icon={<IconX {...icon} />} onClick={onClear} />
      {asksPriority ? (
        <PriorityDialog onClose={() => setAsksPriority(false)} onAccept={(value) => onAct('set-priority', value)} />
      ) : null}
    </div>
  );
}

function PriorityDialog({ onClose, onAccept }: { onClose: () => void; onAccept: (value: number) => void }) {
  const t = useT();
  const [value, setValue] = useState<number | null>(0);
  const { lowest: min, highest: max } = priorityRange;
  const isValid = value !== null && Number.isInteger(value) && value >= min && value <= max;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('jobs.action.set-priority')}
      size={380}
      footer={
        <>
          <Button onClick={onClose}>{t('common.kit.cancel')}</Button>
          <Button
            variant="primary"
            disabled={!isValid}
            onClick={() => {
              if (isValid) onAccept(value);
              onClose();
            }}
          >
            {t('queues.accept')}
          </Button>
        </>
      }
    >
      <NumberField
        label={t('jobs.priority')}
        hint={t('jobs.priorityHint')}
        value={value}
        onChange={setValue}
        min={min}
        max={max}
        step={1}
        error={isValid ? null : t('queues.between', { min, max })}
      />
    </Dialog>
  );
}

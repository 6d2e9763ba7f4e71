import {
  IconAdjustments,
  IconBan,
  IconChecks,
  IconDotsVertical,
  IconDownload,
  IconExternalLink,
  IconFolder,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JobAction } from '#shared/contract/jobs.ts';
import type { Job } from '#shared/domain/job.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useT } from '../../app/language.ts';
import { useSystemInfo } from '../../app/system-info.ts';
import { openRunAgain } from '../../app/run-again.ts';
import { Button, buttonClass, IconButton } from '../../kit/Button.tsx';
import { Menu, type MenuEntry } from '../../kit/Menu.tsx';
import { toast } from '../../kit/toasts.ts';
import { downloadUrl } from './media.ts';
import { canDo, isMovable } from './select.ts';

const icon = { size: 16, 'aria-hidden': true } as const;
const glyphs: Readonly<Record<'retry' | 'cancel' | 'hold' | 'release' | 'acknowledge' | 'delete', ReactNode>> = {
  retry: <IconRefresh {...icon} />,
  cancel: <IconBan {...icon} />,
  hold: <IconPlayerPause {...icon} />,
  release: <IconPlayerPlay {...icon} />,
  acknowledge: <IconChecks {...icon} />,
  delete: <IconTrash {...icon} />,
};
const offered = ['retry', 'release', 'hold', 'cancel', 'acknowledge', 'delete'] as const;

interface JobActionsProps {
  job: Job;
  onAct: (action: JobAction) => void;
}

/** What can be done with one job as it stands: the likeliest as buttons, the rest in a menu. */
export function JobActions({ job, onAct }: JobActionsProps) {
  const t = useT();
  const client = useClient();
  const words = useErrorWords();
  const move = (to: 'top' | 'up' | 'down' | 'bottom') =>
    client.jobs.move({ id: job.id, to }).catch((error: unknown) => toast(words(error).message, { tone: 'failed' }));
  const possible = offered.filter((action) => canDo(action, job));
  const shown: readonly (typeof offered)[number][] = possible.filter((action) => action !== 'delete').slice(0, 2);
  const menu: MenuEntry[] = [
    ...possible
      .filter((action) => !shown.includes(action))
      .map((action) => ({
        id: action,
        label: t(`jobs.action.${action}`),
        icon: glyphs[action],
        isDestructive: action === 'delete',
        onSelect: () => onAct(action),
      })),
    ...(isMovable(job)
      ? (['top', 'up', 'down', 'bottom'] as const).map((to) => ({
          id: to,
          label: t(`jobs.move.${to}`),
          onSelect: () => void move(to),
        }))
      : []),
  ];
  return (
    <>
      {shown.map((action) => (
        <Button key={action} icon={glyphs[action]} onClick={() => onAct(action)}>
          {t(`jobs.action.${action}`)}
        </Button>
      ))}
      {job.queue === 'video' && job.source ? (
        <Button icon={<IconAdjustments {...icon} />} onClick={() => openRunAgain(job)}>
          {t('jobs.runAgain')}
        </Button>
      ) : null}
      {menu.length > 0 ? (
        <Menu trigger={<IconButton label={t('jobs.more')} icon={<IconDotsVertical {...icon} />} />} entries={menu} />
      ) : null}
    </>
  );
}

/** What can be done with the finished file, as far as this host can. */
export function OutputActions({ job }: { job: Job }) {
  const t = useT();
  const client = useClient();
  const words = useErrorWords();
  const { data } = useSystemInfo();
  if (!job.result?.outputPath) return null;
  const run = (task: Promise<unknown>) =>
    void task.catch((error: unknown) => toast(words(error).message, { tone: 'failed' }));
  return (
    <>
      {data?.can.openFile ? (
        <Button icon={<IconExternalLink {...icon} />} onClick={() => run(client.system.openFile({ id: job.id }))}>
          {t('jobs.open')}
        </Button>
      ) : null}
      {data?.can.showInFolder ? (
        <Button icon={<IconFolder {...icon} />} onClick={() => run(client.system.showInFolder({ id: job.id }))}>
          {t('jobs.showInFolder')}
        </Button>
      ) : null}
      <a className={buttonClass()} href={downloadUrl(job.id)} download>
        <IconDownload {...icon} />
        {t('jobs.download')}
      </a>
    </>
  );
}

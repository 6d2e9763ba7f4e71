import { useFormat, useT } from '../../app/language.ts';
import { useQueueLive } from '../../app/live/store.ts';
import { useNow } from '../../app/now.ts';
import { queueName } from './QueueControls.tsx';

/** The queue in one sentence: how many work, how many wait, when it will be empty; or who paused it and when. */
export function QueueLine() {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const queue = useQueueLive(queueName);
  if (!queue) return null;
  const who = { who: queue.changedBy ?? '', time: format.when(queue.changedAt, nowMs) };
  if (queue.status === 'paused')
    return <span>{t(queue.changedAt ? 'queues.pausedBy' : 'queues.paused', { ...who, busy: queue.busy })}</span>;
  const parts = [
    t('queues.workers', { count: queue.workers, busy: queue.busy }),
    t('queues.ahead', { count: queue.waiting, shown: format.number(queue.waiting) }),
    ...(queue.status === 'draining' ? [t('queues.draining', { count: queue.remaining ?? queue.busy })] : []),
    ...(queue.emptyAt && queue.status === 'running'
      ? [t('queues.emptyAt', { time: format.when(queue.emptyAt, nowMs) })]
      : []),
  ];
  return <span>{parts.join(', ')}</span>;
}

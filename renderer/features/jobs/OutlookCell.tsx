import type { JobSummary } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useProgress } from '../../app/live/store.ts';
import { useNow } from '../../app/now.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import type { RowTools } from './row-tools.ts';
import { outlookOf } from './select.ts';
import styles from './Queue.module.css';

function RunningOutlook({ job }: { job: JobSummary }) {
  const t = useT();
  const format = useFormat();
  const progress = useProgress(job.id)?.progress ?? job.progress;
  const fraction = progress?.fraction ?? null;
  const percent = fraction === null ? '' : format.percent(fraction, 0);
  const left = progress?.etaMs == null ? t('jobs.calculating') : t('jobs.left', { time: format.clock(progress.etaMs) });
  return (
    <span className={styles['running']}>
      <span className={styles['bar']}>
        <ProgressBar fraction={fraction} label={job.title} valueText={[percent, left].filter(Boolean).join(', ')} />
      </span>
      <span className={styles['percent']}>{percent}</span>
      <span className="muted truncate">{left}</span>
    </span>
  );
}

function RetryOutlook({ atMs }: { atMs: number }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(1000);
  const waitMs = atMs - nowMs;
  return (
    <span className={styles['retryText']}>
      {waitMs > 0 ? t('jobs.retryIn', { time: format.clock(waitMs) }) : t('jobs.retryDue')}
    </span>
  );
}

interface OutlookCellProps {
  job: JobSummary;
  place: number | null;
  isPaused: boolean;
  nowMs: number;
  tools: RowTools;
}

/** The progress of a running job, or why another waits, or how it ended. */
export function OutlookCell({ job, place, isPaused, nowMs, tools: { t, format, words } }: OutlookCellProps) {
  const outlook = outlookOf(job, place, isPaused);
  switch (outlook.kind) {
    case 'running':
      return <RunningOutlook job={job} />;
    case 'retrying':
      return <RetryOutlook atMs={outlook.atMs} />;
    case 'scheduled':
      return <span className="muted">{t('jobs.startsAt', { time: format.when(outlook.at, nowMs) })}</span>;
    case 'held':
      return <span className="muted">{t('jobs.heldByHand')}</span>;
    case 'place':
      return <span className="muted">{t('jobs.place', { place: format.number(outlook.place) })}</span>;
    case 'waiting':
      return <span className="muted">{t(outlook.isPaused ? 'jobs.queuePaused' : 'jobs.waitsForWorker')}</span>;
    case 'failed':
      return (
        <span className={`${styles['failedText']} truncate`}>
          {job.error ? words(job.error).message : t('jobs.failed')}
        </span>
      );
    case 'done':
      return (
        <span className="muted">
          {outlook.sizeBytes === null ? '' : format.bytes(outlook.sizeBytes)}
          {outlook.isCached ? ` · ${t('jobs.fromCache')}` : ''}
        </span>
      );
    case 'cancelled':
      return <span className="faint">{t('jobs.cancelledByHand')}</span>;
  }
}

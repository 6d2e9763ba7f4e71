import { useQuery } from '@tanstack/react-query';
import type { JobSummary } from '#shared/domain/job.ts';
import { useClient } from '../../app/client.ts';
import { useFormat, useT } from '../../app/language.ts';
import { overlayJobs } from '../../app/live/select.ts';
import { useLive, useProgress, useQueueLive } from '../../app/live/store.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { useNow } from '../../app/now.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { useStageName } from '../../app/stage-name.ts';
import { Card } from '../../kit/Card.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import styles from './Overview.module.css';

const shownAtMost = 5;

function RunningJob({ job }: { job: JobSummary }) {
  const t = useT();
  const format = useFormat();
  const nameOf = useStageName();
  const live = useProgress(job.id);
  const progress = live?.progress ?? job.progress;
  const fraction = progress?.fraction ?? null;
  const stage = progress ? progress.stages.indexOf(progress.stage) + 1 : 0;
  const left =
    progress?.etaMs == null
      ? t('analytics.running.calculating')
      : t('analytics.running.left', { time: format.clock(progress.etaMs) });
  const percent = fraction === null ? '' : format.percent(fraction, 0);
  return (
    <li className={styles['job']}>
      <div className={styles['jobHead']}>
        <RouteLink to={`/jobs/${job.id}`} className={styles['rowLink']} title={job.title}>
          <span className="truncate">{job.title}</span>
        </RouteLink>
        <span>{percent}</span>
      </div>
      <ProgressBar fraction={fraction} label={job.title} valueText={[percent, left].filter(Boolean).join(', ')} />
      <div className={styles['jobFoot']}>
        <span className="truncate">
          {progress && stage > 0
            ? t('analytics.running.stage', { name: nameOf(progress.stage), stage, stages: progress.stages.length })
            : t('analytics.running.attempt', { attempt: job.attempt, maxAttempts: job.maxAttempts })}
        </span>
        <span>{left}</span>
        <span>{progress?.speed == null ? '' : `${format.number(progress.speed, 1)}×`}</span>
      </div>
    </li>
  );
}

/** Says how the queue stands: paused, empty by when, or how many wait. */
function useQueueLine(): string {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const queue = useQueueLive('video');
  if (!queue) return '';
  if (queue.status === 'paused') return t('common.queuePaused');
  if (queue.status === 'draining') return t('analytics.running.draining', { count: queue.remaining ?? queue.busy });
  if (queue.emptyAt) return t('analytics.running.emptyAt', { time: format.when(queue.emptyAt, nowMs) });
  return t('common.workersBusy', { busy: queue.busy, count: queue.workers });
}

/** The jobs that run now, with their progress, and what the queue does next. */
export function RunningCard() {
  const t = useT();
  const client = useClient();
  const note = useQueueLine();
  const runningCount = useLive((state) => state.counts?.running ?? 0);
  const jobs = useLive((state) => state.jobs);
  const removed = useLive((state) => state.removed);
  const query = useQuery({
    queryKey: ['jobs', 'running', runningCount],
    queryFn: ({ signal }) => client.jobs.list({ states: ['running'], sort: 'oldest', limit: shownAtMost }, { signal }),
    placeholderData: (before) => before,
  });
  return (
    <Card
      title={t('analytics.running.title')}
      note={note}
      isFlush
      action={
        <RouteLink to="/queue" className={styles['more']}>
          {t('analytics.running.open')}
        </RouteLink>
      }
    >
      <Loaded query={query} rows={3}>
        {(data) => {
          const running = overlayJobs(data.items, data.revision, { jobs, removed }).filter(
            (job) => job.state === 'running',
          );
          return running.length === 0 ? (
            <div className={styles['empty']}>{t('analytics.running.none')}</div>
          ) : (
            <ul>
              {running.map((job) => (
                <RunningJob key={job.id} job={job} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}

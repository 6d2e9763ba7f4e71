import { IconX } from '@tabler/icons-react';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { JobStatePill } from '../../app/state-pills.tsx';
import { buttonClass, IconButton } from '../../kit/Button.tsx';
import { ErrorState, LoadingState } from '../../kit/States.tsx';
import { BulkDialog } from './BulkDialog.tsx';
import { JobActions, OutputActions } from './JobActions.tsx';
import styles from './Job.module.css';
import { resultUrl, thumbnailUrl } from './media.ts';
import { ProgressPanel } from './ProgressPanel.tsx';
import { useBulk } from './use-bulk.ts';
import { useJob } from './use-job.ts';

/** One job beside the list: what it is, how far, what went wrong, what can be done. */
export function JobInspector({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const nowMs = useNow(60_000);
  const bulk = useBulk();
  const { job, error, retry } = useJob(id);
  const last = job?.attempts.at(-1);
  return (
    <aside className={styles['inspector']} aria-label={t('jobs.inspector')}>
      <header className={styles['inspectorHead']}>
        <div className={styles['inspectorTitle']}>
          <h2 className="truncate" title={job?.title}>
            {job?.title ?? t('jobs.job', { id })}
          </h2>
          <span className="mono muted truncate">
            {t('jobs.job', { id })}
            {job?.source && job.source.kind !== 'upload' ? ` · ${job.source.value}` : ''}
          </span>
        </div>
        {job ? <JobStatePill state={job.state} /> : null}
        <IconButton label={t('jobs.closeInspector')} icon={<IconX size={16} aria-hidden="true" />} onClick={onClose} />
      </header>
      <div className={styles['inspectorBody']}>
        {error && !job ? (
          <ErrorState title={t('jobs.jobFailed')} message={words(error).message} onRetry={retry} />
        ) : null}
        {!job && !error ? <LoadingState rows={5} /> : null}
        {job?.state === 'succeeded' && job.result?.outputPath ? (
          <video
            key={job.id}
            className={styles['preview']}
            src={resultUrl(job.id)}
            poster={job.result.thumbnailPath ? thumbnailUrl(job.id) : undefined}
            controls
            muted
            preload="metadata"
            aria-label={t('jobs.after')}
          />
        ) : null}
        {job ? <ProgressPanel job={job} /> : null}
        {job?.error ? (
          <section className={styles['problem']}>
            <strong>
              {t('jobs.attemptNumber', { number: job.attempt, max: job.maxAttempts })} ·{' '}
              {format.when(last?.endedAt ?? job.endedAt, nowMs)}
            </strong>
            <p>{words(job.error).message}</p>
          </section>
        ) : null}
        {job?.result ? (
          <p className="muted">
            {[
              format.bytes(job.result.sizeBytes),
              format.clock(job.result.durationMs),
              job.result.cached ? t('jobs.fromCache') : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        ) : null}
        {last?.logTail ? <pre className={styles['tail']}>{last.logTail}</pre> : null}
      </div>
      {job ? (
        <footer className={styles['inspectorFoot']}>
          <JobActions job={job} onAct={(action) => void bulk.act({ action, selection: { ids: [job.id] }, count: 1 })} />
          <OutputActions job={job} />
          <RouteLink to={`/jobs/${job.id}`} className={buttonClass()}>
            {t('jobs.details')}
          </RouteLink>
        </footer>
      ) : null}
      <BulkDialog bulk={bulk} />
    </aside>
  );
}

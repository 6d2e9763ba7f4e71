import { useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { JobAction } from '#shared/contract/jobs.ts';
import type { Job } from '#shared/domain/job.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { useGoTo } from '../../app/navigate.ts';
import { Page } from '../../app/Page.tsx';
import { usePresets } from '../../app/presets.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { useShortcut } from '../../app/shortcuts.ts';
import { JobStatePill } from '../../app/state-pills.tsx';
import { Card } from '../../kit/Card.tsx';
import { ErrorState, LoadingState } from '../../kit/States.tsx';
import { AttemptList } from './AttemptList.tsx';
import { BulkDialog } from './BulkDialog.tsx';
import { CopyButton } from './CopyButton.tsx';
import { FactsTable } from './FactsTable.tsx';
import { JobActions, OutputActions } from './JobActions.tsx';
import styles from './Job.module.css';
import { Player } from './Player.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import { RecipeSummary } from './RecipeSummary.tsx';
import { useBulk } from './use-bulk.ts';
import { useJob } from './use-job.ts';

/** One job: how far it is, what it made, each attempt with its error and log, and what can be done with it. */
export function JobPage() {
  const t = useT();
  const goTo = useGoTo();
  const { id: text } = useParams({ strict: false });
  const id = Number(text);
  const { job, error, retry } = useJob(id);
  const words = useErrorWords();
  const bulk = useBulk(
    useCallback(
      (action: JobAction) => {
        if (action === 'delete') goTo('/queue');
      },
      [goTo],
    ),
  );
  const act = (action: JobAction) => void bulk.act({ action, selection: { ids: [id] }, count: 1 });
  const group = t('common.shortcuts.page');
  useShortcut({ keys: 'escape', label: t('jobs.keys.back'), group, run: () => goTo('/queue') });
  useShortcut({ keys: 'r', label: t('jobs.action.retry'), group, run: () => act('retry') });
  if (!job)
    return (
      <Page title={t('jobs.job', { id: text })}>
        {error ? (
          <ErrorState
            title={t('jobs.jobFailed')}
            message={words(error).message}
            trace={words(error).trace}
            onRetry={retry}
          />
        ) : (
          <LoadingState rows={8} />
        )}
      </Page>
    );
  return (
    <Page
      title={job.title}
      subtitle={
        <span className={styles['subtitle']}>
          <JobStatePill state={job.state} /> <span className="mono">{t('jobs.job', { id: job.id })}</span>
        </span>
      }
      actions={
        <>
          <OutputActions job={job} />
          <JobActions job={job} onAct={act} />
        </>
      }
    >
      <JobBody job={job} />
      <BulkDialog bulk={bulk} />
    </Page>
  );
}

function JobBody({ job }: { job: Job }) {
  const t = useT();
  const words = useErrorWords();
  const { result } = job;
  const isPlayable = job.state === 'succeeded' && result?.outputPath;
  return (
    <div className={styles['columns']}>
      <div className={styles['main']}>
        {job.state === 'running' ? (
          <Card title={t('jobs.column.progress')}>
            <ProgressPanel job={job} />
          </Card>
        ) : null}
        {job.error && job.state !== 'succeeded' ? (
          <Card title={t('jobs.lastError')} note={<span className="mono">{job.error.code}</span>}>
            <p className={styles['attemptError']}>{words(job.error).message}</p>
          </Card>
        ) : null}
        {isPlayable ? (
          <Card title={t('jobs.beforeAfter')}>
            <Player key={job.id} job={job} />
          </Card>
        ) : null}
        <Card title={t('jobs.attempts')}>
          <AttemptList job={job} />
        </Card>
        {result && result.commands.length > 0 ? <Commands commands={result.commands} /> : null}
      </div>
      <div className={styles['side']}>
        <AboutCard job={job} />
        {result && (result.before ?? result.after) ? (
          <Card title={t('jobs.facts')} isFlush>
            <FactsTable before={result.before} after={result.after} />
          </Card>
        ) : null}
        <RecipeSummary job={job} />
      </div>
    </div>
  );
}

/** The exact command lines that ran, to read and copy. */
function Commands({ commands }: { commands: readonly string[] }) {
  const t = useT();
  return (
    <Card title={t('jobs.commands')}>
      <ul className={styles['commands']}>
        {commands.map((command) => (
          <li key={command}>
            <code>{command}</code>
            <CopyButton text={command} label={t('jobs.copyCommand')} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function AboutCard({ job }: { job: Job }) {
  const t = useT();
  const format = useFormat();
  const { nameOf } = usePresets();
  const facts: [string, string | null][] = [
    ['source', job.source?.kind === 'upload' ? t('jobs.uploaded') : (job.source?.value ?? null)],
    ['preset', job.preset ? nameOf(job.preset) : t('jobs.ownRecipe')],
    ['priority', String(job.priority)],
    ['attempt', `${job.attempt}/${job.maxAttempts}`],
    ['created', format.dateTime(job.createdAt)],
    ['started', job.startedAt && format.dateTime(job.startedAt)],
    ['ended', job.endedAt && format.dateTime(job.endedAt)],
    ['output', job.result?.outputPath ?? null],
  ];
  return (
    <Card title={t('jobs.about')}>
      <dl className={styles['about']}>
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{t(`jobs.aboutOf.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        <div>
          <dt>{t('jobs.aboutOf.trace')}</dt>
          <dd className={styles['trace']}>
            <RouteLink to="/logs" search={{ trace: job.trace }}>
              {job.trace}
            </RouteLink>
            <CopyButton text={job.trace} label={t('jobs.copyTrace')} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}

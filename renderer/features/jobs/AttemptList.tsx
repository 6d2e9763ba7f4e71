import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Attempt, Job } from '#shared/domain/job.ts';
import { useClient } from '../../app/client.ts';
import { useErrorWords, useFormat, useT } from '../../app/language.ts';
import { Button } from '../../kit/Button.tsx';
import type { Tone } from '../../kit/Chip.tsx';
import { StatePill, type Glyph } from '../../kit/StatePill.tsx';
import { CopyButton } from './CopyButton.tsx';
import styles from './Job.module.css';
import { useStageName } from '../../app/stage-name.ts';

const looks: Readonly<Record<Attempt['outcome'], { glyph: Glyph; tone: Tone }>> = {
  running: { glyph: 'running', tone: 'running' },
  succeeded: { glyph: 'done', tone: 'done' },
  failed: { glyph: 'failed', tone: 'failed' },
  cancelled: { glyph: 'cancelled', tone: 'neutral' },
  interrupted: { glyph: 'retrying', tone: 'retrying' },
};

/** The whole log of an attempt; while it runs, read again every two seconds and followed to its end. */
function AttemptLog({ id, attempt }: { id: number; attempt: Attempt }) {
  const t = useT();
  const client = useClient();
  const box = useRef<HTMLPreElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const isRunning = attempt.outcome === 'running';
  const { data } = useQuery({
    queryKey: ['jobs', 'log', id, attempt.number, attempt.outcome],
    queryFn: ({ signal }) => client.jobs.log({ id, number: attempt.number }, { signal }),
    refetchInterval: isRunning ? 2000 : false,
  });
  const text = data?.text ?? attempt.logTail;
  useEffect(() => {
    if (isFollowing && isRunning) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [text, isFollowing, isRunning]);
  return (
    <div className={styles['log']}>
      <div className={styles['logHead']}>
        <span className="muted">{data?.truncated ? t('jobs.logCut') : ''}</span>
        <CopyButton text={text} label={t('jobs.copyLog')} />
      </div>
      <pre
        ref={box}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        tabIndex={0}
        aria-label={t('jobs.logOf', { number: attempt.number })}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setIsFollowing(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        {text || t('jobs.logEmpty')}
      </pre>
    </div>
  );
}

function AttemptItem({ job, attempt, isFirst }: { job: Job; attempt: Attempt; isFirst: boolean }) {
  const t = useT();
  const format = useFormat();
  const words = useErrorWords();
  const nameOf = useStageName();
  const [isOpen, setIsOpen] = useState(isFirst && attempt.outcome === 'failed');
  const ms = attempt.endedAt ? Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt) : null;
  return (
    <li className={styles['attempt']}>
      <div className={styles['attemptHead']}>
        <strong>{t('jobs.attemptNumber', { number: attempt.number, max: job.maxAttempts })}</strong>
        <StatePill {...looks[attempt.outcome]} label={t(`jobs.outcome.${attempt.outcome}`)} />
        <span className="muted">{format.dateTime(attempt.startedAt)}</span>
        {ms === null ? null : <span className="muted">{format.duration(ms)}</span>}
        {attempt.stage && attempt.outcome !== 'succeeded' ? (
          <span className="muted">{nameOf(attempt.stage)}</span>
        ) : null}
        <span className={styles['grow']} />
        <Button size="small" variant="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t(isOpen ? 'jobs.hideLog' : 'jobs.showLog')}
        </Button>
      </div>
      {attempt.error ? <p className={styles['attemptError']}>{words(attempt.error).message}</p> : null}
      {isOpen ? <AttemptLog id={job.id} attempt={attempt} /> : null}
    </li>
  );
}

/** The attempts, newest first: the error in words, the program's own words behind. */
export function AttemptList({ job }: { job: Job }) {
  const t = useT();
  if (job.attempts.length === 0) return <p className="muted">{t('jobs.noAttempts')}</p>;
  const newestFirst = job.attempts.toSorted((a, b) => b.number - a.number);
  return (
    <ol className={styles['attempts']}>
      {newestFirst.map((attempt, index) => (
        <AttemptItem key={attempt.number} job={job} attempt={attempt} isFirst={index === 0} />
      ))}
    </ol>
  );
}

import { IconCircle, IconCircleCheckFilled, IconPlayerPlay } from '@tabler/icons-react';
import type { Job } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import { useStageName } from '../../app/stage-name.ts';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import { workedMs } from './select.ts';
import styles from './Job.module.css';

/** How far a running job is: stage, share, time gone, speed, time left, and the stages before and after. */
export function ProgressPanel({ job }: { job: Job }) {
  const t = useT();
  const format = useFormat();
  const nameOf = useStageName();
  const nowMs = useNow(1000);
  if (job.state !== 'running') return null;
  const { progress } = job;
  const fraction = progress?.fraction ?? null;
  const percent = fraction === null ? '' : format.percent(fraction, 0);
  const left = progress?.etaMs == null ? t('jobs.calculating') : t('jobs.left', { time: format.clock(progress.etaMs) });
  const at = progress ? progress.stages.indexOf(progress.stage) : -1;
  const title = progress ? nameOf(progress.stage) : t('jobs.starting');
  return (
    <section className={styles['progress']} aria-label={t('jobs.column.progress')}>
      <div className={styles['progressHead']}>
        <strong>{title}</strong>
        <strong>{percent}</strong>
      </div>
      <ProgressBar fraction={fraction} label={title} valueText={[percent, left].filter(Boolean).join(', ')} />
      <div className={styles['progressFoot']}>
        <span>{t('jobs.elapsed', { time: format.clock(workedMs(job, nowMs)) })}</span>
        <span>{progress?.speed == null ? '' : t('jobs.speed', { speed: format.number(progress.speed, 1) })}</span>
        <span>{left}</span>
      </div>
      {progress && progress.stages.length > 1 ? (
        <ol className={styles['stages']}>
          {progress.stages.map((stage, index) => (
            <li
              key={stage}
              aria-current={index === at ? 'step' : undefined}
              className={index > at ? styles['later'] : ''}
            >
              <StageGlyph isDone={index < at} isCurrent={index === at} />
              <span>{nameOf(stage)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

function StageGlyph({ isDone, isCurrent }: { isDone: boolean; isCurrent: boolean }) {
  if (isDone) return <IconCircleCheckFilled size={16} className={styles['stageDone']} aria-hidden="true" />;
  if (isCurrent) return <IconPlayerPlay size={16} className={styles['stageNow']} aria-hidden="true" />;
  return <IconCircle size={16} aria-hidden="true" />;
}

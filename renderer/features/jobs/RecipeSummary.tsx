import { useTranslation } from 'react-i18next';
import type { Job } from '#shared/domain/job.ts';
import { useT } from '../../app/language.ts';
import { Card } from '../../kit/Card.tsx';
import styles from './Job.module.css';

/** The steps that the job goes through, and those that were left out with the reason. */
export function RecipeSummary({ job }: { job: Job }) {
  const t = useT();
  const { t: translate, i18n } = useTranslation();
  const steps = job.recipe?.steps ?? [];
  const skipped = new Map((job.result?.skipped ?? []).map(({ step, reason }) => [step, reason]));
  if (steps.length === 0 && skipped.size === 0) return null;
  const why = (reason: string): string => {
    const key = `jobs.skipped.${reason}`;
    return i18n.exists(key) ? translate(key) : reason;
  };
  return (
    <Card title={t('jobs.recipe')}>
      <ol className={styles['recipe']}>
        {steps.map((step, index) => (
          // Steps have no id; their order is what they are here.
          <li key={`${index}-${step.kind}`}>
            <span>{t(`video.step.${step.kind}.name`)}</span>
            {skipped.has(step.kind) ? (
              <span className="muted">{t('jobs.skippedStep', { reason: why(skipped.get(step.kind) ?? '') })}</span>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  );
}

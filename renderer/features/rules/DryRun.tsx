import type { Outputs } from '#shared/contract/index.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useNow } from '../../app/now.ts';
import styles from './rules.module.css';

const reasons = ['hours', 'limit', 'grouped', 'inARow'] as const;

/** What a rule would have done over the last day. */
export function DryRun({ outcome }: { outcome: Outputs['rules']['dryRun'] }) {
  const t = useT();
  const format = useFormat();
  const nowMs = useNow(30_000);
  const held = reasons
    .filter((reason) => outcome.suppressed[reason] > 0)
    .map((reason) => t(`rules.dry.suppressed.${reason}`, { count: outcome.suppressed[reason] }));
  return (
    <div className={styles['outcome']} role="status">
      <strong>{t('rules.dry.would', { count: outcome.wouldTell, shown: format.number(outcome.wouldTell) })}</strong>
      <p className="muted">
        {t('rules.dry.of', { matched: format.number(outcome.matched), considered: format.number(outcome.considered) })}
        {held.length > 0 ? ` · ${held.join(' · ')}` : ''}
        {outcome.isCut ? ` · ${t('rules.dry.cut')}` : ''}
      </p>
      {outcome.examples.length > 0 ? (
        <ul>
          {outcome.examples.map(({ event, outcome: how }) => (
            <li key={event.id}>
              {format.when(event.at, nowMs)} · <code>{event.type}</code> · {event.subject} ·{' '}
              {t(`rules.dry.outcome.${how}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

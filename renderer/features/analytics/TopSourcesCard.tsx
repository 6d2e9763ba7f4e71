import type { Outputs } from '#shared/contract/index.ts';
import { useFormat, useT } from '../../app/language.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { Card } from '../../kit/Card.tsx';
import { ProgressBar } from '../../kit/ProgressBar.tsx';
import styles from './Overview.module.css';
import { shortSource } from './select.ts';

type Overview = Outputs['analytics']['overview'];

/** The sources processed most; a click shows their jobs. */
export function TopSourcesCard({ overview }: { overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const most = Math.max(1, ...overview.top.map((source) => source.count));
  return (
    <Card title={t('analytics.top')} note={t('analytics.lastDays', { count: overview.days })} isFlush>
      {overview.top.length === 0 ? (
        <div className={styles['empty']}>{t('analytics.topNone')}</div>
      ) : (
        <ul className={styles['rows']}>
          {overview.top.slice(0, 8).map((source) => {
            const finished = source.succeeded + source.failed;
            const rate = finished === 0 ? null : source.succeeded / finished;
            return (
              <li key={source.value}>
                <span className={styles['grow']}>
                  <RouteLink
                    to="/queue"
                    search={{ sourceValue: source.value }}
                    className={styles['rowLink']}
                    title={source.value}
                  >
                    <span className="truncate">{shortSource(source.value)}</span>
                  </RouteLink>
                </span>
                <span className={styles['meter']}>
                  <ProgressBar
                    tone="neutral"
                    fraction={source.count / most}
                    label={shortSource(source.value)}
                    valueText={t('analytics.topRow', { count: source.count, rate: format.percent(rate, 0) })}
                  />
                </span>
                <span className={styles['number']} title={t('analytics.topRate', { rate: format.percent(rate, 0) })}>
                  {format.number(source.count)}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

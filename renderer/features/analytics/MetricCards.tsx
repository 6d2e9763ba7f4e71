import type { Outputs } from '#shared/contract/index.ts';
import { useFormat, useT, type Translate } from '../../app/language.ts';
import type { Formats } from '../../kit/format.ts';
import { nothing } from '../../kit/format.ts';
import { Kpi, type KpiDelta } from '../../kit/Kpi.tsx';
import { Sparkline } from '../../kit/Sparkline.tsx';
import styles from './Overview.module.css';
import { metricChanges, metricLines, type Change } from './select.ts';

type Overview = Outputs['analytics']['overview'];

function deltaWords(
  change: Change | null,
  t: Translate,
  amount: (value: number) => string,
  kind: 'more' | 'points' | 'time',
): KpiDelta | null {
  if (!change) return null;
  const { direction, verdict } = change;
  const text =
    direction === 'same'
      ? t('analytics.delta.same')
      : t(`analytics.delta.${kind}.${direction}`, { amount: amount(change.amount) });
  return { direction, verdict, text };
}

/** "12 %", "96,4 %": number and sign apart, so that the sign can be small. */
function splitPercent(fraction: number | null, format: Formats): { value: string; unit?: string } {
  if (fraction === null) return { value: nothing };
  return { value: format.number(fraction * 100, 1), unit: '%' };
}

/** Processed, success rate, average time, cache hits, each against the period before (A09 to A12). */
export function MetricCards({ overview }: { overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const { current, previous, buckets } = overview;
  const changes = metricChanges(current, previous);
  const lines = metricLines(buckets);
  const line = (values: readonly (number | null)[], name: string) => (
    <Sparkline values={values} label={t('analytics.trend', { name })} />
  );
  const points = (value: number) => format.number(value * 100, 1);
  const success = splitPercent(current.successRate, format);
  const cache = splitPercent(current.cacheHitRate, format);
  return (
    <div className={styles['kpis']}>
      <Kpi
        label={t('analytics.processed')}
        value={format.number(current.processed)}
        unit={t('analytics.videos', { count: current.processed })}
        delta={deltaWords(changes.processed, t, (value) => format.percent(value, 0), 'more')}
        note={t('analytics.against', { count: overview.days })}
        chart={line(lines.processed, t('analytics.processed'))}
      />
      <Kpi
        label={t('analytics.successRate')}
        value={success.value}
        unit={success.unit}
        delta={deltaWords(changes.successRate, t, points, 'points')}
        note={t('analytics.failedOf', { count: current.failed, failed: format.number(current.failed) })}
        chart={line(lines.successRate, t('analytics.successRate'))}
      />
      <Kpi
        label={t('analytics.average')}
        value={format.clock(current.averageMs)}
        unit={current.averageMs === null ? undefined : t('analytics.minutes')}
        delta={deltaWords(changes.average, t, (value) => format.duration(value), 'time')}
        note={t('analytics.percentiles', { p50: format.clock(current.p50Ms), p95: format.clock(current.p95Ms) })}
        chart={line(lines.average, t('analytics.average'))}
      />
      <Kpi
        label={t('analytics.cacheHitRate')}
        value={cache.value}
        unit={cache.unit}
        delta={deltaWords(changes.cacheHitRate, t, points, 'points')}
        note={t('analytics.cacheNote', { count: current.cacheHits, hits: format.number(current.cacheHits) })}
        chart={line(lines.cacheHitRate, t('analytics.cacheHitRate'))}
      />
    </div>
  );
}

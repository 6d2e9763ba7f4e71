import { useMemo } from 'react';
import type { Outputs } from '#shared/contract/index.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Card } from '../../kit/Card.tsx';
import { TimeSeriesChart } from '../../kit/TimeSeriesChart.tsx';

type Overview = Outputs['analytics']['overview'];
const dayMs = 86_400_000;
/** Marks at round seconds, minutes and hours. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800].map((s) => s * 1000);

/** How long a job takes, over the period. Absent until two buckets have something to say. */
export function DurationsCard({ overview }: { overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const { buckets, bucketMs } = overview;
  const name = t('analytics.average');
  const chart = useMemo(
    () => ({
      timesMs: buckets.map((bucket) => new Date(bucket.startsAt).getTime()),
      series: [{ label: name, values: buckets.map((bucket) => bucket.averageMs) }],
    }),
    [buckets, name],
  );
  if (buckets.filter((bucket) => bucket.averageMs !== null).length < 2) return null;
  const isDaily = bucketMs >= dayMs;
  return (
    <Card title={t('analytics.durations')} note={t('analytics.lastDays', { count: overview.days })}>
      <TimeSeriesChart
        {...chart}
        summary={t('analytics.durationsSummary', {
          p50: format.duration(overview.current.p50Ms),
          p95: format.duration(overview.current.p95Ms),
        })}
        timeLabel={t('analytics.time')}
        formatTime={(ms) => (isDaily ? format.date(ms).replace(/[ ,]{0,2}(?:de )?\d{4}.?$/, '') : format.time(ms))}
        formatFullTime={(ms) => (isDaily ? format.date(ms) : format.dateTime(ms))}
        steps={steps}
        formatValue={(value) => format.clock(value)}
      />
    </Card>
  );
}

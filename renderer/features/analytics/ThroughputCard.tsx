import type { Outputs } from '#shared/contract/index.ts';
import { useFormat, useT } from '../../app/language.ts';
import { Card } from '../../kit/Card.tsx';
import { StackedBars } from '../../kit/StackedBars.tsx';

type Overview = Outputs['analytics']['overview'];
const dayMs = 86_400_000;

/** Jobs per hour or day: done, and failed hatched. */
export function ThroughputCard({ overview }: { overview: Overview }) {
  const t = useT();
  const format = useFormat();
  const isDaily = overview.bucketMs >= dayMs;
  const bars = overview.buckets.map((bucket) => ({
    key: bucket.startsAt,
    label: isDaily
      ? format.date(bucket.startsAt).replace(/[ ,]{0,2}(?:de )?\d{4}.?$/, '')
      : format.time(bucket.startsAt),
    fullLabel: isDaily ? format.date(bucket.startsAt) : format.dateTime(bucket.startsAt),
    good: bucket.succeeded,
    bad: bucket.failed,
    isOpen: bucket.isOpen,
  }));
  return (
    <Card
      title={t(isDaily ? 'analytics.perDay' : 'analytics.perHour')}
      note={t('analytics.lastDays', { count: overview.days })}
    >
      <StackedBars
        summary={t('analytics.throughputSummary', {
          succeeded: format.number(overview.current.succeeded),
          failed: format.number(overview.current.failed),
        })}
        bars={bars}
        goodLabel={t('analytics.done')}
        badLabel={t('analytics.failed')}
        timeLabel={t('analytics.time')}
        formatCount={(count) => format.number(count)}
      />
    </Card>
  );
}

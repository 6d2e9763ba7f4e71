import type { EventView } from '#shared/domain/events.ts';
import { subjectOf, useEventText } from '../../app/event-text.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useEventsLive, useJobsLive } from '../../app/live/store.ts';
import { useNow } from '../../app/now.ts';
import { RouteLink } from '../../app/RouteLink.tsx';
import { Card } from '../../kit/Card.tsx';
import { StateGlyph, type Glyph } from '../../kit/StatePill.tsx';
import styles from './Overview.module.css';
import { mergeActivity } from './select.ts';

const shownAtMost = 9;
const glyphs: Readonly<Partial<Record<EventView['type'], Glyph>>> = {
  'job.added': 'waiting',
  'job.started': 'running',
  'job.succeeded': 'done',
  'job.retrying': 'retrying',
  'job.retried': 'retrying',
  'job.dead': 'failed',
  'job.cancelled': 'cancelled',
  'job.held': 'paused',
  'queue.paused': 'paused',
  'queue.draining': 'paused',
  'service.failed': 'failed',
  'access.refused': 'failed',
  'console.recovered': 'degraded',
};

/** What happened last, newest first, with links to the jobs (A06). */
export function ActivityCard({ read }: { read: readonly EventView[] }) {
  const t = useT();
  const format = useFormat();
  const text = useEventText();
  const nowMs = useNow(60_000);
  const jobs = useJobsLive();
  const events = mergeActivity(useEventsLive(), read, shownAtMost);
  return (
    <Card title={t('analytics.activity')} isFlush>
      {events.length === 0 ? (
        <div className={styles['empty']}>{t('analytics.activityNone')}</div>
      ) : (
        <ul className={styles['rows']}>
          {events.map((event) => {
            const subject = subjectOf(event.subject);
            // Only some events carry the title; the live copy knows it for jobs that changed lately.
            const title = jobs.get(Number(subject.id))?.job.title;
            const words = text(title ? { ...event, data: { title, ...event.data } } : event);
            return (
              <li key={event.id}>
                <time className={styles['time']} dateTime={event.at} title={format.dateTime(event.at)}>
                  {format.relative(event.at, nowMs)}
                </time>
                <StateGlyph glyph={glyphs[event.type] ?? 'done'} />
                <span className={styles['grow']} title={words}>
                  {subject.kind === 'job' ? (
                    <RouteLink to={`/jobs/${subject.id}`} className={styles['rowLink']}>
                      <span className="truncate">{words}</span>
                    </RouteLink>
                  ) : (
                    <span className="truncate">{words}</span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

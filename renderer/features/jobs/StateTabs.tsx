import type { StateCounts } from '#shared/domain/job.ts';
import { useFormat, useT } from '../../app/language.ts';
import { useCounts } from '../../app/live/store.ts';
import { StateGlyph, type Glyph } from '../../kit/StatePill.tsx';
import { Tabs } from '../../kit/Tabs.tsx';
import { tabs, type Tab } from './address.ts';
import styles from './Queue.module.css';

const glyphs: Readonly<Record<Tab, readonly [Glyph, string] | null>> = {
  all: null,
  running: ['running', 'running'],
  waiting: ['waiting', 'waiting'],
  retrying: ['retrying', 'retrying'],
  failed: ['failed', 'failed'],
  letters: ['dead', 'dead'],
  done: ['done', 'done'],
  cancelled: ['cancelled', 'neutral'],
};

const countOf = (tab: Tab, counts: StateCounts): number => {
  const waiting = counts.queued + counts.scheduled + counts.held;
  const all = waiting + counts.retrying + counts.running + counts.succeeded + counts.dead + counts.cancelled;
  const by: Record<Tab, number> = {
    all,
    running: counts.running,
    waiting,
    retrying: counts.retrying,
    failed: counts.dead,
    letters: counts.deadLetters,
    done: counts.succeeded,
    cancelled: counts.cancelled,
  };
  return by[tab];
};

/** The states as tabs, with how many jobs are in each. */
export function StateTabs({ tab, onSelect }: { tab: Tab; onSelect: (tab: Tab) => void }) {
  const t = useT();
  const format = useFormat();
  const counts = useCounts();
  const items = tabs.map((id) => {
    const look = glyphs[id];
    return {
      id,
      label: t(`jobs.tab.${id}`),
      icon: look ? (
        <span className={styles[look[1]]}>
          <StateGlyph glyph={look[0]} size={14} />
        </span>
      ) : undefined,
      count: counts ? format.number(countOf(id, counts)) : undefined,
    };
  });
  return <Tabs label={t('jobs.tabs')} items={items} selected={tab} onSelect={onSelect} panelId="job-list" />;
}

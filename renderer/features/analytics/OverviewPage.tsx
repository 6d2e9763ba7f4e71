import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { openAddVideos } from '../../app/add-videos.ts';
import { useClient } from '../../app/client.ts';
import { useT } from '../../app/language.ts';
import { useCounts } from '../../app/live/store.ts';
import { Loaded } from '../../app/Loaded.tsx';
import { Page } from '../../app/Page.tsx';
import { usePreferences } from '../../app/preferences.ts';
import { useSearchValues, useSetSearch } from '../../app/search.ts';
import type { Outputs } from '#shared/contract/index.ts';
import { Button } from '../../kit/Button.tsx';
import { Segments } from '../../kit/Tabs.tsx';
import { ActivityCard } from './ActivityCard.tsx';
import { AttentionStrip } from './AttentionStrip.tsx';
import { DurationsCard } from './DurationsCard.tsx';
import { GettingStarted } from './GettingStarted.tsx';
import { MetricCards } from './MetricCards.tsx';
import styles from './Overview.module.css';
import { RunningCard } from './RunningCard.tsx';
import { periodOf, periods } from './select.ts';
import { ServicesCard } from './ServicesCard.tsx';
import { ThroughputCard } from './ThroughputCard.tsx';
import { TopSourcesCard } from './TopSourcesCard.tsx';

type Overview = Outputs['analytics']['overview'];

/** In the shell the live feed renews the page; a browser also asks again every so often (A07). */
function useOverview(days: number) {
  const client = useClient();
  const refreshSeconds = usePreferences((preferences) => preferences.refreshSeconds);
  return useQuery({
    queryKey: ['analytics', 'overview', days],
    queryFn: ({ signal }) => client.analytics.overview({ days }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: window.atalaya || refreshSeconds === 0 ? false : refreshSeconds * 1000,
  });
}

function useIsUnused(overview: Overview | undefined): boolean {
  const counts = useCounts();
  if (!overview || !counts) return false;
  const { deadLetters: _, ...states } = counts;
  return Object.values(states).every((count) => count === 0) && overview.top.length === 0;
}

function OverviewBody({ overview }: { overview: Overview }) {
  return (
    <div className={styles['stack']}>
      <AttentionStrip />
      <MetricCards overview={overview} />
      <div className={styles['wide']}>
        <ThroughputCard overview={overview} />
        <RunningCard />
      </div>
      <div className={styles['thirds']}>
        <ServicesCard />
        <TopSourcesCard overview={overview} />
        <ActivityCard read={overview.activity} />
      </div>
      <DurationsCard overview={overview} />
    </div>
  );
}

export function OverviewPage() {
  const t = useT();
  const days = periodOf(useSearchValues()['days']);
  const setSearch = useSetSearch();
  const query = useOverview(days);
  const isUnused = useIsUnused(query.data);
  return (
    <Page
      title={t('analytics.title')}
      actions={
        <>
          <Segments
            label={t('analytics.period')}
            items={periods.map((id) => ({ id, label: t('analytics.days', { count: id }) }))}
            selected={days}
            onSelect={(chosen) => setSearch({ days: chosen })}
          />
          <Button variant="primary" icon={<IconPlus size={16} aria-hidden="true" />} onClick={() => openAddVideos()}>
            {t('common.addVideos')}
          </Button>
        </>
      }
    >
      {isUnused ? (
        <GettingStarted />
      ) : (
        <Loaded query={query} rows={14}>
          {(overview) => <OverviewBody overview={overview} />}
        </Loaded>
      )}
    </Page>
  );
}

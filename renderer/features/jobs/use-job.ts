import { useQuery } from '@tanstack/react-query';
import type { Job } from '#shared/domain/job.ts';
import { useClient } from '../../app/client.ts';
import { useJobLive, useProgress } from '../../app/live/store.ts';

/** One job with its attempts, read again whenever the live feed tells that it changed; its progress comes from the feed. */
export function useJob(id: number): { job: Job | undefined; error: unknown; isLoading: boolean; retry: () => void } {
  const client = useClient();
  const live = useJobLive(id);
  const progress = useProgress(id);
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ['jobs', 'one', id, live?.revision ?? 0],
    queryFn: ({ signal }) => client.jobs.get({ id }, { signal }),
    placeholderData: (before) => (before?.id === id ? before : undefined),
    staleTime: 0,
  });
  const job = data && live && live.job.state !== data.state ? { ...data, state: live.job.state } : data;
  return {
    job: job && progress ? { ...job, progress: progress.progress } : job,
    error,
    isLoading,
    retry: () => void refetch(),
  };
}

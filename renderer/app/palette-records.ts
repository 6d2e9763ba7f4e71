import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { useClient } from './client.ts';
import type { Command } from './commands.ts';
import { useT } from './language.ts';
import { useGoTo } from './navigate.ts';

const none: readonly Command[] = [];

/** Jobs whose number or text answers the query, as commands that open them. */
export function useRecordCommands(query: string): readonly Command[] {
  const t = useT();
  const client = useClient();
  const goTo = useGoTo();
  const search = useDeferredValue(query.trim());
  const number = /^#?(\d{1,12})$/.exec(search)?.[1];
  const { data } = useQuery({
    queryKey: ['jobs', 'palette', search],
    queryFn: ({ signal }) => client.jobs.list({ search, limit: 6 }, { signal }),
    enabled: search.length >= 2,
  });
  return useMemo(() => {
    if (search.length === 0) return none;
    const open = (id: number, title: string): Command => ({
      id: `job-${id}`,
      title,
      words: search,
      group: 'records',
      run: () => goTo(`/jobs/${id}`),
    });
    const exact = number ? [open(Number(number), t('common.palette.openJob', { id: Number(number) }))] : [];
    const found = (data?.items ?? []).map((job) => open(job.id, `${job.title} · ${job.id}`));
    return [...exact, ...found.filter((item) => item.id !== exact[0]?.id)];
  }, [search, number, data, goTo, t]);
}

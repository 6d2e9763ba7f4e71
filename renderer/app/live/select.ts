import type { LiveBatch } from '#shared/contract/live.ts';
import type { JobSummary } from '#shared/domain/job.ts';
import type { LiveState } from './reduce.ts';

/** Lays the rows that changed since `snapshotRevision` over a list: values change in place, the order stays. */
export function overlayJobs(
  items: readonly JobSummary[],
  snapshotRevision: number,
  live: Pick<LiveState, 'jobs' | 'removed'>,
): readonly JobSummary[] {
  let isChanged = false;
  const merged = items.flatMap((item) => {
    if ((live.removed.get(item.id) ?? -1) > snapshotRevision) {
      isChanged = true;
      return [];
    }
    const newer = live.jobs.get(item.id);
    if (!newer || newer.revision <= snapshotRevision) return [item];
    isChanged = true;
    return [newer.job];
  });
  return isChanged ? merged : items;
}

/** Whether a list read at this revision has missed changes that the overlay no longer holds. */
export const hasMissedChanges = (snapshotRevision: number, live: Pick<LiveState, 'overflowRevision'>): boolean =>
  snapshotRevision < live.overflowRevision;

/** Jobs that came after the list was read, newest first. */
export function arrivalsAfter(upToId: number, live: Pick<LiveState, 'jobs'>): readonly JobSummary[] {
  return [...live.jobs.values()]
    .filter(({ job }) => job.id > upToId)
    .map(({ job }) => job)
    .toSorted((a, b) => b.id - a.id);
}

const told = /^(alert|delivery|channel|template|schedule|summary|job|queue)\./;

/** The feature names whose cached answers a batch has made old. */
export function staleFeatures(batch: LiveBatch): readonly string[] {
  const stale = new Set<string>();
  if (batch.settings.length > 0) stale.add('settings');
  if (batch.overflow) stale.add('jobs');
  if (batch.status) stale.add('health');
  for (const { type } of batch.events) {
    if (type.startsWith('job.')) stale.add('analytics');
    if (type.startsWith('preset.')) stale.add('video');
    if (told.test(type)) stale.add('notifications');
    if (type.startsWith('delivery.') || type.startsWith('channel.')) stale.add('deliveries');
    if (type.startsWith('rule.')) stale.add('rules');
  }
  return [...stale];
}

import type { JobAction } from '#shared/contract/jobs.ts';
import { isTerminal, type JobState, type JobSummary } from '#shared/domain/job.ts';
import { pageSize, type ListState } from './reduce.ts';

/** The row at a place of the list, once its page is there. */
export function rowAt(state: ListState, index: number): JobSummary | undefined {
  const id = state.pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  return id === undefined ? undefined : state.rows.get(id);
}

/** The ids that are loaded, in the list's order. */
export const loadedIds = (state: ListState): number[] =>
  [...state.pages].toSorted(([a], [b]) => a - b).flatMap(([, ids]) => ids);

/** Where a job is in the list; -1 while its page isn't loaded. */
export function indexOfJob(state: ListState, id: number): number {
  for (const [page, ids] of state.pages) {
    const at = ids.indexOf(id);
    if (at >= 0) return page * pageSize + at;
  }
  return -1;
}

/** The places in the queue of the jobs on the first page of a list that stands in the order they run. */
export function placesOf(state: ListState): ReadonlyMap<number, number> {
  const queued = (state.pages.get(0) ?? []).filter((id) => state.rows.get(id)?.state === 'queued');
  return new Map(queued.map((id, index) => [id, index + 1]));
}

const able: Record<Exclude<JobAction, 'restore'>, readonly JobState[]> = {
  retry: ['dead', 'cancelled'],
  cancel: ['queued', 'scheduled', 'retrying', 'held', 'running'],
  hold: ['queued', 'scheduled', 'retrying'],
  release: ['held'],
  delete: ['queued', 'scheduled', 'retrying', 'held', 'succeeded', 'dead', 'cancelled'],
  acknowledge: ['dead'],
  'set-priority': ['queued', 'scheduled', 'retrying', 'held'],
};

/** Whether the action makes sense for a job as it stands. The console has the last word. */
export const canDo = (action: keyof typeof able, job: Pick<JobSummary, 'state' | 'acknowledgedAt'>): boolean =>
  able[action].includes(job.state) && (action !== 'acknowledge' || job.acknowledgedAt === null);

export const isMovable = (job: Pick<JobSummary, 'state'>): boolean => job.state === 'queued';

/** How long a job has worked: until its end, or until now. Null before it began. */
export function workedMs(job: Pick<JobSummary, 'startedAt' | 'endedAt' | 'state'>, nowMs: number): number | null {
  if (!job.startedAt || job.state === 'queued') return null;
  const end = job.state === 'running' ? nowMs : job.endedAt ? Date.parse(job.endedAt) : null;
  return end === null ? null : Math.max(0, end - Date.parse(job.startedAt));
}

/** Where a link comes from, or the folder of a file; what stands beside the title in grey. */
export function originOf(source: JobSummary['source']): string {
  if (!source || source.kind === 'upload') return '';
  if (source.kind === 'file') return source.value.split(/[\\/]/).at(-2) ?? '';
  try {
    return new URL(source.value).host;
  } catch {
    return ''; // Stored before it was checked: the title says enough.
  }
}

/** What the progress column says, as a key with its values or a thing to draw. */
export type Outlook =
  | { readonly kind: 'running' }
  | { readonly kind: 'retrying'; readonly atMs: number }
  | { readonly kind: 'scheduled'; readonly at: string }
  | { readonly kind: 'held' }
  | { readonly kind: 'place'; readonly place: number }
  | { readonly kind: 'waiting'; readonly isPaused: boolean }
  | { readonly kind: 'failed' }
  | { readonly kind: 'done'; readonly sizeBytes: number | null; readonly isCached: boolean }
  | { readonly kind: 'cancelled' };

/** `place`: the job's place in its queue where the list shows it (sorted by queue, nothing filtered away). */
export function outlookOf(job: JobSummary, place: number | null, isPaused: boolean): Outlook {
  switch (job.state) {
    case 'running':
      return { kind: 'running' };
    case 'retrying':
      return { kind: 'retrying', atMs: Date.parse(job.runAt) };
    case 'scheduled':
      return { kind: 'scheduled', at: job.runAt };
    case 'held':
      return { kind: 'held' };
    case 'queued':
      return place !== null && !isPaused ? { kind: 'place', place } : { kind: 'waiting', isPaused };
    case 'dead':
      return { kind: 'failed' };
    case 'succeeded':
      return { kind: 'done', sizeBytes: job.result?.sizeBytes ?? null, isCached: job.result?.cached ?? false };
    case 'cancelled':
      return { kind: 'cancelled' };
  }
}

/** Bulk actions above this many ask first; those that lose something, always above it by typing the number. */
export const askAbove = 50;
export const needsQuestion = (action: JobAction, count: number): boolean =>
  count > askAbove || (action === 'cancel' && count > 5);

export const isFinished = (job: Pick<JobSummary, 'state'>): boolean => isTerminal(job.state);

import type { JobFilter, JobSummary } from '#shared/domain/job.ts';
import type { LiveState } from '../../app/live/reduce.ts';

export const pageSize = 200;
/** Rows kept in memory: 40 pages are 8,000 rows, some 10 MB. */
const keptPages = 40;

export interface ListPage {
  readonly items: readonly JobSummary[];
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly upToId: number;
  readonly revision: number;
}

/**
 * The rows of the queue page: pages of ids that were asked for, and the newest known form of each row.
 * Rows never move by themselves: what changes is changed in place, what arrives is counted, until `refresh`.
 */
export interface ListState {
  /** Rises with each question; an answer to an older one is dropped. */
  readonly generation: number;
  readonly filter: JobFilter;
  readonly total: number | null;
  readonly totalIsExact: boolean;
  readonly upToId: number;
  readonly pages: ReadonlyMap<number, readonly number[]>;
  /** Pages that were read under an older generation and are shown until the new ones come. */
  readonly outdated: ReadonlySet<number>;
  readonly rows: ReadonlyMap<number, JobSummary>;
  /** Revision each row was read at, so that an older batch never overwrites a newer answer. */
  readonly revisions: ReadonlyMap<number, number>;
  /** Revision of the oldest page in sight: what the live copy lost after it was missed here too. */
  readonly readRevision: number;
  /** Up to which revision the live copy has been taken over. */
  readonly heardRevision: number;
  readonly arrivals: ReadonlySet<number>;
  /** Something else changed what the list would hold: a row left the filter, more changed than was told. */
  readonly hasDrifted: boolean;
  readonly error: unknown;
}

export const emptyList: ListState = {
  generation: 0,
  filter: {},
  total: null,
  totalIsExact: true,
  upToId: 0,
  pages: new Map(),
  outdated: new Set(),
  rows: new Map(),
  revisions: new Map(),
  readRevision: -1,
  heardRevision: -1,
  arrivals: new Set(),
  hasDrifted: false,
  error: null,
};

/** A new question: what was shown goes. */
export const ask = (state: ListState, filter: JobFilter): ListState => ({
  ...emptyList,
  generation: state.generation + 1,
  filter,
});

/** The same question again: the old rows stay until the new ones are there. */
export const refresh = (state: ListState): ListState => ({
  ...state,
  generation: state.generation + 1,
  outdated: new Set(state.pages.keys()),
  readRevision: -1,
  arrivals: new Set(),
  hasDrifted: false,
  error: null,
});

/** An answer came. */
export function receivePage(state: ListState, generation: number, index: number, page: ListPage): ListState {
  if (generation !== state.generation) return state;
  const pages = new Map(state.pages).set(
    index,
    page.items.map((row) => row.id),
  );
  const rows = new Map(state.rows);
  const revisions = new Map(state.revisions);
  for (const row of page.items) {
    if ((revisions.get(row.id) ?? -1) > page.revision) continue;
    rows.set(row.id, row);
    revisions.set(row.id, page.revision);
  }
  const outdated = new Set(state.outdated);
  outdated.delete(index);
  dropBeyond(pages, page.total);
  forgetFarPages(pages, rows, revisions, index);
  const { total, totalIsExact, upToId } = page;
  const readRevision = state.readRevision < 0 ? page.revision : Math.min(state.readRevision, page.revision);
  return { ...state, pages, rows, revisions, outdated, total, totalIsExact, upToId, readRevision, error: null };
}

export const fail = (state: ListState, generation: number, error: unknown): ListState =>
  generation === state.generation ? { ...state, error } : state;

function dropBeyond(pages: Map<number, readonly number[]>, total: number): void {
  for (const index of pages.keys()) if (index * pageSize >= Math.max(total, 1)) pages.delete(index);
}

function forgetFarPages(
  pages: Map<number, readonly number[]>,
  rows: Map<number, JobSummary>,
  revisions: Map<number, number>,
  near: number,
): void {
  if (pages.size <= keptPages) return;
  const farthest = [...pages.keys()].toSorted((a, b) => Math.abs(b - near) - Math.abs(a - near));
  for (const index of farthest.slice(0, pages.size - keptPages)) {
    for (const id of pages.get(index) ?? []) {
      rows.delete(id);
      revisions.delete(id);
    }
    pages.delete(index);
  }
}

/** Takes over what the live copy has heard since the last time. */
export function applyLive(
  state: ListState,
  live: Pick<LiveState, 'jobs' | 'removed' | 'overflowRevision' | 'revision'>,
): ListState {
  if (state.total === null || live.revision <= state.heardRevision) return state;
  const rows = new Map(state.rows);
  const revisions = new Map(state.revisions);
  const arrivals = new Set(state.arrivals);
  let hasDrifted = state.hasDrifted || live.overflowRevision > state.readRevision;
  for (const { job, revision } of live.jobs.values()) {
    if (revision <= state.heardRevision) continue;
    const matches = matchesFilter(job, state.filter);
    if (!rows.has(job.id)) {
      if (matches && job.id > state.upToId) arrivals.add(job.id);
      else if (matches && revision > state.readRevision) hasDrifted = true;
    } else if (revision > (revisions.get(job.id) ?? -1)) {
      rows.set(job.id, job);
      revisions.set(job.id, revision);
      if (!matches) hasDrifted = true;
    }
  }
  for (const [id, revision] of live.removed) {
    if (revision <= state.heardRevision) continue;
    arrivals.delete(id);
    if (rows.has(id) && revision > (revisions.get(id) ?? -1)) hasDrifted = true;
  }
  return { ...state, rows, revisions, arrivals, hasDrifted, heardRevision: live.revision };
}

/** Whether a row belongs to the filter, as far as the row alone can say. Terms on payload fields are the server's to judge. */
export function matchesFilter(job: JobSummary, filter: JobFilter): boolean {
  if (filter.queue && job.queue !== filter.queue) return false;
  if (filter.states && !filter.states.includes(job.state)) return false;
  if (filter.deadLetters && (job.state !== 'dead' || job.acknowledgedAt !== null)) return false;
  if (filter.preset && job.preset !== filter.preset) return false;
  if (filter.errorCode && job.error?.code !== filter.errorCode) return false;
  if (filter.sourceValue && job.source?.value !== filter.sourceValue) return false;
  if (filter.trace && job.trace !== filter.trace) return false;
  if (filter.createdAfter && job.createdAt < filter.createdAfter) return false;
  if (filter.createdBefore && job.createdAt >= filter.createdBefore) return false;
  return !filter.search || containsWords(job, filter.search);
}

function containsWords(job: JobSummary, search: string): boolean {
  const hay = `${job.id} ${job.title} ${job.source?.value ?? ''} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => !/^[\w.]+:/.test(word) && hay.toLowerCase().includes(word));
}

import type { ServiceView } from '#shared/contract/health.ts';
import type { LiveBatch, LiveMessage } from '#shared/contract/live.ts';
import type { QueueView } from '#shared/contract/queues.ts';
import type { EventView } from '#shared/domain/events.ts';
import { isTerminal, type JobProgress, type JobSummary, type StateCounts } from '#shared/domain/job.ts';

/** A job in its newest form with the revision that told of it. */
export interface LiveJob {
  readonly job: JobSummary;
  readonly revision: number;
}
export interface LiveProgress {
  readonly attempt: number;
  readonly progress: JobProgress;
}
export type ConsoleStatus = 'ok' | 'degraded' | 'down';

/** The window's copy of what changes: the truth is in main, each part carries the revision it was read at. */
export interface LiveState {
  readonly revision: number;
  readonly consoleId: string | null;
  /** When the last message came, by this machine's clock. */
  readonly heardAtMs: number | null;
  readonly counts: StateCounts | null;
  readonly queues: readonly QueueView[] | null;
  readonly services: readonly ServiceView[] | null;
  readonly status: ConsoleStatus | null;
  readonly partRevisions: { readonly counts: number; readonly queues: number; readonly services: number };
  /** Rows that changed since the window subscribed; lists lay them over what they read. */
  readonly jobs: ReadonlyMap<number, LiveJob>;
  readonly removed: ReadonlyMap<number, number>;
  /** Lists read at an older revision than this have missed something and must be read again. */
  readonly overflowRevision: number;
  readonly progress: ReadonlyMap<number, LiveProgress>;
  /** Newest first. */
  readonly events: readonly EventView[];
}

export type LiveSnapshot =
  | { readonly part: 'counts'; readonly value: StateCounts; readonly revision: number }
  | { readonly part: 'queues'; readonly value: readonly QueueView[]; readonly revision: number }
  | { readonly part: 'services'; readonly value: readonly ServiceView[]; readonly revision: number };

export const emptyLive: LiveState = {
  revision: 0,
  consoleId: null,
  heardAtMs: null,
  counts: null,
  queues: null,
  services: null,
  status: null,
  partRevisions: { counts: -1, queues: -1, services: -1 },
  jobs: new Map(),
  removed: new Map(),
  overflowRevision: 0,
  progress: new Map(),
  events: [],
};

/** Rows kept to lay over lists; above it the oldest go and lists are read again. */
export const overlayLimit = 5000;
const eventLimit = 200;

/** Applies one message. Batches that are not newer than what is known change nothing but the time of hearing. */
export function reduceMessage(state: LiveState, message: LiveMessage, nowMs: number): LiveState {
  switch (message.kind) {
    case 'hello':
      // What was heard before may have gaps: start anew and keep the old values on screen until the snapshots come.
      return {
        ...emptyLive,
        revision: message.revision,
        consoleId: message.consoleId,
        heardAtMs: nowMs,
        counts: state.counts,
        queues: state.queues,
        services: state.services,
        status: state.status,
        overflowRevision: message.revision,
        events: state.consoleId === message.consoleId ? state.events : [],
      };
    case 'beat':
      return { ...state, heardAtMs: nowMs };
    case 'batch':
      return message.revision <= state.revision && !isOnlyProgress(message)
        ? { ...state, heardAtMs: nowMs }
        : applyBatch({ ...state, heardAtMs: nowMs }, message);
  }
}

/** Takes a snapshot in, unless a later batch has already told of that part. */
export function reduceSnapshot(state: LiveState, snapshot: LiveSnapshot): LiveState {
  if (snapshot.revision < state.partRevisions[snapshot.part]) return state;
  return {
    ...state,
    [snapshot.part]: snapshot.value,
    partRevisions: { ...state.partRevisions, [snapshot.part]: snapshot.revision },
  };
}

/** Progress comes from memory and doesn't raise the revision. */
const isOnlyProgress = (batch: LiveBatch): boolean =>
  batch.jobs.length === 0 && batch.removed.length === 0 && batch.events.length === 0 && !batch.overflow;

function applyBatch(state: LiveState, batch: LiveBatch): LiveState {
  const revision = Math.max(state.revision, batch.revision);
  const overlay = applyRows(state, batch);
  return {
    ...state,
    ...overlay,
    revision,
    counts: batch.counts ?? state.counts,
    queues: batch.queues ?? state.queues,
    services: batch.services ?? state.services,
    status: batch.status ?? state.status,
    partRevisions: {
      counts: batch.counts ? revision : state.partRevisions.counts,
      queues: batch.queues ? revision : state.partRevisions.queues,
      services: batch.services ? revision : state.partRevisions.services,
    },
    progress: applyProgress(state.progress, batch),
    events:
      batch.events.length > 0 ? [...batch.events.toReversed(), ...state.events].slice(0, eventLimit) : state.events,
  };
}

function applyRows(state: LiveState, batch: LiveBatch): Pick<LiveState, 'jobs' | 'removed' | 'overflowRevision'> {
  let overflowRevision = batch.overflow ? batch.revision : state.overflowRevision;
  if (batch.jobs.length === 0 && batch.removed.length === 0)
    return { jobs: state.jobs, removed: state.removed, overflowRevision };
  const jobs = new Map(state.jobs);
  const removed = new Map(state.removed);
  for (const job of batch.jobs) {
    jobs.delete(job.id);
    jobs.set(job.id, { job, revision: batch.revision });
    removed.delete(job.id);
  }
  for (const id of batch.removed) {
    jobs.delete(id);
    removed.set(id, batch.revision);
  }
  for (const [id, entry] of jobs) {
    if (jobs.size <= overlayLimit) break;
    jobs.delete(id);
    overflowRevision = Math.max(overflowRevision, entry.revision);
  }
  for (const [id, at] of removed) {
    if (removed.size <= overlayLimit) break;
    removed.delete(id);
    overflowRevision = Math.max(overflowRevision, at);
  }
  return { jobs, removed, overflowRevision };
}

function applyProgress(known: LiveState['progress'], batch: LiveBatch): LiveState['progress'] {
  if (batch.progress.length === 0 && batch.jobs.length === 0 && batch.removed.length === 0) return known;
  const next = new Map(known);
  for (const { id, attempt, progress } of batch.progress)
    next.set(id, { attempt, progress: forwardOnly(next.get(id), attempt, progress) });
  for (const job of batch.jobs) if (isTerminal(job.state) || job.state !== 'running') next.delete(job.id);
  for (const id of batch.removed) next.delete(id);
  return next;
}

/** A bar never runs backwards within an attempt. */
function forwardOnly(before: LiveProgress | undefined, attempt: number, now: JobProgress): JobProgress {
  if (!before || before.attempt !== attempt || before.progress.fraction === null || now.fraction === null) return now;
  return { ...now, fraction: Math.max(before.progress.fraction, now.fraction) };
}

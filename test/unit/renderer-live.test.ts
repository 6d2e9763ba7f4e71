import { describe, expect, it } from 'vitest';
import type { LiveBatch } from '#shared/contract/live.ts';
import type { JobState, JobSummary, StateCounts } from '#shared/domain/job.ts';
import {
  emptyLive,
  overlayLimit,
  reduceMessage,
  reduceSnapshot,
  type LiveState,
} from '../../renderer/app/live/reduce.ts';
import { arrivalsAfter, hasMissedChanges, overlayJobs, staleFeatures } from '../../renderer/app/live/select.ts';

const at = '2026-11-24T10:00:00.000Z';
const counts: StateCounts = {
  queued: 1,
  scheduled: 0,
  retrying: 0,
  held: 0,
  running: 2,
  succeeded: 3,
  dead: 0,
  cancelled: 0,
  deadLetters: 0,
};

function job(id: number, state: JobState = 'queued'): JobSummary {
  return {
    id,
    queue: 'video',
    state,
    title: `clip-${id}.mp4`,
    source: null,
    preset: null,
    priority: 0,
    dedupeKey: null,
    attempt: 1,
    maxAttempts: 5,
    progress: null,
    error: null,
    acknowledgedAt: null,
    trace: 't',
    createdAt: at,
    runAt: at,
    startedAt: null,
    endedAt: null,
    result: null,
    worker: null,
  };
}

function batch(revision: number, changes: Partial<LiveBatch> = {}): LiveBatch {
  return {
    kind: 'batch',
    revision,
    at,
    jobs: [],
    removed: [],
    overflow: false,
    counts: null,
    progress: [],
    queues: null,
    services: null,
    status: null,
    events: [],
    settings: [],
    ...changes,
  };
}

const progress = (fraction: number | null) => ({
  stage: 'encode',
  stages: ['encode'],
  fraction,
  speed: 1,
  etaMs: 1000,
});
const hello = (state: LiveState = emptyLive) =>
  reduceMessage(state, { kind: 'hello', revision: 10, consoleId: 'c1' }, 1000);

describe('the live copy', () => {
  it('lays newer rows over a list in place and leaves the order alone [A03]', () => {
    const live = reduceMessage(hello(), batch(11, { jobs: [job(2, 'running')] }), 2000);
    const list = [job(3), job(2), job(1)];
    const shown = overlayJobs(list, 10, live);
    expect(shown.map(({ id, state }) => [id, state])).toEqual([
      [3, 'queued'],
      [2, 'running'],
      [1, 'queued'],
    ]);
    expect(overlayJobs(list, 11, live)).toBe(list);
  });

  it('takes removed rows out of lists that were read before, and keeps them in those read after [A03]', () => {
    const live = reduceMessage(hello(), batch(12, { removed: [2] }), 2000);
    expect(overlayJobs([job(1), job(2)], 11, live).map(({ id }) => id)).toEqual([1]);
    expect(overlayJobs([job(1), job(2)], 12, live)).toHaveLength(2);
  });

  it('ignores a batch that is not newer than what it knows [A03]', () => {
    const known = reduceMessage(hello(), batch(12, { jobs: [job(1, 'succeeded')] }), 2000);
    const late = reduceMessage(known, batch(11, { jobs: [job(1, 'running')] }), 3000);
    expect(late.jobs.get(1)?.job.state).toBe('succeeded');
    expect(late.heardAtMs).toBe(3000);
  });

  it('does not let an older snapshot overwrite what a batch has told since [A03]', () => {
    const live = reduceMessage(hello(), batch(15, { counts: { ...counts, running: 9 } }), 2000);
    const older = reduceSnapshot(live, { part: 'counts', value: counts, revision: 14 });
    expect(older.counts?.running).toBe(9);
    const newer = reduceSnapshot(live, { part: 'counts', value: counts, revision: 16 });
    expect(newer.counts?.running).toBe(2);
  });

  it('never moves a bar backwards within an attempt, and starts anew with the next [A04]', () => {
    const tell = (state: LiveState, attempt: number, fraction: number) =>
      reduceMessage(state, batch(state.revision, { progress: [{ id: 1, attempt, progress: progress(fraction) }] }), 1);
    const forward = tell(tell(hello(), 1, 0.6), 1, 0.4);
    expect(forward.progress.get(1)?.progress.fraction).toBe(0.6);
    expect(tell(forward, 2, 0.1).progress.get(1)?.progress.fraction).toBe(0.1);
  });

  it('forgets the progress of a job that has ended [A04]', () => {
    const running = reduceMessage(
      hello(),
      batch(11, { progress: [{ id: 1, attempt: 1, progress: progress(0.5) }] }),
      1,
    );
    const ended = reduceMessage(running, batch(12, { jobs: [job(1, 'succeeded')] }), 2);
    expect(ended.progress.has(1)).toBe(false);
  });

  it('asks lists to be read again after a new hello, an overflow or more rows than it keeps [A03]', () => {
    const first = hello();
    expect(hasMissedChanges(9, first)).toBe(true);
    expect(hasMissedChanges(10, first)).toBe(false);
    const flooded = reduceMessage(first, batch(20, { overflow: true }), 1);
    expect(hasMissedChanges(19, flooded)).toBe(true);
    const many = Array.from({ length: overlayLimit + 1 }, (_, id) => job(id + 1));
    const full = reduceMessage(first, batch(11, { jobs: many }), 1);
    expect(full.jobs.size).toBe(overlayLimit);
    expect(hasMissedChanges(10, full)).toBe(true);
  });

  it('keeps old values on screen after a reconnect and drops the overlay that may have gaps [A03]', () => {
    const before = reduceMessage(hello(), batch(11, { counts, jobs: [job(1)] }), 1);
    const after = reduceMessage(before, { kind: 'hello', revision: 40, consoleId: 'c1' }, 5000);
    expect(after.counts).toEqual(counts);
    expect(after.jobs.size).toBe(0);
    expect(after.revision).toBe(40);
    expect(reduceSnapshot(after, { part: 'counts', value: { ...counts, dead: 4 }, revision: 40 }).counts?.dead).toBe(4);
  });

  it('lists what arrived after the page was read, newest first [A03]', () => {
    const live = reduceMessage(hello(), batch(11, { jobs: [job(7), job(9), job(3)] }), 1);
    expect(arrivalsAfter(5, live).map(({ id }) => id)).toEqual([9, 7]);
  });

  it('names the answers that a batch has made old [A03]', () => {
    const event = { id: 1, type: 'job.succeeded' as const, at, subject: 'job:1', data: {}, trace: 't' };
    expect(staleFeatures(batch(1, { events: [event], settings: ['theme'] }))).toEqual([
      'settings',
      'analytics',
      'notifications',
    ]);
    expect(staleFeatures(batch(1))).toEqual([]);
  });
});

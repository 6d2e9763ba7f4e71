import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import type { JobState } from '#shared/domain/job.ts';
import type { ClaimedJob, Dispatcher, NewJob, RunRecord } from '#platform/queue/queue-port.ts';
import { emptyResult } from '../helpers/empty-result.ts';
import { plainJob } from '../helpers/job-queue.ts';

/** What a dispatcher's tests need of the store behind it. */
export interface DispatcherWorld {
  readonly dispatcher: Dispatcher;
  add(job: NewJob): Promise<number>;
  requestCancel(id: number): Promise<void>;
  stateOf(id: number): JobState | undefined;
  attemptsOf(id: number): { number: number; outcome: string; log: string; stage: string | null }[];
  /** Attempts that count. */
  attemptOf(id: number): number;
  /** Lets the leases that are held now run out, and whoever is responsible take the jobs back. */
  loseLeases(): Promise<void>;
}

const leaseMs = 30_000;
const record: RunRecord = { log: 'a line\n', stage: 'encode', runMs: 12 };

/** One list of behaviours that every dispatcher passes: SQLite now, Redis later. */
export function describeDispatcher(name: string, createWorld: () => DispatcherWorld): void {
  const claim = (world: DispatcherWorld, limit: number, worker = 'w'): Promise<ClaimedJob[]> =>
    world.dispatcher.claim('work', () => limit, leaseMs, worker);
  const claimOne = async (world: DispatcherWorld): Promise<ClaimedJob> => {
    const [job] = await claim(world, 1);
    if (!job) throw new Error('a job was expected');
    return job;
  };

  describe(`dispatcher on ${name}`, () => {
    test('claims the most urgent first, then the oldest, at most as many as asked [A04]', async () => {
      const world = createWorld();
      const low = await world.add(plainJob({ priority: -5 }));
      const first = await world.add(plainJob());
      const second = await world.add(plainJob());
      const urgent = await world.add(plainJob({ priority: 9 }));
      expect((await claim(world, 3)).map((job) => job.id)).toEqual([urgent, first, second]);
      expect((await claim(world, 3)).map((job) => job.id)).toEqual([low]);
      expect(await claim(world, 3)).toEqual([]);
    });

    test('hands out what the job was made of', async () => {
      const world = createWorld();
      const source = { kind: 'url', value: 'https://example.com/a.mp4' } as const;
      const id = await world.add(
        plainJob({ title: "it's ñ", source, preset: 'p', payload: { n: [1] }, maxAttempts: 7 }),
      );
      expect(await claimOne(world)).toEqual({
        id,
        queue: 'work',
        title: "it's ñ",
        source,
        preset: 'p',
        payload: { n: [1] },
        attempt: 1,
        maxAttempts: 7,
        leaseToken: 1,
        trace: 'a'.repeat(32),
      });
    });

    test('gives each job to one claimer only, however many claim at once', async () => {
      const world = createWorld();
      for (let index = 0; index < 50; index++) await world.add(plainJob());
      const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(world, 4, `w${index}`)));
      const ids = claims.flat().map((job) => job.id);
      expect(ids).toHaveLength(50);
      expect(new Set(ids).size).toBe(50);
    });

    test('claims from its own queue alone', async () => {
      const world = createWorld();
      await world.add(plainJob());
      expect(await world.dispatcher.claim('other', () => 5, leaseMs, 'w')).toEqual([]);
    });

    test('a job that finished is never finished twice', async () => {
      const world = createWorld();
      const id = await world.add(plainJob());
      const job = await claimOne(world);
      const answers = await Promise.all([
        world.dispatcher.succeed(job, emptyResult, { ...record, within: [] }),
        world.dispatcher.succeed(job, emptyResult, { ...record, within: [] }),
        world.dispatcher.fail(job, new AppError('internal-error'), null, record),
        world.dispatcher.release(job, record),
        world.dispatcher.confirmCancelled(job, record),
      ]);
      expect(answers).toEqual([true, false, false, false, false]);
      expect(world.stateOf(id)).toBe('succeeded');
      expect(world.attemptsOf(id)).toMatchObject([
        { number: 1, outcome: 'succeeded', log: 'a line\n', stage: 'encode' },
      ]);
    });

    test('a worker that lost its lease can no longer write: the job runs again under a new token', async () => {
      const world = createWorld();
      const id = await world.add(plainJob());
      const stale = await claimOne(world);
      await world.loseLeases();
      const fresh = await claimOne(world);
      expect(fresh.id).toBe(id);
      expect(fresh.leaseToken).toBeGreaterThan(stale.leaseToken);
      let ran = false;
      const within = [() => void (ran = true)];
      expect(await world.dispatcher.succeed(stale, emptyResult, { ...record, within })).toBe(false);
      expect(await world.dispatcher.fail(stale, new AppError('internal-error'), null, record)).toBe(false);
      expect(ran).toBe(false);
      expect(world.stateOf(id)).toBe('running');
      expect(await world.dispatcher.heartbeat([stale, fresh], leaseMs)).toEqual({ lost: [id], cancelled: [] });
      expect(await world.dispatcher.succeed(fresh, emptyResult, { ...record, within: [] })).toBe(true);
      expect(world.attemptsOf(id).map(({ outcome }) => outcome)).toEqual(['interrupted', 'succeeded']);
    });

    test('an interrupted run burns no attempt, and its row stays in the history [A73]', async () => {
      const world = createWorld();
      const id = await world.add(plainJob());
      expect(await world.dispatcher.release(await claimOne(world), record)).toBe(true);
      expect(world.stateOf(id)).toBe('queued');
      expect(world.attemptOf(id)).toBe(0);
      const again = await claimOne(world);
      expect([again.attempt, again.leaseToken]).toEqual([1, 2]);
      expect(world.attemptsOf(id).map(({ number, outcome }) => [number, outcome])).toEqual([
        [1, 'interrupted'],
        [2, 'running'],
      ]);
    });

    test('what completes with a job is written with it or not at all', async () => {
      const world = createWorld();
      const id = await world.add(plainJob());
      const job = await claimOne(world);
      const within = [
        () => {
          throw new Error('no');
        },
      ];
      await expect(world.dispatcher.succeed(job, emptyResult, { ...record, within })).rejects.toThrow('no');
      expect(world.stateOf(id)).toBe('running');
      expect(await world.dispatcher.succeed(job, emptyResult, { ...record, within: [] })).toBe(true);
    });

    test('a failure with a time comes back, one without is dead, and the error is kept [A73]', async () => {
      const world = createWorld();
      const later = await world.add(plainJob());
      const last = await world.add(plainJob());
      const [first, second] = await claim(world, 2);
      if (!first || !second) throw new Error('two jobs were expected');
      const error = new AppError('download-timeout', { seconds: 4 });
      expect(await world.dispatcher.fail(first, error, 8e15, record)).toBe(true);
      expect(await world.dispatcher.fail(second, error, null, record)).toBe(true);
      expect([world.stateOf(later), world.stateOf(last)]).toEqual(['retrying', 'dead']);
      expect(await claim(world, 5)).toEqual([]);
    });

    test('heartbeats tell of a cancel that was asked for, and the worker confirms it', async () => {
      const world = createWorld();
      const id = await world.add(plainJob());
      const job = await claimOne(world);
      expect(await world.dispatcher.heartbeat([job], leaseMs)).toEqual({ lost: [], cancelled: [] });
      await world.requestCancel(id);
      expect(await world.dispatcher.heartbeat([job], leaseMs)).toEqual({ lost: [], cancelled: [id] });
      expect(await world.dispatcher.confirmCancelled(job, record)).toBe(true);
      expect(world.stateOf(id)).toBe('cancelled');
    });

    test.each(['release', 'fail'] as const)('a cancel that was asked for outweighs %s', async (ending) => {
      const world = createWorld();
      const id = await world.add(plainJob());
      const job = await claimOne(world);
      await world.requestCancel(id);
      const done =
        ending === 'release'
          ? world.dispatcher.release(job, record)
          : world.dispatcher.fail(job, new AppError('internal-error'), Date.now(), record);
      expect(await done).toBe(true);
      expect(world.stateOf(id)).toBe('cancelled');
      expect(world.attemptsOf(id)).toMatchObject([{ outcome: 'cancelled' }]);
    });
  });
}

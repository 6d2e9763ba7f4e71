import { describe, expect, it } from 'vitest';
import type { JobSummary } from '#shared/domain/job.ts';
import {
  emptyAddress,
  hasFilters,
  parseAddress,
  toFilter,
  withoutFilters,
  withTab,
  writeAddress,
} from '../../renderer/features/jobs/address.ts';
import { applyLive, ask, emptyList, matchesFilter, receivePage, refresh } from '../../renderer/features/jobs/reduce.ts';
import {
  extendTo,
  isSelected,
  nothing,
  selectRows,
  toggle,
  toJobSelection,
  type Selection,
} from '../../renderer/features/jobs/selection.ts';

const job = (id: number, changes: Partial<JobSummary> = {}): JobSummary => ({
  id,
  queue: 'video',
  state: 'queued',
  title: `clip-${id}.mp4`,
  source: { kind: 'file', value: `/videos/clip-${id}.mp4` },
  preset: 'auto-edit',
  priority: 0,
  dedupeKey: null,
  attempt: 0,
  maxAttempts: 5,
  progress: null,
  result: null,
  error: null,
  acknowledgedAt: null,
  trace: `t${id}`,
  createdAt: '2026-03-09T10:00:00.000Z',
  runAt: '2026-03-09T10:00:00.000Z',
  startedAt: null,
  endedAt: null,
  worker: null,
  ...changes,
});
const page = (ids: number[], revision = 10, total = ids.length) => ({
  items: ids.map((id) => job(id)),
  total,
  totalIsExact: true,
  upToId: Math.max(...ids),
  revision,
});
const heard = (
  jobs: [JobSummary, number][],
  revision: number,
  removed: [number, number][] = [],
  overflowRevision = 0,
) => ({
  jobs: new Map(jobs.map(([row, at]) => [row.id, { job: row, revision: at }])),
  removed: new Map(removed),
  revision,
  overflowRevision,
});

describe('the address of the queue page', () => {
  it('reads back what it wrote, with every filter set [A04]', () => {
    const full = parseAddress({
      tab: 'failed',
      q: 'error.code:download-gone cenote',
      preset: 'auto-edit',
      error: 'ffmpeg-failed',
      source: 'https://example.org/a.mp4',
      trace: 'abc',
      from: '2026-03-01',
      to: '2026-03-09',
      sort: 'oldest',
      job: 12,
    });
    expect(parseAddress(writeAddress(full))).toEqual(full);
    expect(writeAddress(full)).toMatchObject({ tab: 'failed', sort: 'oldest', job: 12 });
  });

  it('leaves out what makes no sense, so that an old link never breaks the page [A04]', () => {
    expect(parseAddress({ tab: 'nonsense', since: '5y', from: 'yesterday', sort: 7, job: -3, q: 12 })).toEqual({
      ...emptyAddress,
      search: '12',
    });
    expect(parseAddress(null)).toEqual(emptyAddress);
    expect(writeAddress(emptyAddress)).toEqual({});
  });

  it('turns a tab, a span and days into the filter of the contract [A04]', () => {
    const now = Date.parse('2026-03-09T10:00:30.000Z');
    expect(toFilter(parseAddress({ tab: 'letters', since: '24h' }), now)).toEqual({
      deadLetters: true,
      createdAfter: '2026-03-08T10:00:00.000Z',
    });
    expect(toFilter(parseAddress({ tab: 'waiting' }), now)).toEqual({ states: ['queued', 'scheduled', 'held'] });
    const days = toFilter(parseAddress({ from: '2026-03-01', to: '2026-03-01' }), now);
    expect(Date.parse(days.createdBefore ?? '') - Date.parse(days.createdAfter ?? '')).toBe(86_400_000);
  });

  it('keeps filters when the tab changes and takes the order of that tab [A04]', () => {
    const waiting = withTab(parseAddress({ q: 'cenote' }), 'waiting');
    expect(waiting).toMatchObject({ tab: 'waiting', search: 'cenote', sort: 'queue' });
    expect(withTab({ ...waiting, sort: 'oldest' }, 'done').sort).toBe('oldest');
    expect(hasFilters(waiting)).toBe(true);
    expect(hasFilters(withoutFilters(waiting))).toBe(false);
  });
});

describe('the rows of the queue page', () => {
  const loaded = receivePage(ask(emptyList, {}), 1, 0, page([3, 2, 1]));

  it('drops an answer to an older question [A04]', () => {
    const asked = ask(loaded, { states: ['dead'] });
    expect(receivePage(asked, 1, 0, page([9]))).toBe(asked);
    expect(asked.total).toBeNull();
  });

  it('changes a row in place and counts what arrives instead of moving rows [A03]', () => {
    const next = applyLive(
      loaded,
      heard(
        [
          [job(2, { state: 'running' }), 11],
          [job(4), 12],
        ],
        12,
      ),
    );
    expect(next.rows.get(2)?.state).toBe('running');
    expect(next.pages.get(0)).toEqual([3, 2, 1]);
    expect([...next.arrivals]).toEqual([4]);
  });

  it('takes no older news over a newer answer [A03]', () => {
    const next = applyLive(loaded, heard([[job(2, { state: 'running' }), 9]], 11));
    expect(next.rows.get(2)?.state).toBe('queued');
  });

  it('knows that it drifted when a row leaves the filter, one goes, or changes were lost [A03]', () => {
    const running = receivePage(ask(emptyList, { states: ['queued'] }), 1, 0, page([3, 2, 1]));
    expect(applyLive(running, heard([[job(2, { state: 'running' }), 11]], 11)).hasDrifted).toBe(true);
    expect(applyLive(running, heard([], 11, [[2, 11]])).hasDrifted).toBe(true);
    expect(applyLive(running, heard([], 11, [], 11)).hasDrifted).toBe(true);
    expect(applyLive(running, heard([], 11, [], 10)).hasDrifted).toBe(false);
  });

  it('keeps the old rows on screen while it reads them again [A03]', () => {
    const again = refresh(applyLive(loaded, heard([[job(4), 12]], 12)));
    expect(again.pages.get(0)).toEqual([3, 2, 1]);
    expect([...again.outdated]).toEqual([0]);
    const answered = receivePage(again, again.generation, 0, page([4, 3, 2, 1], 13));
    expect(answered.outdated.size).toBe(0);
    expect(answered.arrivals.size).toBe(0);
  });

  it('forgets the farthest pages, so that 100,000 rows never lie in memory [A04]', () => {
    let state = ask(emptyList, {});
    for (let index = 0; index < 60; index += 1) {
      const ids = Array.from({ length: 200 }, (_, n) => 100_000 - index * 200 - n);
      state = receivePage(state, state.generation, index, page(ids, 10, 100_000));
    }
    expect(state.pages.size).toBe(40);
    expect(state.rows.size).toBe(8000);
    expect(state.pages.has(59)).toBe(true);
    expect(state.pages.has(0)).toBe(false);
  });

  it('judges whether a row belongs to a filter as the console does [A04]', () => {
    const dead = job(5, { state: 'dead', error: { code: 'ffmpeg-failed', params: {}, message: 'x', trace: null } });
    expect(matchesFilter(dead, { deadLetters: true, errorCode: 'ffmpeg-failed' })).toBe(true);
    expect(matchesFilter({ ...dead, acknowledgedAt: '2026-03-09T11:00:00.000Z' }, { deadLetters: true })).toBe(false);
    expect(matchesFilter(dead, { search: 'CLIP-5 ffmpeg' })).toBe(true);
    expect(matchesFilter(dead, { search: 'recipe.steps.0.kind:trim' })).toBe(false);
    expect(matchesFilter(dead, { createdAfter: '2026-03-09T10:00:00.001Z' })).toBe(false);
  });
});

describe('the selection', () => {
  const order = [9, 8, 7, 6, 5];

  it('takes a range from where the last row was chosen [A04]', () => {
    const one = toggle(nothing, 8, order);
    expect(toJobSelection(extendTo(one, 6, order))).toEqual({ ids: [8, 7, 6] });
    expect(toJobSelection(extendTo(extendTo(one, 6, order), 9, order))).toEqual({ ids: [8, 7, 6, 9] });
  });

  it('means by "all" what was seen, up to the id of that moment [A04]', () => {
    const all: Selection = { kind: 'all', filter: { states: ['dead'] }, upToId: 9, count: 5 };
    expect(isSelected(all, 9)).toBe(true);
    expect(isSelected(all, 10)).toBe(false);
    expect(toJobSelection(all)).toEqual({ filter: { states: ['dead'] }, upToId: 9 });
    expect(toJobSelection(toggle(all, 7, order))).toEqual({ ids: [9, 8, 6, 5] });
  });

  it('is null for the contract when nothing is chosen', () => {
    expect(toJobSelection(nothing)).toBeNull();
    expect(toJobSelection(toggle(selectRows([4]), 4, [4]))).toBeNull();
  });
});

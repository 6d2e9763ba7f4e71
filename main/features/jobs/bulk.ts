import { AppError } from '#shared/contract/errors.ts';
import type { JobAction, JobSelection } from '#shared/contract/jobs.ts';
import type { JobState } from '#shared/domain/job.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { JobControl } from '#platform/queue/queue-port.ts';
import { countIdsQuery, countSelectionQuery, selectionQuery } from './queries.ts';

interface BulkDeps {
  database: Database;
  query: ReadQueries;
  queue: JobControl;
  clock: Clock;
}

export interface BulkRequest {
  action: JobAction;
  selection: JobSelection;
  priority?: number | undefined;
}

interface BulkResult {
  matched: number;
  changed: number;
  refused: { id: number; code: string }[];
}

/** States an action can apply to; the queue itself has the last word. `delete` takes all but running jobs. */
const eligibleStates: Record<JobAction, readonly JobState[]> = {
  retry: ['dead', 'cancelled'],
  cancel: ['queued', 'scheduled', 'retrying', 'held', 'running'],
  hold: ['queued', 'scheduled', 'retrying'],
  release: ['held'],
  delete: ['queued', 'scheduled', 'retrying', 'held', 'succeeded', 'dead', 'cancelled'],
  restore: ['queued', 'scheduled', 'retrying', 'held', 'succeeded', 'dead', 'cancelled'],
  acknowledge: ['dead'],
  'set-priority': ['queued', 'scheduled', 'retrying', 'held'],
};

const maxRefused = 100;
const stretchLength = 2000;
/** A chunk is one group commit and holds the main thread for about this long. */
const chunkTargetMs = 20;
const firstChunk = 20;
const chunkRange = { least: 5, most: 500 };

/**
 * Does one thing to each selected job, in rising order of id and in small commits, so that nothing else waits long. A filter is
 * walked up to `upToId`: jobs that came later are left alone. Cut off half way, the same call again does the rest.
 */
export async function actOnSelection(deps: BulkDeps, request: BulkRequest, actor: string): Promise<BulkResult> {
  const { action, selection } = request;
  if (action === 'set-priority' && request.priority === undefined) throw new AppError('request-invalid', { count: 1 });
  const result: BulkResult = { matched: 0, changed: 0, refused: [] };
  const refuse = (id: number, code: string) => {
    if (result.refused.length < maxRefused) result.refused.push({ id, code });
  };
  const applyTo = createChunkedApply(deps, request, actor);
  for await (const stretch of stretchesOf(deps, action, selection)) {
    result.matched += stretch.length;
    const able = stretch.filter(({ id, state }) => {
      const isAble = state === null || eligibleStates[action].includes(state);
      if (!isAble) refuse(id, 'job-state-conflict');
      return isAble;
    });
    result.changed += await applyTo(
      able.map(({ id }) => id),
      refuse,
    );
  }
  return result;
}

/** How many jobs the action would be tried on, and how many of them could take it. */
export async function countSelection(
  deps: Pick<BulkDeps, 'query'>,
  { action, selection }: Pick<BulkRequest, 'action' | 'selection'>,
): Promise<{ matched: number; eligible: number }> {
  const states = eligibleStates[action].map((state) => `'${state}'`).join(', ');
  const eligible = `state IN (${states})${action === 'acknowledge' ? ' AND acknowledged_at IS NULL' : ''}`;
  const deleted = action === 'restore';
  return deps.query.run(
    'ids' in selection
      ? countIdsQuery(selection.ids, { deleted, eligible })
      : countSelectionQuery(selection.filter, { upToId: selection.upToId, deleted, eligible }),
  );
}

interface Candidate {
  id: number;
  /** null where only the id is known. */
  state: JobState | null;
}

async function* stretchesOf(
  { query }: Pick<BulkDeps, 'query'>,
  action: JobAction,
  selection: JobSelection,
): AsyncGenerator<Candidate[]> {
  if ('ids' in selection) {
    yield [...new Set(selection.ids)].sort((a, b) => a - b).map((id) => ({ id, state: null }));
    return;
  }
  let afterId = 0;
  for (;;) {
    const stretch = { afterId, upToId: selection.upToId, limit: stretchLength, deleted: action === 'restore' };
    const rows = await query.run<Candidate[]>(selectionQuery(selection.filter, stretch));
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    afterId = last.id;
  }
}

/** Applies the action in chunks whose length follows what the last one cost. Answers how many jobs changed. */
function createChunkedApply({ database, queue, clock }: BulkDeps, request: BulkRequest, actor: string) {
  let chunkLength = firstChunk;
  return async (ids: readonly number[], refuse: (id: number, code: string) => void): Promise<number> => {
    let changed = 0;
    for (let start = 0; start < ids.length;) {
      const chunk = ids.slice(start, start + chunkLength);
      start += chunk.length;
      let busyMs = 0;
      // Each job is a write of its own, so that one that refuses half way takes back only itself; the chunk is one commit.
      const writes = chunk.map((id) =>
        database.write(() => {
          const startedAt = clock.monotonic();
          try {
            applyAction(queue, id, request, actor);
          } finally {
            busyMs += clock.monotonic() - startedAt;
          }
        }),
      );
      for (const [index, write] of (await Promise.allSettled(writes)).entries()) {
        if (write.status === 'fulfilled') changed += 1;
        else if (write.reason instanceof AppError) refuse(chunk[index] ?? 0, write.reason.code);
        else throw write.reason;
      }
      const fitting = busyMs > 0 ? Math.round((chunk.length * chunkTargetMs) / busyMs) : chunkRange.most;
      // At most doubled at a time: one lucky chunk must not make the next a long one.
      chunkLength = Math.min(Math.max(fitting, chunkRange.least), chunkRange.most, chunkLength * 2);
    }
    return changed;
  };
}

function applyAction(queue: JobControl, id: number, request: BulkRequest, actor: string): void {
  switch (request.action) {
    case 'retry':
      return queue.retry(id, actor);
    case 'cancel':
      queue.cancel(id, actor);
      return;
    case 'hold':
      return queue.hold(id, actor);
    case 'release':
      return queue.release(id, actor);
    case 'delete':
      return queue.remove(id, actor);
    case 'restore':
      return queue.restore(id, actor);
    case 'acknowledge':
      return queue.acknowledge(id, actor);
    case 'set-priority':
      return queue.setPriority(id, request.priority ?? 0, actor);
  }
}

import { AppError } from '#shared/contract/errors.ts';
import type { Inputs, Outputs } from '#shared/contract/index.ts';
import type { JobAddRequest, SavedView } from '#shared/contract/jobs.ts';
import type { Job, JobFilter } from '#shared/domain/job.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { countJobs } from '#platform/queue/job-counts.ts';
import { parseJson, toJob, toJobSummary, type JobRow } from '#platform/queue/job-view.ts';
import type { JobIntake, NewJob, QueueRuntime } from '#platform/queue/queue-port.ts';
import { actOnSelection, countSelection, type BulkRequest } from './bulk.ts';
import { findIntake, prepareAll, prepareRerun, type RerunRequest } from './intake.ts';
import { countQuery, isPlainFilter, listQuery, totalCap, type Page } from './queries.ts';
import { createJobsStore } from './store.ts';

export interface JobsDeps {
  database: Database;
  queue: QueueRuntime;
  clock: Clock;
  /** How a queue turns a wish into a job, by the queue's name. */
  intakes: Readonly<Record<string, JobIntake>>;
  query: ReadQueries;
  feed: Pick<LiveFeed, 'revision'>;
}

export type ListRequest = Page & { filter: JobFilter };

const maxViews = 50;
/** The queue keeps the last 64 KiB of an attempt's log. */
const keptLogBytes = 64 * 1024;

/** The operations on jobs. Errors: `job-not-found`, `job-state-conflict`, `queue-not-found`, what an intake refuses. */
export function createJobsService(deps: JobsDeps) {
  const { database, queue, clock, query, feed } = deps;
  const store = createJobsStore(database);
  const progressOf = (id: number) => queue.progressOf(id);

  const viewOf = (row: JobRow & { payload: string }, language: Language): Job => {
    const intake = findIntake(deps.intakes, row.queue);
    const payload = parseJson(row.payload);
    const recipe = intake && payload !== undefined ? intake.recipeOf(payload) : null;
    return toJob(row, store.listAttempts(row.id), recipe, { language, progressOf });
  };
  const requireRow = (id: number) => {
    const row = store.getJob(id);
    if (!row) throw new AppError('job-not-found', { id });
    return row;
  };
  const get = (id: number, language: Language): Job => viewOf(requireRow(id), language);
  /** One change, then the job as it is after the commit. */
  const change = async (id: number, context: CallContext, apply: () => void): Promise<Job> => {
    requireRow(id);
    await database.write(apply);
    return get(id, context.language);
  };
  const addAll = async (jobs: readonly NewJob[], language: Language): Promise<Job[]> => {
    const added = await database.write(() => jobs.map((job) => queue.add(job).id), { isRepeatable: true });
    return [...new Set(added)].map((id) => get(id, language));
  };

  return {
    get,

    /** One job for each source, all in one commit or none. A dedupe key already waiting or running answers with that job. */
    async add(request: JobAddRequest, context: CallContext): Promise<{ jobs: Job[] }> {
      const jobs = await prepareAll(deps.intakes, request, context.trace);
      return { jobs: await addAll(jobs, context.language) };
    },

    async list({ filter, ...page }: ListRequest, language: Language): Promise<Outputs['jobs']['list']> {
      // Before the rows are read: a later change reaches the caller by the feed.
      const { revision } = feed;
      const upToId = store.highestId();
      const rows = await query.run<JobRow[]>(listQuery(filter, page, queue.queueNames()));
      const known = knownTotal(page, rows.length);
      const total = known ?? (await query.run<{ total: number }>(countQuery(filter))).total;
      const isExact = known !== null || total <= totalCap || isPlainFilter(filter);
      return {
        items: rows.map((row) => toJobSummary(row, { language, progressOf })),
        total: isExact ? total : totalCap,
        totalIsExact: isExact,
        upToId,
        revision,
      };
    },

    async counts(queueName: string | undefined): Promise<Outputs['jobs']['counts']> {
      const { revision } = feed;
      return { ...(await countJobs(query, queueName)), revision };
    },

    retry: (id: number, context: CallContext) => change(id, context, () => queue.retry(id, context.actor)),
    cancel: (id: number, context: CallContext) =>
      change(id, context, () => {
        queue.cancel(id, context.actor);
      }),
    move: ({ id, to }: Inputs['jobs']['move'] & { id: number }, context: CallContext) =>
      change(id, context, () => queue.move(id, to, context.actor)),

    /** A new job from the old one's source, with another recipe, preset or priority where they are given. */
    async rerun(wanted: RerunRequest, context: CallContext): Promise<Job> {
      const row = requireRow(wanted.id);
      const job = await prepareRerun(deps.intakes, row, wanted, context.trace);
      const [added] = await addAll([job], context.language);
      if (!added) throw new Error('a job that was added was not found');
      return added;
    },

    act: (request: BulkRequest, context: CallContext) => actOnSelection(deps, request, context.actor),
    countSelection: (request: BulkRequest) => countSelection(deps, request),

    log(id: number, number: number): Outputs['jobs']['log'] {
      const text = store.getLog(id, number);
      if (text === undefined) throw new AppError('job-not-found', { id });
      return { text, truncated: Buffer.byteLength(text) >= keptLogBytes };
    },

    listViews: () => ({ views: store.listViews() }),
    /** A view with this id is replaced. Throws `view-limit-reached` for the 51st. */
    async saveView(view: SavedView): Promise<SavedView> {
      await database.write(() => {
        if (store.countOtherViews(view.id) >= maxViews) throw new AppError('view-limit-reached', { limit: maxViews });
        store.saveView(view, clock.now());
      });
      return view;
    },
    async removeView(id: string): Promise<{ done: true }> {
      await database.write(() => {
        if (!store.removeView(id)) throw new AppError('view-not-found', { id });
      });
      return { done: true };
    },
  };
}
export type JobsService = ReturnType<typeof createJobsService>;

/** A page that isn't full is the last one: its end is the total, and a search need not read everything twice. */
function knownTotal(page: Page, found: number): number | null {
  const isLast = found < page.limit && (found > 0 || page.offset === 0);
  return isLast ? page.offset + found : null;
}

import { z } from 'zod';
import {
  jobFilterSchema,
  jobSchema,
  jobSorts,
  jobStates,
  jobStateSchema,
  jobSummarySchema,
  prioritySchema,
  sourceSchema,
  stateCountsSchema,
} from '../domain/job.ts';
import { recipeSchema } from '../domain/recipe.ts';
import { done, idParam, operation, queryInt } from './define.ts';

const tag = 'jobs';

/** A list in a query string may be repeated (`states[]=dead&states[]=held`) or written with commas (`states=dead,held`). */
const csvOf = <T extends z.ZodType<unknown, string>>(item: T, most: number) =>
  z.union([
    z.array(item).max(most),
    z
      .string()
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(item).max(most)),
  ]);

const listQuery = jobFilterSchema.extend({
  states: csvOf(jobStateSchema, jobStates.length).optional(),
  deadLetters: z.union([z.boolean(), z.stringbool()]).optional(),
  sort: z.enum(jobSorts).default('newest'),
  offset: queryInt(0, 10_000_000, 0),
  limit: queryInt(1, 200, 50),
});

export const jobSelectionSchema = z.union([
  z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(10_000) }),
  /**
   * "All that match", as the caller saw it: jobs with an id above `upToId` came later and are left alone. A misspelt condition is
   * refused, because without it more jobs would match.
   */
  z.strictObject({ filter: z.strictObject(jobFilterSchema.shape), upToId: z.int().min(0) }),
]);
export type JobSelection = z.infer<typeof jobSelectionSchema>;

export const jobActions = [
  'retry',
  'cancel',
  'hold',
  'release',
  'delete',
  'restore',
  'acknowledge',
  'set-priority',
] as const;
export type JobAction = (typeof jobActions)[number];

const actionResult = z.object({
  matched: z.int(),
  changed: z.int(),
  /** The first hundred that refused, with the reason. */
  refused: z.array(z.object({ id: z.int(), code: z.string() })),
});

export const savedViewSchema = z.object({
  id: z.string().max(64),
  name: z.string().min(1).max(80),
  page: z.enum(['queue', 'logs']),
  /** The address part after `?`, as the page writes it. */
  query: z.string().max(2000),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const jobAddSchema = z.strictObject({
  queue: z.string().min(1).max(64).default('video'),
  sources: z.array(sourceSchema).min(1).max(500),
  preset: z.string().max(64).optional(),
  recipe: recipeSchema.optional(),
  priority: prioritySchema.default(0),
  /** Not before this time. */
  runAt: z.iso.datetime().optional(),
  /** While a job with this key waits or runs, a second one is not made; the answer then holds the first. */
  dedupeKey: z.string().min(1).max(200).optional(),
  maxAttempts: z.int().min(1).max(50).optional(),
  /** Starts the job in state `held`. */
  held: z.boolean().default(false),
});
export type JobAddRequest = z.output<typeof jobAddSchema>;

export const jobs = {
  add: operation({ method: 'POST', path: '/api/v1/jobs', summary: 'Adds one job for each source', tag, status: 201 })
    .input(jobAddSchema)
    .output(z.object({ jobs: z.array(jobSchema) })),
  list: operation({ method: 'GET', path: '/api/v1/jobs', summary: 'Lists jobs by filter, a page at a time', tag })
    .input(listQuery)
    .output(
      z.object({
        items: z.array(jobSummarySchema),
        /** Exact up to `totalCap`; above it only "more than". */
        total: z.int(),
        totalIsExact: z.boolean(),
        /** Highest job id at the time of the answer: the fixed upper end of "all that match". */
        upToId: z.int(),
        revision: z.int(),
      }),
    ),
  counts: operation({ method: 'GET', path: '/api/v1/jobs/counts', summary: 'Counts jobs by state', tag })
    .input(z.object({ queue: z.string().max(64).optional() }))
    .output(stateCountsSchema.extend({ revision: z.int() })),
  get: operation({ method: 'GET', path: '/api/v1/jobs/{id}', summary: 'One job with its attempts', tag })
    .input(z.object({ id: idParam }))
    .output(jobSchema),
  retry: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/retry',
    summary: 'Puts a dead or cancelled job back in its queue',
    tag,
  })
    .input(z.strictObject({ id: idParam }))
    .output(jobSchema),
  cancel: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/cancel',
    summary: 'Cancels a waiting or running job',
    tag,
  })
    .input(z.strictObject({ id: idParam }))
    .output(jobSchema),
  rerun: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/rerun',
    summary: 'Adds a new job from this one, with changes',
    tag,
    status: 201,
  })
    .input(
      z.strictObject({
        id: idParam,
        preset: z.string().max(64).optional(),
        recipe: recipeSchema.optional(),
        priority: prioritySchema.optional(),
      }),
    )
    .output(jobSchema),
  move: operation({
    method: 'POST',
    path: '/api/v1/jobs/{id}/move',
    summary: 'Changes the place of a waiting job',
    tag,
  })
    .input(
      z.strictObject({
        id: idParam,
        to: z.union([z.enum(['top', 'up', 'down', 'bottom']), z.object({ before: z.int().min(1) })]),
      }),
    )
    .output(jobSchema),
  act: operation({ method: 'POST', path: '/api/v1/jobs/actions', summary: 'Does one thing to many jobs', tag })
    .input(
      z.strictObject({
        action: z.enum(jobActions),
        selection: jobSelectionSchema,
        priority: prioritySchema.optional(),
      }),
    )
    .output(actionResult),
  countSelection: operation({
    method: 'POST',
    path: '/api/v1/jobs/actions/count',
    summary: 'How many jobs a bulk action would touch',
    tag,
    scope: 'read',
  })
    .input(z.strictObject({ action: z.enum(jobActions), selection: jobSelectionSchema }))
    .output(z.object({ matched: z.int(), eligible: z.int() })),
  log: operation({
    method: 'GET',
    path: '/api/v1/jobs/{id}/attempts/{number}/log',
    summary: 'The log of one attempt',
    tag,
  })
    .input(z.object({ id: idParam, number: idParam }))
    .output(z.object({ text: z.string(), truncated: z.boolean() })),
  listViews: operation({ method: 'GET', path: '/api/v1/views', summary: 'Saved views', tag }).output(
    z.object({ views: z.array(savedViewSchema) }),
  ),
  saveView: operation({ method: 'PUT', path: '/api/v1/views/{id}', summary: 'Saves a view (at most 50)', tag })
    .input(z.strictObject(savedViewSchema.shape))
    .output(savedViewSchema),
  removeView: operation({ method: 'DELETE', path: '/api/v1/views/{id}', summary: 'Removes a saved view', tag })
    .input(z.strictObject({ id: z.string().max(64) }))
    .output(done),
};

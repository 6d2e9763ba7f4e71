import { z } from 'zod';
import { recipeSchema } from './recipe.ts';

/**
 * The states a job is stored in. "Dead letters" is the view of dead jobs that nobody has acknowledged, not a state.
 *
 *   queued ──claim──► running ──► succeeded
 *     ▲  ▲               │ ├────► cancelled
 *     │  └─due── scheduled/retrying ◄─┤ (an attempt failed, another will come)
 *     └─release── held   │ └────► dead (attempts used up, or the error is lasting)
 */
export const jobStates = [
  'queued',
  'scheduled',
  'retrying',
  'held',
  'running',
  'succeeded',
  'dead',
  'cancelled',
] as const;
export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/** A terminal state changes only by an operator's action (retry, discard, acknowledge). */
export const terminalStates = ['succeeded', 'dead', 'cancelled'] as const satisfies readonly JobState[];
export const waitingStates = ['queued', 'scheduled', 'retrying', 'held'] as const satisfies readonly JobState[];

export const isTerminal = (state: JobState): boolean => (terminalStates as readonly JobState[]).includes(state);
export const isWaiting = (state: JobState): boolean => (waitingStates as readonly JobState[]).includes(state);

/** The `status` words of source 000's API. */
export const apiStatuses = ['pending', 'processing', 'delayed', 'completed', 'failed', 'cancelled'] as const;
export type ApiStatus = (typeof apiStatuses)[number];
export const apiStatusOf: Record<JobState, ApiStatus> = {
  queued: 'pending',
  scheduled: 'delayed',
  retrying: 'delayed',
  held: 'pending',
  running: 'processing',
  succeeded: 'completed',
  dead: 'failed',
  cancelled: 'cancelled',
};

export const priorityRange = { lowest: -100, normal: 0, highest: 100 } as const;
export const prioritySchema = z.int().min(priorityRange.lowest).max(priorityRange.highest);

/** What a job works on. `file`: absolute path; `url`: direct http(s) link; `page`: link for yt-dlp; `upload`: id of a finished upload. */
export const sourceKinds = ['file', 'url', 'page', 'upload'] as const;
export const sourceSchema = z.object({ kind: z.enum(sourceKinds), value: z.string().min(1).max(8192) });
export type Source = z.infer<typeof sourceSchema>;

/** A failure as it is stored and shown: a code of the catalogue and its parameters, never a sentence or a stack. */
export const appErrorSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  message: z.string(),
  trace: z.string().nullable(),
});
export type AppErrorView = z.infer<typeof appErrorSchema>;

export const attemptOutcomes = ['running', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;
export const attemptSchema = z.object({
  number: z.int(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** `interrupted`: the worker died or the console stopped; it does not count against the attempts. */
  outcome: z.enum(attemptOutcomes),
  error: appErrorSchema.nullable(),
  stage: z.string().nullable(),
  logTail: z.string(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const progressSchema = z.object({
  stage: z.string(),
  /** The stages in order; `stage` is one of them. */
  stages: z.array(z.string()),
  /** 0 to 1 over the whole job; null while it can't be known. */
  fraction: z.number().min(0).max(1).nullable(),
  /** Media seconds per second of the clock. */
  speed: z.number().nullable(),
  etaMs: z.number().nullable(),
});
export type JobProgress = z.infer<typeof progressSchema>;

export const mediaFactsSchema = z.object({
  durationMs: z.number().nullable(),
  sizeBytes: z.number().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  /** Integrated loudness where it was measured. */
  lufs: z.number().nullable(),
});
export type MediaFacts = z.infer<typeof mediaFactsSchema>;

export const jobResultSchema = z.object({
  outputPath: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  durationMs: z.number().nullable(),
  cached: z.boolean(),
  thumbnailPath: z.string().nullable(),
  /** Steps that were left out and why, e.g. loudness on a video without audio. */
  skipped: z.array(z.object({ step: z.string(), reason: z.string() })),
  /** The exact command lines that ran, for reading and copying. */
  commands: z.array(z.string()),
  before: mediaFactsSchema.nullable(),
  after: mediaFactsSchema.nullable(),
});
export type JobResult = z.infer<typeof jobResultSchema>;

/** A job under /api/v1, in the CLI and in the window. Times are ISO 8601 UTC. */
export const jobSchema = z.object({
  id: z.int(),
  queue: z.string(),
  state: jobStateSchema,
  /** What the person sees as its name: the file's or the page's. */
  title: z.string(),
  source: sourceSchema.nullable(),
  preset: z.string().nullable(),
  recipe: recipeSchema.nullable(),
  priority: prioritySchema,
  dedupeKey: z.string().nullable(),
  attempt: z.int(),
  maxAttempts: z.int(),
  attempts: z.array(attemptSchema),
  progress: progressSchema.nullable(),
  result: jobResultSchema.nullable(),
  error: appErrorSchema.nullable(),
  /** Set once somebody has seen a dead job and let it rest. */
  acknowledgedAt: z.iso.datetime().nullable(),
  trace: z.string(),
  createdAt: z.iso.datetime(),
  runAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** A row of a list: the job without its attempts, recipe and command lines. */
export const jobSummarySchema = jobSchema.omit({ attempts: true, recipe: true, result: true }).extend({
  result: jobResultSchema
    .pick({ outputPath: true, sizeBytes: true, durationMs: true, cached: true, thumbnailPath: true })
    .nullable(),
  worker: z.string().nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

export const stateCountsSchema = z.object({
  queued: z.int(),
  scheduled: z.int(),
  retrying: z.int(),
  held: z.int(),
  running: z.int(),
  succeeded: z.int(),
  dead: z.int(),
  cancelled: z.int(),
  /** Dead and neither acknowledged, retried nor discarded. */
  deadLetters: z.int(),
});
export type StateCounts = z.infer<typeof stateCountsSchema>;

export const jobSorts = ['newest', 'oldest', 'queue', 'duration', 'priority'] as const;

/**
 * Which jobs a list or a bulk action means. Everything is optional and joined by AND.
 * `search` is free text over the payload (source, title, error) and `field.path:value` terms, as in `recipe.steps.0.kind:trim`.
 */
export const jobFilterSchema = z.object({
  queue: z.string().max(64).optional(),
  states: z.array(jobStateSchema).max(jobStates.length).optional(),
  deadLetters: z.boolean().optional(),
  search: z.string().max(512).optional(),
  preset: z.string().max(128).optional(),
  sourceValue: z.string().max(8192).optional(),
  errorCode: z.string().max(128).optional(),
  createdAfter: z.iso.datetime().optional(),
  createdBefore: z.iso.datetime().optional(),
  trace: z.string().max(64).optional(),
});
export type JobFilter = z.infer<typeof jobFilterSchema>;

import { z } from 'zod';
import { isErrorCode } from '#shared/contract/errors.ts';
import {
  apiStatusOf,
  jobResultSchema,
  progressSchema,
  sourceKinds,
  type AppErrorView,
  type Attempt,
  type Job,
  type JobProgress,
  type JobResult,
  type JobState,
  type JobSummary,
  type Source,
} from '#shared/domain/job.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { renderMessage } from '#shared/i18n/render-error.ts';
import type { Recipe } from '#shared/domain/recipe.ts';

/** A row of `jobs` without its payload, which may be large and is read for one job alone. */
export interface JobRow {
  id: number;
  queue: string;
  state: JobState;
  title: string;
  source_kind: string | null;
  source_value: string | null;
  preset: string | null;
  priority: number;
  dedupe_key: string | null;
  attempt: number;
  max_attempts: number;
  worker: string | null;
  progress: string | null;
  result: string | null;
  error: string | null;
  error_code: string | null;
  cached: number | null;
  size_bytes: number | null;
  run_ms: number | null;
  acknowledged_at: number | null;
  deleted_at: number | null;
  trace: string;
  created_at: number;
  run_at: number;
  started_at: number | null;
  ended_at: number | null;
}

export interface AttemptRow {
  number: number;
  started_at: number;
  ended_at: number | null;
  outcome: Attempt['outcome'];
  stage: string | null;
  error: string | null;
  log_tail: string;
}

/** The columns of `JobRow`, for every query that makes views. */
export const jobColumns = `id, queue, state, title, source_kind, source_value, preset, priority, dedupe_key, attempt, max_attempts,
  worker, progress, result, error, error_code, cached, size_bytes, run_ms, acknowledged_at, deleted_at, trace, created_at, run_at,
  started_at, ended_at`;

export interface ViewOptions {
  language: Language;
  /** Progress that is newer than the row's, from the running queue. */
  progressOf?: (id: number) => JobProgress | null;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

/** A row of a list. Damaged JSON in a column becomes null or `internal-error`; the row itself is always shown. */
export function toJobSummary(row: JobRow, view: ViewOptions): JobSummary {
  const result = resultOf(row);
  return {
    ...commonPart(row, view),
    result: result && {
      outputPath: result.outputPath,
      sizeBytes: result.sizeBytes,
      durationMs: result.durationMs,
      cached: result.cached,
      thumbnailPath: result.thumbnailPath,
    },
    worker: row.state === 'running' ? row.worker : null,
  };
}

/** One job with everything: attempts, recipe and command lines. */
export function toJob(row: JobRow, attempts: readonly AttemptRow[], recipe: Recipe | null, view: ViewOptions): Job {
  return {
    ...commonPart(row, view),
    recipe,
    attempts: attempts.map((attempt) => toAttempt(attempt, row.trace, view.language)),
    result: resultOf(row),
  };
}

/** A job in source 000's words: snake_case, times in seconds (A13-A16, SHAPES.md). Retries are tries after the first (X06). */
export function toDashboardJob(row: JobRow, view: ViewOptions) {
  const error = errorOf(row, view.language);
  const result = resultOf(row);
  return {
    id: row.id,
    url: row.source_value ?? '',
    status: apiStatusOf[row.state],
    preset: row.preset,
    priority: row.priority,
    retry_count: Math.max(0, row.attempt - 1),
    max_retries: Math.max(0, row.max_attempts - 1),
    created_at: iso(row.created_at),
    started_at: isoOrNull(row.started_at),
    finished_at: isoOrNull(row.ended_at),
    processing_time: row.run_ms === null ? null : row.run_ms / 1000,
    file_size: result?.sizeBytes ?? row.size_bytes,
    video_path: result?.outputPath ?? null,
    cached: row.cached === 1,
    error: error && { code: error.code, message: error.message },
  };
}

/** As `toDashboardJob`, with how far a running job is: `progress` in percent with one decimal. */
export function toDashboardRunningJob(row: JobRow, view: ViewOptions) {
  const progress = progressOf(row, view);
  const fraction = progress?.fraction ?? null;
  const etaMs = progress?.etaMs ?? null;
  return {
    ...toDashboardJob(row, view),
    progress: fraction === null ? null : Math.round(fraction * 1000) / 10,
    speed: progress?.speed ?? null,
    eta_seconds: etaMs === null ? null : Math.round(etaMs / 1000),
    worker: row.worker,
  };
}

function commonPart(row: JobRow, view: ViewOptions) {
  return {
    id: row.id,
    queue: row.queue,
    state: row.state,
    title: row.title,
    source: sourceOf(row),
    preset: row.preset,
    priority: row.priority,
    dedupeKey: row.dedupe_key,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    progress: progressOf(row, view),
    error: errorOf(row, view.language),
    acknowledgedAt: isoOrNull(row.acknowledged_at),
    trace: row.trace,
    createdAt: iso(row.created_at),
    runAt: iso(row.run_at),
    startedAt: isoOrNull(row.started_at),
    endedAt: isoOrNull(row.ended_at),
  };
}

function toAttempt(row: AttemptRow, trace: string, language: Language): Attempt {
  return {
    number: row.number,
    startedAt: iso(row.started_at),
    endedAt: isoOrNull(row.ended_at),
    outcome: row.outcome,
    error: row.error === null ? null : renderStoredError(row.error, null, trace, language),
    stage: row.stage,
    logTail: row.log_tail,
  };
}

export function sourceOf(row: Pick<JobRow, 'source_kind' | 'source_value'>): Source | null {
  const kind = sourceKinds.find((known) => known === row.source_kind);
  return kind && row.source_value ? { kind, value: row.source_value } : null;
}

function progressOf(row: JobRow, view: ViewOptions): JobProgress | null {
  if (row.state !== 'running') return null;
  return view.progressOf?.(row.id) ?? parseStored(row.progress, progressSchema);
}

const resultOf = (row: JobRow): JobResult | null =>
  row.state === 'succeeded' ? parseStored(row.result, jobResultSchema) : null;

function errorOf(row: JobRow, language: Language): AppErrorView | null {
  if (row.error === null && row.error_code === null) return null;
  return renderStoredError(row.error, row.error_code, row.trace, language);
}

const storedErrorSchema = z.object({
  code: z.string().min(1),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).catch({}),
});

/** An error column with its message in `language`. A damaged one keeps the code of its own column, else `internal-error`. */
export function renderStoredError(
  json: string | null,
  code: string | null,
  trace: string,
  language: Language,
): AppErrorView {
  const stored = parseStored(json, storedErrorSchema) ?? { code: code ?? 'internal-error', params: {} };
  // A code that this version doesn't know stands for itself.
  const message = isErrorCode(stored.code) ? renderMessage(stored.code, stored.params, language) : stored.code;
  return { ...stored, message, trace };
}

/** JSON of a column as its type, or null where the column is empty or damaged. */
export function parseStored<T>(json: string | null, schema: z.ZodType<T>): T | null {
  const value = parseJson(json);
  if (value === undefined) return null;
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** `undefined` where the text is null or no JSON. */
export function parseJson(json: string | null): unknown {
  if (json === null) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

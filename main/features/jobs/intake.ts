import { AppError } from '#shared/contract/errors.ts';
import type { Source } from '#shared/domain/job.ts';
import type { JobAddRequest } from '#shared/contract/jobs.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { withoutSecrets } from '#platform/http/address-guard.ts';
import { parseJson, sourceOf, type JobRow } from '#platform/queue/job-view.ts';
import type { JobIntake, NewJob } from '#platform/queue/queue-port.ts';

type Intakes = Readonly<Record<string, JobIntake>>;

/** Sources are looked at (their files opened, their links parsed) so many at once. */
const preparedAtOnce = 8;

export const findIntake = (intakes: Intakes, queue: string): JobIntake | undefined =>
  Object.hasOwn(intakes, queue) ? intakes[queue] : undefined;

function requireIntake(intakes: Intakes, queue: string): JobIntake {
  const intake = findIntake(intakes, queue);
  if (!intake) throw new AppError('queue-not-found', { queue });
  return intake;
}

/** The new jobs of an `add`, in the order of their sources. The first source that can't work refuses them all. */
export async function prepareAll(intakes: Intakes, request: JobAddRequest, trace: string): Promise<NewJob[]> {
  const intake = requireIntake(intakes, request.queue);
  const wanted = { preset: request.preset, recipe: request.recipe };
  const jobs: NewJob[] = [];
  for (let start = 0; start < request.sources.length; start += preparedAtOnce) {
    const some = request.sources.slice(start, start + preparedAtOnce);
    const prepared = await Promise.all(
      some.map((source) => prepareOne(intake, source, { wanted, isAlone: request.sources.length === 1 })),
    );
    for (const part of prepared) jobs.push(newJob(part, request, { index: jobs.length, trace }));
  }
  return jobs;
}

/** Of several sources the one that can't work is named in the error's parameters. */
async function prepareOne(
  intake: JobIntake,
  source: Source,
  { wanted, isAlone }: { wanted: Parameters<JobIntake['prepare']>[1]; isAlone: boolean },
): ReturnType<JobIntake['prepare']> {
  try {
    return await intake.prepare(source, wanted);
  } catch (error) {
    if (isAlone || !(error instanceof AppError)) throw error;
    const isLink = source.kind === 'url' || source.kind === 'page';
    const named = isLink ? withoutSecrets(source.value) : source.value;
    throw new AppError(error.code, { ...error.params, source: named }, { cause: error });
  }
}

function newJob(
  part: Awaited<ReturnType<JobIntake['prepare']>>,
  request: JobAddRequest,
  { index, trace }: { index: number; trace: string },
): NewJob {
  const { queue, priority, held, maxAttempts, runAt, dedupeKey } = request;
  const job: NewJob = { ...part, queue, priority, held, trace };
  if (maxAttempts !== undefined) job.maxAttempts = maxAttempts;
  if (runAt !== undefined) job.runAt = Date.parse(runAt);
  // One key for many sources would make one job of them all.
  if (dedupeKey !== undefined) job.dedupeKey = request.sources.length === 1 ? dedupeKey : `${dedupeKey}/${index + 1}`;
  return job;
}

export interface RerunRequest {
  id: number;
  preset?: string | undefined;
  recipe?: Recipe | undefined;
  priority?: number | undefined;
}

/** A new job from a stored one. Without changes it does exactly the same again: the same recipe, even if its preset changed. */
export async function prepareRerun(
  intakes: Intakes,
  row: JobRow & { payload: string },
  wanted: RerunRequest,
  trace: string,
): Promise<NewJob> {
  const intake = requireIntake(intakes, row.queue);
  const payload = parseJson(row.payload);
  const source = (payload === undefined ? null : intake.sourceOf(payload)) ?? sourceOf(row);
  if (!source) throw new AppError('job-payload-invalid', { reason: 'source' });
  const isChanged = wanted.preset !== undefined || wanted.recipe !== undefined;
  const part = await intake.prepare(source, isChanged ? wanted : sameAgain(intake, row));
  return {
    ...part,
    preset: isChanged ? part.preset : row.preset,
    queue: row.queue,
    priority: wanted.priority ?? row.priority,
    maxAttempts: row.max_attempts,
    trace,
  };
}

function sameAgain(intake: JobIntake, row: JobRow & { payload: string }): { preset?: string; recipe?: Recipe } {
  const payload = parseJson(row.payload);
  const recipe = payload === undefined ? null : intake.recipeOf(payload);
  if (recipe) return { recipe };
  return row.preset === null ? {} : { preset: row.preset };
}

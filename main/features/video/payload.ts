import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import { recipeSchema, stepKinds, type Recipe } from '#shared/domain/recipe.ts';
import { sourceSchema, type Source } from '#shared/domain/job.ts';

/** What a video job keeps in its row. */
export interface VideoPayload {
  readonly source: Source;
  readonly recipe: Recipe;
}

const payloadSchema = z.object({ source: sourceSchema, recipe: z.unknown() });

/** A stored payload. Throws `job-payload-invalid`, `recipe-step-unknown` or `recipe-invalid`. */
export function parsePayload(value: unknown): VideoPayload {
  const parsed = payloadSchema.safeParse(value);
  if (!parsed.success)
    throw new AppError('job-payload-invalid', { reason: parsed.error.issues[0]?.path.join('.') ?? '' });
  return { source: parsed.data.source, recipe: parseRecipe(parsed.data.recipe) };
}

/** A recipe from outside. Throws `recipe-step-unknown` with the step's kind, or `recipe-invalid` with step and field. */
export function parseRecipe(value: unknown): Recipe {
  const parsed = recipeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const steps = z.object({ steps: z.array(z.object({ kind: z.string() })) }).safeParse(value);
  const unknownStep = steps.data?.steps.find((step) => !(stepKinds as string[]).includes(step.kind));
  if (unknownStep) throw new AppError('recipe-step-unknown', { step: unknownStep.kind.slice(0, 64) });
  const issue = parsed.error.issues[0];
  const at = issue?.path[0] === 'steps' && typeof issue.path[1] === 'number' ? issue.path[1] : -1;
  const step = steps.data?.steps[at]?.kind ?? '';
  throw new AppError('recipe-invalid', {
    step,
    reason: (at >= 0 ? issue?.path.slice(2) : issue?.path)?.join('.') ?? '',
  });
}

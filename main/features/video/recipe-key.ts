import { createHash } from 'node:crypto';
import type { Recipe, Step } from '#shared/domain/recipe.ts';
import { readLogo, readSrt } from './steps/overlay.ts';

/** Raised whenever the same recipe begins to give other pictures. */
const builderVersion = 1;

/** SHA-256 of the recipe in one canonical form, with the bytes of the files it names instead of their paths. */
export async function hashRecipe(recipe: Recipe): Promise<string> {
  const steps = await Promise.all(recipe.steps.map(withContents));
  return digest(canonical({ builderVersion, steps, output: recipe.output }));
}

async function withContents(step: Step): Promise<unknown> {
  if (step.kind === 'logo') return { ...step, imagePath: digest((await readLogo(step.imagePath)).bytes) };
  if (step.kind === 'captions') return { kind: step.kind, size: step.size, srt: digest(await readSrt(step)) };
  return step;
}

const digest = (value: string | Uint8Array): string => createHash('sha256').update(value).digest('hex');

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}

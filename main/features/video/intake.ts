import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { Source } from '#shared/domain/job.ts';
import type { Recipe, Step } from '#shared/domain/recipe.ts';
import { redactText } from '#platform/log/redact.ts';
import type { JobIntake } from '#platform/queue/queue-port.ts';
import type { VideoParts } from './deps.ts';
import { checkSourceFile, uploadedFile } from './fetch-source.ts';
import { detectForeignKind } from './file-kind.ts';
import { cleanTitle, titleOfLink } from './output-name.ts';
import { parsePayload, parseRecipe, type VideoPayload } from './payload.ts';
import type { PresetService } from './presets/preset-service.ts';
import { parseSrt } from './srt.ts';
import { readLogo, readSrt } from './steps/overlay.ts';

/** Turns a wish into a video job. What can't work is refused here, before a job is wasted on it. */
export function createVideoIntake(parts: VideoParts, presets: PresetService): JobIntake {
  return {
    async prepare(source, wanted) {
      parts.requireTool('ffmpeg');
      parts.requireTool('ffprobe');
      const { recipe, preset } = chooseRecipe(wanted);
      await checkRecipe(recipe);
      const title = await checkSource(source);
      return { title, source: shownSource(source), preset, payload: { source, recipe } };
    },
    sourceOf: (payload) => readPayload(payload)?.source ?? null,
    recipeOf: (payload) => readPayload(payload)?.recipe ?? null,
  };

  function chooseRecipe(wanted: { preset?: string | undefined; recipe?: Recipe | undefined }) {
    if (wanted.recipe) return { recipe: parseRecipe(wanted.recipe), preset: wanted.preset ?? null };
    const preset =
      wanted.preset === undefined
        ? presets.getDefault(parts.settings.get('defaultPreset'))
        : presets.get(wanted.preset);
    return { recipe: preset.recipe, preset: preset.id };
  }

  /** Throws what is wrong with the source; answers what people will call the job. */
  async function checkSource(source: Source): Promise<string> {
    switch (source.kind) {
      case 'file':
        if (!path.isAbsolute(source.value)) throw new AppError('video-source-not-found', { path: source.value });
        await checkFile(source.value);
        return cleanTitle(path.basename(source.value));
      case 'upload':
        await checkFile(uploadedFile(parts, source.value));
        return cleanTitle(path.basename(parts.store.getUpload(source.value)?.name ?? '') || 'video');
      case 'url':
        return titleOfLink(parts.guard.checkUrl(source.value));
      case 'page': {
        const url = parts.guard.checkUrl(source.value);
        parts.requireTool('yt-dlp');
        return titleOfLink(url);
      }
    }
  }

  async function checkFile(file: string): Promise<void> {
    const { head } = await checkSourceFile(file, parts.settings.get('maxSourceBytes'));
    const foreign = detectForeignKind(head);
    if (foreign) throw new AppError('video-source-not-video', { detected: foreign });
  }
}

/** Null for a damaged one: a view shows what it can; the handler tells what is wrong. */
function readPayload(payload: unknown): VideoPayload | null {
  try {
    return parsePayload(payload);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/**
 * The source as lists, logs and searches show it: a link may carry a token in its query. The whole link stays in the payload alone,
 * which no operation answers, because a retry needs it.
 */
function shownSource(source: Source): Source {
  return source.kind === 'url' || source.kind === 'page' ? { ...source, value: redactText(source.value) } : source;
}

/** What a schema can't tell: files that are named, captions that parse, steps that exclude each other. */
async function checkRecipe(recipe: Recipe): Promise<void> {
  for (const kind of ['limit-size', 'thumbnail'] as const)
    if (recipe.steps.filter((step) => step.kind === kind).length > 1)
      throw new AppError('recipe-invalid', { step: kind, reason: 'twice' });
  for (const step of recipe.steps) await checkStep(step);
}

async function checkStep(step: Step): Promise<void> {
  if (step.kind === 'trim' && step.endSeconds !== null && step.endSeconds <= step.startSeconds)
    throw new AppError('recipe-invalid', { step: 'trim', reason: 'end-before-start' });
  if (step.kind === 'logo') await readLogo(step.imagePath);
  if (step.kind === 'captions') parseSrt(await readSrt(step));
}

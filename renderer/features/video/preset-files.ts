import type { Preset, PresetFile } from '#shared/domain/recipe.ts';
import { presetFileSchema } from '#shared/domain/recipe.ts';

const longestId = 64;

/** An id from a name: letters without marks, digits and dashes; a number behind it when it is taken. */
export function presetIdFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, longestId - 4);
  const base = plain || 'preset';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** What is wrong with a file of presets, as a key under `video.presets`. */
export type PresetFileResult =
  | { readonly ok: true; readonly file: PresetFile }
  | { readonly ok: false; readonly code: 'notJson' | 'notPresets' };

export function readPresetFile(text: string): PresetFileResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: 'notJson' };
  }
  const parsed = presetFileSchema.safeParse(value);
  return parsed.success ? { ok: true, file: parsed.data } : { ok: false, code: 'notPresets' };
}

export const writePresetFile = (presets: readonly Preset[]): string =>
  `${JSON.stringify(
    {
      format: 'atalaya-presets',
      version: 1,
      presets: presets.map(({ id, name, description, recipe }) => ({ id, name, description, recipe })),
    },
    null,
    2,
  )}\n`;

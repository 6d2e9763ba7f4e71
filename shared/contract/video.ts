import { z } from 'zod';
import { presetFileSchema, presetIdSchema, presetSchema, recipeSchema } from '../domain/recipe.ts';
import { done, operation } from './define.ts';

const tag = 'video';

export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  sizeBytes: z.int(),
  /** Bytes that are on the disk; the next chunk starts here. */
  offset: z.int(),
  complete: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export type Upload = z.infer<typeof uploadSchema>;

export const video = {
  listPresets: operation({ method: 'GET', path: '/api/v1/presets', summary: 'Shipped and own presets', tag }).output(
    z.object({ presets: z.array(presetSchema) }),
  ),
  savePreset: operation({ method: 'PUT', path: '/api/v1/presets/{id}', summary: 'Saves an own preset', tag })
    .input(
      z.strictObject({
        id: presetIdSchema,
        name: z.string().min(1).max(120),
        description: z.string().max(500).default(''),
        recipe: recipeSchema,
      }),
    )
    .output(presetSchema),
  removePreset: operation({ method: 'DELETE', path: '/api/v1/presets/{id}', summary: 'Removes an own preset', tag })
    .input(z.strictObject({ id: presetIdSchema }))
    .output(done),
  exportPresets: operation({
    method: 'GET',
    path: '/api/v1/presets/export',
    summary: 'Own presets as a file',
    tag,
  }).output(
    z.object({
      format: z.literal('atalaya-presets'),
      version: z.literal(1),
      presets: z.array(presetSchema.omit({ shipped: true })),
    }),
  ),
  importPresets: operation({
    method: 'POST',
    path: '/api/v1/presets/import',
    summary: 'Adds or replaces own presets from a file',
    tag,
  })
    .input(z.strictObject({ file: presetFileSchema, replace: z.boolean().default(false) }))
    .output(z.object({ imported: z.int(), skipped: z.array(z.string()) })),
  /** The bytes follow as `PATCH /api/v1/uploads/{id}` with `Upload-Offset`, at most 8 MiB at a time. */
  beginUpload: operation({
    method: 'POST',
    path: '/api/v1/uploads',
    summary: 'Begins a resumable upload',
    tag,
    status: 201,
  })
    .input(z.strictObject({ name: z.string().min(1).max(1024), sizeBytes: z.int().min(1) }))
    .output(uploadSchema),
  getUpload: operation({ method: 'GET', path: '/api/v1/uploads/{id}', summary: 'How far an upload has come', tag })
    .input(z.object({ id: z.string().max(64) }))
    .output(uploadSchema),
  removeUpload: operation({ method: 'DELETE', path: '/api/v1/uploads/{id}', summary: 'Gives up an upload', tag })
    .input(z.strictObject({ id: z.string().max(64) }))
    .output(done),
};

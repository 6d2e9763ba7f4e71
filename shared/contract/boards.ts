import { z } from 'zod';
import { operation } from './define.ts';

const tag = 'boards';

/** The widgets of the Overview (A55-A57). `value` shows a figure that others hand in. */
export const widgetKinds = [
  'kpis',
  'activity',
  'running',
  'services',
  'top-sources',
  'durations',
  'throughput',
  'recent',
  'alerts',
  'deliveries',
  'value',
] as const;
export const widgetSchema = z.strictObject({
  /** Of this widget on its board. */
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  kind: z.enum(widgetKinds),
  /** Columns of twelve. */
  width: z.int().min(3).max(12),
  /** Rows of 40 px. */
  height: z.int().min(2).max(20),
  /** Of `value`: the name it was handed in under. */
  source: z.string().max(64).nullable().default(null),
});
export type Widget = z.infer<typeof widgetSchema>;
export const boardSchema = z.object({ place: z.string(), widgets: z.array(widgetSchema), isDefault: z.boolean() });
export type Board = z.infer<typeof boardSchema>;
export const widgetValueSchema = z.object({
  name: z.string(),
  value: z.union([z.number(), z.string()]),
  at: z.iso.datetime(),
});
const place = z.enum(['overview']);
const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i);

export const boards = {
  get: operation({ method: 'GET', path: '/api/v1/boards/{place}', summary: 'A board and its widgets', tag })
    .input(z.strictObject({ place }))
    .output(boardSchema),
  save: operation({ method: 'PUT', path: '/api/v1/boards/{place}', summary: 'Arranges a board', tag })
    .input(z.strictObject({ place, widgets: z.array(widgetSchema).max(40) }))
    .output(boardSchema),
  reset: operation({
    method: 'POST',
    path: '/api/v1/boards/{place}/reset',
    summary: 'Gives a board its first form',
    tag,
  })
    .input(z.strictObject({ place }))
    .output(boardSchema),
  values: operation({
    method: 'GET',
    path: '/api/v1/widget-values',
    summary: 'Figures that others handed in',
    tag,
  }).output(z.object({ values: z.array(widgetValueSchema), revision: z.int() })),
  setValue: operation({ method: 'PUT', path: '/api/v1/widget-values/{name}', summary: 'Hands a figure in', tag })
    .input(z.strictObject({ name, value: z.union([z.number(), z.string().max(200)]) }))
    .output(widgetValueSchema),
};

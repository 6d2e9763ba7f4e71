import { z } from 'zod';
import { operation, queryInt, streamOf } from './define.ts';

const tag = 'logs';

export const logLevels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

export const logLineSchema = z.object({
  /** Rising within one console; the cursor of a page. */
  id: z.string(),
  at: z.iso.datetime(),
  level: logLevelSchema,
  module: z.string(),
  file: z.string(),
  message: z.string(),
  trace: z.string().nullable(),
  /** The other fields of the line, already redacted. */
  fields: z.record(z.string(), z.unknown()),
});
export type LogLine = z.infer<typeof logLineSchema>;

const filter = z.object({
  files: z
    .union([
      z.array(z.string().max(64)).max(20),
      z
        .string()
        .max(1000)
        .transform((t) => t.split(',').filter(Boolean)),
    ])
    .optional(),
  /** This level and above. */
  level: logLevelSchema.optional(),
  module: z.string().max(64).optional(),
  text: z.string().max(512).optional(),
  trace: z.string().max(64).optional(),
});

export const logs = {
  files: operation({ method: 'GET', path: '/api/v1/logs/files', summary: 'The log files', tag }).output(
    z.object({
      files: z.array(z.object({ name: z.string(), sizeBytes: z.int(), modifiedAt: z.iso.datetime().nullable() })),
      modules: z.array(z.string()),
      folder: z.string(),
    }),
  ),
  list: operation({
    method: 'GET',
    path: '/api/v1/logs',
    summary: 'Lines of all files merged by time, newest last',
    tag,
  })
    .input(filter.extend({ before: z.string().max(128).optional(), limit: queryInt(1, 2000, 200) }))
    .output(z.object({ lines: z.array(logLineSchema), before: z.string().nullable() })),
  follow: operation({ method: 'GET', path: '/api/v1/logs/follow', summary: 'New lines as they are written', tag })
    .input(filter)
    .output(streamOf(z.object({ lines: z.array(logLineSchema), dropped: z.int() }))),
  levels: operation({ method: 'GET', path: '/api/v1/logs/levels', summary: 'Level of each module', tag }).output(
    z.object({
      base: logLevelSchema,
      modules: z.array(z.object({ module: z.string(), level: logLevelSchema, until: z.iso.datetime().nullable() })),
    }),
  ),
  setLevel: operation({
    method: 'PUT',
    path: '/api/v1/logs/level',
    summary: 'Changes a level while running',
    tag,
    scope: 'admin',
  })
    /** Without `module`: the base level. With `minutes`: back to what it was afterwards. */
    .input(
      z.strictObject({
        module: z.string().max(64).optional(),
        level: logLevelSchema,
        minutes: z.int().min(1).max(1440).optional(),
      }),
    )
    .output(z.object({ done: z.literal(true) })),
};

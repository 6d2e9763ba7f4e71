import { z } from 'zod';
import { operation } from './define.ts';

const tag = 'health';

export const healthStates = ['ok', 'degraded', 'down'] as const;
/** `cause` and `cure` are codes with texts under `health.<code>` in `shared/i18n`. */
export const checkSchema = z.object({
  name: z.string(),
  state: z.enum([...healthStates, 'off']),
  latencyMs: z.number().nullable(),
  since: z.iso.datetime(),
  cause: z.string().nullable(),
  cure: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type HealthCheck = z.infer<typeof checkSchema>;

export const serviceStates = ['starting', 'running', 'backing-off', 'stopping', 'stopped', 'failed'] as const;
export const serviceSchema = z.object({
  name: z.string(),
  state: z.enum(serviceStates),
  port: z.int().nullable(),
  address: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  restarts: z.int(),
  nextRestartAt: z.iso.datetime().nullable(),
  error: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) })
    .nullable(),
});
export type ServiceView = z.infer<typeof serviceSchema>;

export const health = {
  /** A60. Strangers get the status alone. */
  get: operation({
    method: 'GET',
    path: '/health',
    summary: 'Is the console well?',
    tag,
    scope: 'public',
    literal: true,
  }).output(
    z.object({
      status: z.enum(healthStates),
      version: z.string().optional(),
      uptimeMs: z.number().optional(),
      checks: z.array(checkSchema).optional(),
    }),
  ),
  run: operation({ method: 'POST', path: '/api/v1/health/run', summary: 'Runs every check now', tag }).output(
    z.object({ status: z.enum(healthStates), checks: z.array(checkSchema) }),
  ),
  services: operation({ method: 'GET', path: '/api/v1/services', summary: 'The parts of the console', tag }).output(
    z.object({ services: z.array(serviceSchema), revision: z.int() }),
  ),
  startService: operation({
    method: 'POST',
    path: '/api/v1/services/{name}/start',
    summary: 'Starts a service',
    tag,
    scope: 'admin',
  })
    .input(
      z.strictObject({
        name: z.string().max(64),
        /** Where another program holds its port, a free one does (A01). */
        anyPort: z.boolean().default(false),
      }),
    )
    .output(serviceSchema),
  stopService: operation({
    method: 'POST',
    path: '/api/v1/services/{name}/stop',
    summary: 'Stops a service',
    tag,
    scope: 'admin',
  })
    .input(z.strictObject({ name: z.string().max(64) }))
    .output(serviceSchema),
  restartService: operation({
    method: 'POST',
    path: '/api/v1/services/{name}/restart',
    summary: 'Restarts a service',
    tag,
    scope: 'admin',
  })
    .input(z.strictObject({ name: z.string().max(64) }))
    .output(serviceSchema),
};

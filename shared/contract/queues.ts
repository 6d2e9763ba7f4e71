import { z } from 'zod';
import { operation } from './define.ts';

const tag = 'queues';

export const queueViewSchema = z.object({
  name: z.string(),
  /** `draining`: takes `remaining` more jobs, then pauses. */
  status: z.enum(['running', 'paused', 'draining']),
  remaining: z.int().nullable(),
  changedBy: z.string().nullable(),
  changedAt: z.iso.datetime().nullable(),
  workers: z.int(),
  busy: z.int(),
  waiting: z.int(),
  /** Age of the oldest job that could run now; null when none waits. */
  oldestWaitingMs: z.number().nullable(),
  /** When the queue will be empty at the speed of the last jobs; null while that is not known. */
  emptyAt: z.iso.datetime().nullable(),
});
export type QueueView = z.infer<typeof queueViewSchema>;

const name = z.string().min(1).max(64);
const one = z.strictObject({ name });

export const queues = {
  list: operation({ method: 'GET', path: '/api/v1/queues', summary: 'All queues', tag }).output(
    z.object({ queues: z.array(queueViewSchema), revision: z.int() }),
  ),
  pause: operation({
    method: 'POST',
    path: '/api/v1/queues/{name}/pause',
    summary: 'Pauses a queue (`all`: every one)',
    tag,
  })
    /** `now` hands running jobs back without burning an attempt; otherwise they finish. */
    .input(one.extend({ now: z.boolean().default(false) }))
    .output(z.object({ queues: z.array(queueViewSchema) })),
  resume: operation({
    method: 'POST',
    path: '/api/v1/queues/{name}/resume',
    summary: 'Resumes a queue (`all`: every one)',
    tag,
  })
    .input(one)
    .output(z.object({ queues: z.array(queueViewSchema) })),
  drain: operation({
    method: 'POST',
    path: '/api/v1/queues/{name}/drain',
    summary: 'Takes `finish` more jobs, then pauses',
    tag,
  })
    /** Without `finish`: those that run now. */
    .input(one.extend({ finish: z.int().min(0).max(100_000).optional() }))
    .output(z.object({ queues: z.array(queueViewSchema) })),
  setWorkers: operation({
    method: 'PUT',
    path: '/api/v1/queues/{name}/workers',
    summary: 'How many jobs run at once',
    tag,
  })
    .input(one.extend({ workers: z.int().min(1).max(64) }))
    .output(z.object({ queues: z.array(queueViewSchema) })),
};

import { z } from 'zod';

/**
 * The event log's types. An event is appended in the transaction that changed the rows it tells of.
 * Names are `feature.happened`; a retired name is never reused.
 */
export const eventTypes = [
  'job.added',
  'job.started',
  'job.succeeded',
  'job.retrying',
  'job.dead',
  'job.cancelled',
  'job.held',
  'job.released',
  /** Its priority, its place, or its time came: `data.change` tells which. */
  'job.changed',
  'job.retried',
  'job.acknowledged',
  'job.deleted',
  'job.restored',
  'queue.paused',
  'queue.resumed',
  'queue.draining',
  'queue.drained',
  'queue.workers-changed',
  'preset.saved',
  'preset.deleted',
  'settings.changed',
  'service.started',
  'service.failed',
  'service.stopped',
  'access.signed-in',
  'access.refused',
  'console.started',
  'console.stopping',
  'console.recovered',
] as const;
export const eventTypeSchema = z.enum(eventTypes);
export type EventType = z.infer<typeof eventTypeSchema>;

export const eventSchema = z.object({
  id: z.int(),
  type: eventTypeSchema,
  at: z.iso.datetime(),
  /** What it is about, as `job:42`, `queue:video`, `setting:workers`. */
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Follows one thing from the request that began it to the last delivery it caused. */
  trace: z.string(),
});
export type EventView = z.infer<typeof eventSchema>;

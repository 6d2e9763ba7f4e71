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
  /** A watched figure went over its line, or is still over it after the reminder's time: `data.value`, `data.limit`, `data.name`. */
  'queue.above-limit',
  'queue.below-limit',
  'delivery.dead',
  'delivery.expired',
  'delivery.replayed',
  'delivery.discarded',
  'delivery.edited',
  'channel.saved',
  'channel.deleted',
  /** A refusal that no retry can help (wrong token): nothing is sent there until it is mended. */
  'channel.broken',
  'channel.mended',
  'channel.breaker-opened',
  'channel.breaker-closed',
  'alert.raised',
  'alert.acknowledged',
  'alert.escalated',
  'alert.recovered',
  'rule.saved',
  'rule.deleted',
  'rule.muted',
  'template.saved',
  'schedule.saved',
  'schedule.deleted',
  /** The time of a summary has come: `data` holds its figures. */
  'summary.due',
  'board.saved',
  /** A figure that somebody handed in is another one than before: `data.value`. */
  'widget.value-changed',
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

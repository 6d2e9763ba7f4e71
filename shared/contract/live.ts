import { z } from 'zod';
import { eventSchema } from '../domain/events.ts';
import { jobSummarySchema, progressSchema, stateCountsSchema } from '../domain/job.ts';
import { operation, streamOf } from './define.ts';
import { healthStates, serviceSchema } from './health.ts';
import { queueViewSchema } from './queues.ts';

/**
 * The live feed. A client subscribes first; the first message is `hello` with the revision of that moment. It then asks for its
 * snapshots (each carries the revision it was read at) and applies the batches whose revision is higher.
 * At most 20 messages a second reach a client however much changes: changes of the same job are merged.
 */
export const liveMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), revision: z.int(), consoleId: z.string() }),
  z.object({
    kind: z.literal('batch'),
    revision: z.int(),
    at: z.iso.datetime(),
    /** Rows that changed, in their newest form. */
    jobs: z.array(jobSummarySchema),
    removed: z.array(z.int()),
    /** More rows changed than a message carries: read the list again. */
    overflow: z.boolean(),
    counts: stateCountsSchema.nullable(),
    /** Progress comes from memory many times between two rows. */
    progress: z.array(z.object({ id: z.int(), attempt: z.int(), progress: progressSchema })),
    queues: z.array(queueViewSchema).nullable(),
    services: z.array(serviceSchema).nullable(),
    status: z.enum(healthStates).nullable(),
    events: z.array(eventSchema),
    /** Keys of settings that changed. */
    settings: z.array(z.string()),
  }),
  /** Nothing changed; the line is alive. */
  z.object({ kind: z.literal('beat'), revision: z.int(), at: z.iso.datetime() }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;
export type LiveBatch = Extract<LiveMessage, { kind: 'batch' }>;

export const live = {
  feed: operation({
    method: 'GET',
    path: '/api/v1/live',
    summary: 'Everything that changes, as it changes',
    tag: 'live',
  }).output(streamOf(liveMessageSchema)),
};

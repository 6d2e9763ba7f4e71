import { z } from 'zod';
import { appErrorSchema } from '../domain/job.ts';
import { attemptOutcomes, breakerStates, deliveryStateSchema, outgoingMessageSchema } from '../domain/delivery.ts';
import { idParam, operation, queryInt } from './define.ts';

const tag = 'deliveries';

export const deliveryAttemptSchema = z.object({
  number: z.int(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nullable(),
  outcome: z.enum(attemptOutcomes),
  /** HTTP or SMTP status; null where there was no answer. */
  status: z.int().nullable(),
  /** What was sent, without secrets; capped. */
  request: z.string().nullable(),
  /** What came back; capped at 20 KB. */
  answer: z.string().nullable(),
  error: appErrorSchema.nullable(),
});

export const deliverySchema = z.object({
  id: z.int(),
  endpointId: z.int(),
  channel: z.string(),
  sink: z.string(),
  notificationId: z.int().nullable(),
  kind: z.string(),
  subject: z.string(),
  state: deliveryStateSchema,
  attempts: z.int(),
  /** Next try of what waits: never before the breaker, a pause that the service asked for, or the rate allow. */
  dueAt: z.iso.datetime().nullable(),
  /** Why it waits beyond its own time. */
  waitsFor: z.enum(['time', 'breaker', 'quiet', 'broken', 'order', 'rate']).nullable(),
  error: appErrorSchema.nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  eventCount: z.int(),
  trace: z.string(),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

export const endpointStateSchema = z.object({
  breaker: z.enum(breakerStates),
  breakerUntil: z.iso.datetime().nullable(),
  failures: z.int(),
  quietUntil: z.iso.datetime().nullable(),
  broken: appErrorSchema.nullable(),
  lastOkAt: z.iso.datetime().nullable(),
  lastFailedAt: z.iso.datetime().nullable(),
  lastError: appErrorSchema.nullable(),
  waiting: z.int(),
  dead: z.int(),
});
export type EndpointState = z.infer<typeof endpointStateSchema>;

/** Which deliveries a list or a bulk action means. `upToId` fixes what the caller saw. */
export const deliveryFilterSchema = z.strictObject({
  states: z.array(deliveryStateSchema).max(6).optional(),
  endpointId: z.int().min(1).optional(),
  notificationId: z.int().min(1).optional(),
  errorCode: z.string().max(64).optional(),
  /** Text inside payload, message or subject. */
  search: z.string().max(200).optional(),
  upToId: z.int().min(1).optional(),
});
export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>;
const selection = z.union([
  z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(1000) }),
  z.strictObject({ filter: deliveryFilterSchema }),
]);
export type DeliverySelection = z.infer<typeof selection>;
const bulkAnswer = z.object({ changed: z.int(), skipped: z.int() });

export const deliveries = {
  list: operation({
    method: 'POST',
    path: '/api/v1/deliveries/search',
    summary: 'Deliveries, newest first',
    tag,
    scope: 'read',
  })
    .input(
      z.strictObject({
        filter: deliveryFilterSchema.default({}),
        before: z.int().min(1).optional(),
        limit: queryInt(1, 200, 50),
      }),
    )
    .output(
      z.object({
        items: z.array(deliverySchema),
        total: z.int(),
        counts: z.record(deliveryStateSchema, z.int()),
        oldestWaitingMs: z.number().nullable(),
        revision: z.int(),
      }),
    ),
  get: operation({ method: 'GET', path: '/api/v1/deliveries/{id}', summary: 'One delivery with its attempts', tag })
    .input(z.strictObject({ id: idParam }))
    .output(
      deliverySchema.extend({
        message: outgoingMessageSchema.nullable(),
        payload: z.record(z.string(), z.unknown()),
        idempotencyKey: z.string(),
        expiresAt: z.iso.datetime().nullable(),
        history: z.array(deliveryAttemptSchema),
      }),
    ),
  /** Dead, expired and discarded ones go back to `waiting` with their key and their history. */
  replay: operation({ method: 'POST', path: '/api/v1/deliveries/replay', summary: 'Sends again', tag })
    .input(selection)
    .output(bulkAnswer),
  discard: operation({
    method: 'POST',
    path: '/api/v1/deliveries/discard',
    summary: 'Gives up what waits or is dead',
    tag,
  })
    .input(z.strictObject({ of: selection, reason: z.string().trim().max(500).default('') }))
    .output(bulkAnswer),
  /** Title and text of what has not been delivered. */
  edit: operation({
    method: 'PATCH',
    path: '/api/v1/deliveries/{id}',
    summary: 'Changes a message before it is sent again',
    tag,
  })
    .input(z.strictObject({ id: idParam, title: z.string().max(500), body: z.string().max(100_000) }))
    .output(z.object({ message: outgoingMessageSchema })),
  /** One JSON object a line, oldest first. */
  export: operation({
    method: 'POST',
    path: '/api/v1/deliveries/export',
    summary: 'Deliveries as NDJSON',
    tag,
    scope: 'read',
  })
    .input(z.strictObject({ filter: deliveryFilterSchema.default({}) }))
    .output(z.object({ name: z.string(), text: z.string(), count: z.int() })),
};

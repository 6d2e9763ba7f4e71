import { z } from 'zod';

/**
 * A delivery takes one message to one endpoint.
 *
 *   waiting ──its time, breaker, rate──► sending ──2xx──────────────► delivered
 *      ▲                                   │ ├─ retry later ──► waiting (or dead, when its schedule or its age is used up)
 *      │ replay (operator)                 │ └─ rejected ────► dead
 *      └── dead / expired / discarded      └─ the console ended ──► waiting, with the same idempotency key
 *   waiting ── endpoint deleted or disabled, or too old to matter ──► expired
 *   dead, waiting ── discard (operator) ──► discarded
 */
export const deliveryStates = ['waiting', 'sending', 'delivered', 'dead', 'expired', 'discarded'] as const;
export const deliveryStateSchema = z.enum(deliveryStates);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const attemptOutcomes = ['running', 'delivered', 'retry', 'rejected', 'interrupted'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** closed: everything goes. open: nothing goes until its time. half-open: one goes, and decides. */
export const breakerStates = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** When to try again (SHAPES.md, "Retry"). `steps`: the wait before each further try, ±`jitter`; the last try is followed by none. */
export const retryScheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exponential'),
    firstMs: z.int().min(100).default(5_000),
    capMs: z.int().min(100).default(600_000),
    /** After this age a delivery that still fails is dead. */
    maxAgeMs: z.int().min(1_000).default(86_400_000),
  }),
  z.strictObject({
    kind: z.literal('steps'),
    stepsMs: z.array(z.int().min(0)).max(50),
    /** 0.2 is ±20 %. */
    jitter: z.number().min(0).max(1).default(0.2),
  }),
]);
export type RetrySchedule = z.infer<typeof retryScheduleSchema>;

/** How an endpoint is treated. What is left out comes from its sink. */
export const endpointPolicySchema = z.strictObject({
  schedule: retryScheduleSchema.optional(),
  /** Sends a second at most; 0 is no limit. */
  ratePerSecond: z.number().min(0).max(1000).optional(),
  /** Sends at once at most. */
  concurrency: z.int().min(1).max(64).optional(),
  /** One attempt must have ended by then. */
  timeoutMs: z.int().min(100).max(300_000).optional(),
  breaker: z
    .strictObject({
      /** Failures in a row that open it; 0 never does. */
      failures: z.int().min(0).max(1000),
      openMs: z.int().min(100),
      maxOpenMs: z.int().min(100),
    })
    .optional(),
});
export type EndpointPolicy = z.infer<typeof endpointPolicySchema>;

/** The schedule of notifications: 5 s doubling to 10 min with full jitter, for a day. */
export const notificationSchedule: RetrySchedule = {
  kind: 'exponential',
  firstMs: 5_000,
  capMs: 600_000,
  maxAgeMs: 86_400_000,
};

/** A policy with nothing left out. */
export type WholePolicy = { readonly [K in keyof EndpointPolicy]-?: NonNullable<EndpointPolicy[K]> };

export const defaultPolicy: WholePolicy = {
  schedule: notificationSchedule,
  ratePerSecond: 0,
  concurrency: 4,
  timeoutMs: 15_000,
  breaker: { failures: 5, openMs: 30_000, maxOpenMs: 600_000 },
};

/**
 * What a sink is handed: plain text, never escaped and never cut; both are the sink's trade. Blank fields are left out of what is sent.
 */
export const outgoingMessageSchema = z.object({
  kind: z.string().max(64),
  severity: z.enum(['info', 'warning', 'critical']),
  title: z.string(),
  /** Lines separated by \n. */
  body: z.string(),
  /** What a click opens inside the console: `/jobs/42`. Null where there is nothing to open. */
  path: z.string().nullable(),
  /** ISO time of what it tells. */
  at: z.iso.datetime(),
  /** The values it was made of; the generic webhook sends them as they are. */
  fields: z.record(z.string(), z.unknown()),
});
export type OutgoingMessage = z.infer<typeof outgoingMessageSchema>;

import { z } from 'zod';
import { eventTypeSchema } from './events.ts';
import { notificationKindSchema, severitySchema } from './notification.ts';

/** How a field of an event is compared. `path` reaches into `data`: `error.code`, `attempt`; `subject` and `type` are there too. */
export const conditionSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/)
    .max(120),
  is: z.enum(['equals', 'not-equals', 'contains', 'above', 'below', 'exists']),
  value: z.union([z.string().max(500), z.number(), z.boolean()]).optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** Hours of the day in the console's zone; `from` after `to` runs past midnight. Days: 0 is Sunday. */
export const hoursSchema = z.strictObject({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  days: z.array(z.int().min(0).max(6)).min(1).max(7),
});
export type Hours = z.infer<typeof hoursSchema>;

const channelIds = z.array(z.int().min(1)).max(20);

export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('notify'),
    notification: notificationKindSchema,
    /** Ids of channels; a channel's own first one is meant by its sink's name (`telegram`) in shipped rules. */
    channels: z.array(z.union([z.int().min(1), z.string().max(32)])).max(20),
    /** Told instead where a delivery dies. */
    fallback: z
      .union([z.int().min(1), z.string().max(32)])
      .nullable()
      .default(null),
  }),
  z.strictObject({ do: z.literal('call-webhook'), url: z.url().max(2048) }),
  z.strictObject({
    do: z.literal('add-job'),
    /** A link or file; `{{…}}` takes fields of the event. */
    source: z.string().min(1).max(2048),
    preset: z.string().max(64).nullable().default(null),
  }),
  z.strictObject({
    do: z.literal('raise-alert'),
    severity: severitySchema,
    channels: z.array(z.union([z.int().min(1), z.string().max(32)])).max(20),
    /** One open alert a key; `{{subject}}` and other fields may stand in it. */
    key: z.string().min(1).max(200).default('{{subject}}'),
    /** Event that ends the alert by itself (same key). */
    recoversOn: eventTypeSchema.nullable().default(null),
    remindMinutes: z.int().min(0).max(10_080).default(0),
    /** Told one after the other while nobody acknowledges. */
    escalation: z
      .array(z.strictObject({ afterMinutes: z.int().min(1).max(10_080), channels: channelIds }))
      .max(10)
      .default([]),
  }),
]);
export type RuleAction = z.infer<typeof actionSchema>;

/** When an event matches, in these hours, at most so often: do this. */
export const ruleSpecSchema = z.strictObject({
  event: eventTypeSchema,
  conditions: z.array(conditionSchema).max(20).default([]),
  /** Only in these hours; null is always. */
  hours: hoursSchema.nullable().default(null),
  /** Not in these hours: what matches then is held back to their end (`hold`) or not told (`drop`). */
  quiet: hoursSchema
    .extend({ mode: z.enum(['hold', 'drop']) })
    .nullable()
    .default(null),
  atMost: z
    .strictObject({ count: z.int().min(1).max(10_000), perSeconds: z.int().min(1).max(604_800) })
    .nullable()
    .default(null),
  /** Events that come within so many seconds make one message; 0 is each its own. */
  groupSeconds: z.int().min(0).max(86_400).default(0),
  /** Only after so many matches in a row that no `resetsOn` event broke; 1 is each. */
  inARow: z.int().min(1).max(1000).default(1),
  resetsOn: eventTypeSchema.nullable().default(null),
  actions: z.array(actionSchema).min(1).max(10),
});
export type RuleSpec = z.infer<typeof ruleSpecSchema>;

import { z } from 'zod';
import { sinkKindSchema } from '../domain/channel.ts';
import { endpointPolicySchema, outgoingMessageSchema } from '../domain/delivery.ts';
import {
  notificationKindSchema,
  notificationStates,
  sendNames,
  severitySchema,
  templateKeySchema,
} from '../domain/notification.ts';
import { idParam, operation, queryInt } from './define.ts';
import { deliverySchema, endpointStateSchema } from './deliveries.ts';

const tag = 'notifications';
const one = z.strictObject({ id: idParam });
const value = z.union([
  z.string().max(8192),
  z.number(),
  z.boolean(),
  z.array(z.string().max(1024)).max(200),
  z.null(),
]);

export const channelFieldViewSchema = z.object({
  name: z.string(),
  /** Null for a secret. */
  value,
  isSet: z.boolean(),
  last4: z.string().nullable(),
  /** The variable that holds the value; it cannot be changed here. */
  lockedBy: z.string().nullable(),
});
export const channelSchema = z.object({
  id: z.int(),
  sink: sinkKindSchema,
  name: z.string(),
  isEnabled: z.boolean(),
  /** The sink's first channel: the one that variables reach and that shipped rules mean. */
  isFirst: z.boolean(),
  /** Every required field has a value. */
  isComplete: z.boolean(),
  fields: z.array(channelFieldViewSchema),
  policy: endpointPolicySchema,
  state: endpointStateSchema,
});
export type ChannelView = z.infer<typeof channelSchema>;

export const notificationSchema = z.object({
  id: z.int(),
  kind: notificationKindSchema,
  severity: severitySchema,
  state: z.enum(notificationStates),
  subject: z.string(),
  /** What a click opens: `/jobs/42`; null where there is nothing. */
  path: z.string().nullable(),
  /** In the caller's language, by the default texts. */
  title: z.string(),
  body: z.string(),
  count: z.int(),
  ruleId: z.int().nullable(),
  at: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  isRead: z.boolean(),
  acknowledged: z.object({ at: z.iso.datetime(), by: z.string(), reason: z.string() }).nullable(),
  recoveredAt: z.iso.datetime().nullable(),
  escalateAt: z.iso.datetime().nullable(),
  deliveries: z.array(deliverySchema),
  trace: z.string(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

const templateSchema = templateKeySchema.extend({
  title: z.string(),
  body: z.string(),
  /** The text that ships with the console. */
  isDefault: z.boolean(),
});
export type TemplateView = z.infer<typeof templateSchema>;

export const scheduleSchema = z.object({
  id: z.int(),
  isShipped: z.boolean(),
  name: z.string(),
  isEnabled: z.boolean(),
  cron: z.string(),
  timeZone: z.string(),
  days: z.int(),
  /** The next three. */
  next: z.array(z.iso.datetime()),
  lastRun: z.object({ key: z.string(), at: z.iso.datetime(), isLate: z.boolean() }).nullable(),
});
export type ScheduleView = z.infer<typeof scheduleSchema>;
const scheduleDraft = z.strictObject({
  name: z.string().trim().min(1).max(100),
  cron: z.string().trim().max(120),
  timeZone: z.string().max(64).default('auto'),
  days: z.int().min(1).max(365).default(1),
  isEnabled: z.boolean().default(true),
});

const sentSchema = z.object({ notificationId: z.int(), deliveries: z.array(z.int()) });

export const notifications = {
  // channels
  channels: operation({ method: 'GET', path: '/api/v1/channels', summary: 'Channels and how they are', tag }).output(
    z.object({ channels: z.array(channelSchema), revision: z.int() }),
  ),
  saveChannel: operation({
    method: 'PUT',
    path: '/api/v1/channels',
    summary: 'Adds or changes a channel',
    tag,
    scope: 'admin',
  })
    /** Fields that are left out stay; null empties one. A change of a broken channel lets it try again. */
    .input(
      z.strictObject({
        id: z.int().min(1).nullable(),
        sink: sinkKindSchema,
        name: z.string().trim().min(1).max(80),
        isEnabled: z.boolean(),
        fields: z.record(z.string().max(40), value),
        policy: endpointPolicySchema.optional(),
      }),
    )
    .output(channelSchema),
  deleteChannel: operation({
    method: 'DELETE',
    path: '/api/v1/channels/{id}',
    summary: 'Deletes a channel',
    tag,
    scope: 'admin',
  })
    .input(one)
    .output(z.object({ expired: z.int() })),
  /** Sends the newest stored event of a kind the real way; waits for its first outcome. */
  testChannel: operation({
    method: 'POST',
    path: '/api/v1/channels/{id}/test',
    summary: 'Sends a test the real way',
    tag,
  })
    .input(one.extend({ kind: notificationKindSchema.default('processing_completed') }))
    .output(deliverySchema),
  /** Closes the breaker, forgets a refusal and a pause: the next delivery is tried now. */
  resetChannel: operation({
    method: 'POST',
    path: '/api/v1/channels/{id}/reset',
    summary: 'Lets a channel try again now',
    tag,
  })
    .input(one)
    .output(channelSchema),
  /** A18: the chats that wrote to the bot lately. */
  findChats: operation({
    method: 'POST',
    path: '/api/v1/channels/telegram/chats',
    summary: 'Chats that wrote to the bot',
    tag,
    scope: 'admin',
  })
    .input(z.strictObject({ id: z.int().min(1).nullable(), botToken: z.string().max(200).optional() }))
    .output(z.object({ chats: z.array(z.object({ id: z.string(), title: z.string(), kind: z.string() })) })),
  // centre
  list: operation({ method: 'GET', path: '/api/v1/notifications', summary: 'What was told, newest first', tag })
    .input(
      z.strictObject({
        before: z.coerce.number().int().min(1).optional(),
        limit: queryInt(1, 100, 30),
        state: z.enum([...notificationStates, 'unread']).optional(),
        kind: notificationKindSchema.optional(),
      }),
    )
    .output(z.object({ items: z.array(notificationSchema), unread: z.int(), open: z.int(), revision: z.int() })),
  get: operation({ method: 'GET', path: '/api/v1/notifications/{id}', summary: 'One notification', tag })
    .input(one)
    .output(notificationSchema),
  markRead: operation({ method: 'POST', path: '/api/v1/notifications/read', summary: 'Marks as read', tag })
    .input(
      z.union([
        z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(1000) }),
        z.strictObject({ upToId: z.int().min(1) }),
      ]),
    )
    .output(z.object({ unread: z.int() })),
  /** Stops reminders and escalation until it recovers. */
  acknowledge: operation({
    method: 'POST',
    path: '/api/v1/notifications/{id}/acknowledge',
    summary: 'Acknowledges an alert',
    tag,
  })
    .input(one.extend({ reason: z.string().trim().max(500).default('') }))
    .output(notificationSchema),
  /** Nothing but critical alerts is told until then; 0 minutes ends it. */
  mute: operation({ method: 'POST', path: '/api/v1/notifications/mute', summary: 'Silence for a while', tag })
    .input(z.strictObject({ minutes: z.int().min(0).max(1440) }))
    .output(z.object({ mutedUntil: z.iso.datetime().nullable() })),
  muted: operation({ method: 'GET', path: '/api/v1/notifications/mute', summary: 'Is it silent now?', tag }).output(
    z.object({ mutedUntil: z.iso.datetime().nullable() }),
  ),
  // sending by hand and by script (A40-A43, A49)
  send: operation({ method: 'POST', path: '/api/v1/notifications/send', summary: 'Sends one of the five', tag })
    .input(
      z.strictObject({
        name: z.enum(Object.keys(sendNames) as [keyof typeof sendNames, ...(keyof typeof sendNames)[]]),
        fields: z.record(z.string().max(64), z.unknown()),
        /** Channels instead of the rule's own. */
        channels: z.array(z.int().min(1)).max(20).optional(),
        /** The same key again sends nothing new. */
        key: z.string().min(1).max(200).optional(),
      }),
    )
    .output(sentSchema),
  summary: operation({ method: 'POST', path: '/api/v1/notifications/summary', summary: 'Sends the summary now', tag })
    .input(z.strictObject({ days: z.int().min(1).max(365).default(1) }))
    .output(sentSchema),
  // templates
  templates: operation({
    method: 'GET',
    path: '/api/v1/notification-templates',
    summary: 'Texts of every kind',
    tag,
  }).output(z.object({ templates: z.array(templateSchema) })),
  saveTemplate: operation({
    method: 'PUT',
    path: '/api/v1/notification-templates',
    summary: 'Changes a text',
    tag,
    scope: 'admin',
  })
    .input(templateKeySchema.extend({ title: z.string().max(100_000), body: z.string().max(200_000) }))
    .output(templateSchema),
  /** Gives the shipped text back. */
  resetTemplate: operation({
    method: 'POST',
    path: '/api/v1/notification-templates/reset',
    summary: 'Gives the shipped text back',
    tag,
    scope: 'admin',
  })
    .input(templateKeySchema)
    .output(templateSchema),
  /** On the newest stored event of the kind, or on the examples where there is none. */
  preview: operation({
    method: 'POST',
    path: '/api/v1/notification-templates/preview',
    summary: 'A text as it would be sent',
    tag,
    scope: 'read',
  })
    .input(templateKeySchema.extend({ title: z.string().max(100_000), body: z.string().max(200_000) }))
    .output(
      z.object({
        message: outgoingMessageSchema,
        /** As the channel gets it, after its escaping and its limit. */
        rendered: z.string(),
        isCut: z.boolean(),
        isExample: z.boolean(),
      }),
    ),
  // schedules
  schedules: operation({ method: 'GET', path: '/api/v1/schedules', summary: 'When summaries are sent', tag }).output(
    z.object({ schedules: z.array(scheduleSchema) }),
  ),
  saveSchedule: operation({
    method: 'PUT',
    path: '/api/v1/schedules',
    summary: 'Adds or changes a schedule',
    tag,
    scope: 'admin',
  })
    .input(scheduleDraft.extend({ id: z.int().min(1).nullable() }))
    .output(scheduleSchema),
  deleteSchedule: operation({
    method: 'DELETE',
    path: '/api/v1/schedules/{id}',
    summary: 'Deletes a schedule',
    tag,
    scope: 'admin',
  })
    .input(one)
    .output(z.object({ done: z.literal(true) })),
  /** The next three times of an expression that is being typed. */
  nextTimes: operation({
    method: 'POST',
    path: '/api/v1/schedules/next',
    summary: 'Next times of an expression',
    tag,
    scope: 'read',
  })
    .input(z.strictObject({ cron: z.string().max(120), timeZone: z.string().max(64).default('auto') }))
    .output(z.object({ next: z.array(z.iso.datetime()) })),
};

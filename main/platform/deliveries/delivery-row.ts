import { outgoingMessageSchema, type OutgoingMessage } from '#shared/domain/delivery.ts';
import type { DeliveryToCompose } from './ports.ts';
import type { DeliveryRow } from './store.ts';

/** As it was composed at the first attempt, or edited since; null before. */
export function messageOf(row: DeliveryRow): OutgoingMessage | null {
  return row.message === null ? null : outgoingMessageSchema.parse(JSON.parse(row.message));
}

export const payloadOf = (row: DeliveryRow): Record<string, unknown> =>
  JSON.parse(row.payload) as Record<string, unknown>; // stored by enqueue

export const toCompose = (row: DeliveryRow, sink: string): DeliveryToCompose => ({
  id: row.id,
  endpointId: row.endpoint_id,
  sink,
  kind: row.kind,
  subject: row.subject,
  payload: payloadOf(row),
  eventIds: JSON.parse(row.event_ids) as number[], // stored by enqueue
  notificationId: row.notification_id,
});

import type { DeliveryView, EndpointState } from '#shared/contract/deliveries.ts';
import { AppError, isErrorCode } from '#shared/contract/errors.ts';
import { renderMessage } from '#shared/i18n/render-error.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { DeliveryRow, EndpointRow } from './store.ts';

type EndpointPart = Pick<EndpointRow, 'sink' | 'name' | 'breaker' | 'breaker_until' | 'quiet_until' | 'broken'>;
/** A delivery with what its endpoint says about it. */
export type DeliveryWithEndpoint = DeliveryRow & EndpointPart & { is_behind: number };

/** Joins a delivery with its endpoint; `is_behind`: an earlier one of its order has not ended. */
export const deliveryWithEndpoint = `SELECT d.*, e.sink, e.name, e.breaker, e.breaker_until, e.quiet_until, e.broken,
  (d.state = 'waiting' AND d.order_key IS NOT NULL AND EXISTS (SELECT 1 FROM deliveries AS earlier
    WHERE earlier.endpoint_id = d.endpoint_id AND earlier.order_key = d.order_key
      AND earlier.state IN ('waiting', 'sending') AND earlier.id < d.id)) AS is_behind
  FROM deliveries AS d JOIN endpoints AS e ON e.id = d.endpoint_id`;

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export function toDeliveryView(row: DeliveryWithEndpoint, now: number, language: Language): DeliveryView {
  const { waitsFor, at } = outlookOf(row, now);
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    channel: row.name,
    sink: row.sink,
    notificationId: row.notification_id,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.state === 'waiting' ? iso(at) : null,
    waitsFor,
    error: toErrorView(row.error, row.trace, language),
    createdAt: new Date(row.created_at).toISOString(),
    endedAt: iso(row.ended_at),
    eventCount: Math.max(1, (JSON.parse(row.event_ids) as number[]).length), // stored by the engine
    trace: row.trace,
  };
}

/** Why it waits, and until when as far as that is known. */
function outlookOf(row: DeliveryWithEndpoint, now: number): { waitsFor: DeliveryView['waitsFor']; at: number | null } {
  if (row.state !== 'waiting') return { waitsFor: null, at: null };
  if (row.broken !== null) return { waitsFor: 'broken', at: null };
  const quiet = row.quiet_until ?? 0;
  if (quiet > now && quiet > row.due_at) return { waitsFor: 'quiet', at: quiet };
  const breaker = row.breaker === 'open' ? (row.breaker_until ?? 0) : 0;
  if (breaker > now && breaker > row.due_at) return { waitsFor: 'breaker', at: breaker };
  if (row.is_behind) return { waitsFor: 'order', at: null };
  return { waitsFor: row.due_at > now ? 'time' : 'rate', at: row.due_at };
}

/** A stored `{code, params}` with its words; null for none. */
export function toErrorView(json: string | null, trace: string, language: Language): DeliveryView['error'] {
  if (json === null) return null;
  const { code, params } = JSON.parse(json) as { code: string; params: Record<string, string | number | boolean> }; // ours
  return { code, params, message: isErrorCode(code) ? renderMessage(code, params, language) : code, trace };
}

/** What other features show of deliveries and endpoints. All of them are short reads by an index. */
export function createDeliveryViews({ connection }: Database, clock: Clock) {
  const one = connection.prepare<[number], DeliveryWithEndpoint>(`${deliveryWithEndpoint} WHERE d.id = ?`);
  const ofNotifications = connection.prepare<[string], DeliveryWithEndpoint>(
    `${deliveryWithEndpoint} WHERE d.notification_id IN (SELECT value FROM json_each(?)) ORDER BY d.id`,
  );
  const endpoint = connection.prepare<[number], EndpointRow>('SELECT * FROM endpoints WHERE id = ?');
  const counts = connection.prepare<[number, number], { waiting: number; dead: number }>(
    `SELECT (SELECT count(*) FROM deliveries WHERE endpoint_id = ? AND state = 'waiting') AS waiting,
       (SELECT count(*) FROM deliveries INDEXED BY deliveries_state WHERE state = 'dead' AND endpoint_id = ?) AS dead`,
  );
  return {
    /** Throws `delivery-not-found`. */
    one(id: number, language: Language): DeliveryView {
      const row = one.get(id);
      if (!row) throw new AppError('delivery-not-found', { id });
      return toDeliveryView(row, clock.now(), language);
    },
    ofNotifications(ids: readonly number[], language: Language): ReadonlyMap<number, DeliveryView[]> {
      const found = new Map<number, DeliveryView[]>();
      for (const row of ofNotifications.all(JSON.stringify(ids))) {
        const view = toDeliveryView(row, clock.now(), language);
        const id = row.notification_id ?? 0;
        found.set(id, [...(found.get(id) ?? []), view]);
      }
      return found;
    },
    endpointState(id: number, language: Language): EndpointState {
      const row = endpoint.get(id);
      const { waiting = 0, dead = 0 } = counts.get(id, id) ?? {};
      return {
        breaker: row?.breaker ?? 'closed',
        breakerUntil: row?.breaker === 'open' ? iso(row.breaker_until) : null,
        failures: row?.breaker_failures ?? 0,
        quietUntil: (row?.quiet_until ?? 0) > clock.now() ? iso(row?.quiet_until ?? null) : null,
        broken: toErrorView(row?.broken ?? null, '', language),
        lastOkAt: iso(row?.last_ok_at ?? null),
        lastFailedAt: iso(row?.last_failed_at ?? null),
        lastError: toErrorView(row?.last_error ?? null, '', language),
        waiting,
        dead,
      };
    },
  };
}
export type DeliveryViews = ReturnType<typeof createDeliveryViews>;

import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { SettingsReader } from '#platform/settings-port.ts';
import type { ChannelService } from './channel-service.ts';
import { parseFields, withCommon } from './fields.ts';

import type { TellAgainRequest, TellAnswer, Teller, TellRequest } from './ports.ts';
import type { NotificationRow, NotificationStore } from './store.ts';

interface TellerDeps {
  readonly database: Database;
  readonly store: NotificationStore;
  readonly engine: Pick<DeliveryEngine, 'enqueue'>;
  readonly channels: Pick<ChannelService, 'isUsable' | 'firstOf'>;
  readonly clock: Clock;
  readonly settings: SettingsReader;
}

const hourMs = 3_600_000;

/** Turns what is to be told into its row and its deliveries. All of it runs inside `database.write`. */
export class NotificationTeller implements Teller {
  readonly #deps: TellerDeps;

  constructor(deps: TellerDeps) {
    this.#deps = deps;
  }

  tell(request: TellRequest): TellAnswer {
    const { store, clock } = this.#deps;
    const known = store.findByKey(request.key);
    if (known !== undefined) return { notificationId: known, deliveries: [] };
    const at = clock.now();
    const fields = withCommon(request.fields, { ...request, at });
    const open = request.alertKey === null ? undefined : store.findOpen(request.alertKey);
    if (open !== undefined) {
      store.countUp(open, at, JSON.stringify({ ...fields, count: (store.get(open)?.count ?? 1) + 1 }));
      return { notificationId: open, deliveries: [] };
    }
    const isSilent = at < store.mutedUntil() && request.severity !== 'critical';
    const notificationId = store.insert({
      kind: request.kind,
      severity: request.severity,
      state: request.alertKey === null ? 'told' : 'open',
      subject: request.subject,
      alertKey: request.alertKey,
      key: request.key,
      ruleId: request.ruleId,
      eventId: request.eventId,
      fields: JSON.stringify(fields),
      at,
      readAt: isSilent ? at : null,
      trace: request.trace,
    });
    const deliveries = isSilent ? [] : this.#send(notificationId, request, { fields, at });
    return { notificationId, deliveries };
  }

  /** Deliveries of a notification that stands already: a reminder, or the next step of an escalation. */
  tellAgain({ notificationId, channels, key, expiresAt, trace }: TellAgainRequest): { deliveries: number[] } {
    const { store, clock } = this.#deps;
    const row = store.get(notificationId);
    const isSilent = clock.now() < store.mutedUntil() && row?.severity !== 'critical';
    if (!row || isSilent) return { deliveries: [] };
    const request = { ...againOf(row), channels, key, expiresAt, trace };
    const fields = { ...parseFields(row.fields), count: row.count };
    return { deliveries: this.#send(row.id, request, { fields, at: row.at }) };
  }

  resolveChannels(names: readonly (number | string)[]): number[] {
    const { channels } = this.#deps;
    const ids = names.flatMap((name) => {
      const id = typeof name === 'number' ? name : channels.firstOf(name);
      return id === null ? [] : [id];
    });
    return [...new Set(ids)].filter((id) => channels.isUsable(id));
  }

  #send(
    notificationId: number,
    request: Omit<TellRequest, 'fields' | 'alertKey'>,
    { fields, at }: { fields: Record<string, unknown>; at: number },
  ): number[] {
    const { engine, settings } = this.#deps;
    const { kind, severity, subject, key, group, eventId, dueAt, trace } = request;
    const fallbackId = request.fallback === null ? null : (this.resolveChannels([request.fallback])[0] ?? null);
    const expiresAt =
      request.expiresAt ?? (dueAt ?? this.#deps.clock.now()) + settings.get('alertMaxAgeHours') * hourMs;
    return this.resolveChannels(request.channels).flatMap((endpointId) => {
      const id = engine.enqueue({
        endpointId,
        notificationId,
        kind,
        subject,
        payload: { kind, severity, fields, at },
        eventId,
        idempotencyKey: key,
        group,
        ...(dueAt === null ? {} : { dueAt }),
        expiresAt,
        fallbackEndpointId: fallbackId === endpointId ? null : fallbackId,
        trace,
      });
      return id === null ? [] : [id];
    });
  }
}

const againOf = (row: NotificationRow) => ({
  kind: row.kind,
  severity: row.severity,
  subject: row.subject,
  fallback: null,
  group: null,
  ruleId: row.rule_id,
  eventId: row.event_id,
  dueAt: null,
});

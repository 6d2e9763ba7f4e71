import { AppError } from '#shared/contract/errors.ts';
import type { Inputs } from '#shared/contract/index.ts';
import type { NotificationView } from '#shared/contract/notifications.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { shippedText } from '#shared/i18n/notification-texts.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { Composer } from './compose.ts';
import { parseFields, pathOf } from './fields.ts';
import type { DeliveryViews } from '#platform/deliveries/views.ts';
import type { NotificationRow, NotificationStore } from './store.ts';

interface CentreDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly store: NotificationStore;
  readonly composer: Composer;
  readonly engine: Pick<DeliveryEngine, 'expireFor'>;
  readonly views: Pick<DeliveryViews, 'ofNotifications'>;
  readonly clock: Clock;
  readonly revision: () => number;
}

const minuteMs = 60_000;

/** The notification centre: what was told, by which deliveries, and what people did about it. */
export function createCentre(deps: CentreDeps) {
  const { database, events, store, engine, views, clock } = deps;

  const viewsOf = (rows: readonly NotificationRow[], language: Language): NotificationView[] => {
    const deliveries = views.ofNotifications(
      rows.map(({ id }) => id),
      language,
    );
    return rows.map((row) => toView(row, deliveries.get(row.id) ?? [], textOf(deps.composer, row, language)));
  };
  const row = (id: number): NotificationRow => {
    const found = store.get(id);
    if (!found) throw new AppError('notification-not-found', { id });
    return found;
  };
  const mutedUntil = (): string | null => {
    const until = store.mutedUntil();
    return until > clock.now() ? new Date(until).toISOString() : null;
  };

  return {
    list(filter: Inputs['notifications']['list'], language: Language) {
      const revision = deps.revision();
      const rows = store.list({ ...filter, limit: filter.limit ?? 30 } as Parameters<typeof store.list>[0]); // parsed by the contract
      return { items: viewsOf(rows, language), unread: store.countUnread(), open: store.countOpen(), revision };
    },

    get: (id: number, language: Language): NotificationView => viewsOf([row(id)], language)[0] as NotificationView, // one row, one view

    async markRead(which: { ids: readonly number[] } | { upToId: number }): Promise<{ unread: number }> {
      await database.write(() => {
        if ('ids' in which) store.markRead(which.ids, clock.now());
        else store.markReadUpTo(which.upToId, clock.now());
      });
      return { unread: store.countUnread() };
    },

    /** Ends reminders and escalation until it recovers; what still waits to be sent is no longer needed. */
    async acknowledge({ id, reason }: { id: number; reason: string }, { actor, trace, language }: CallContext) {
      await database.write(() => {
        const { state, subject, alert_key } = row(id);
        if (!store.acknowledge(id, { at: clock.now(), actor, reason }))
          throw new AppError('notification-state-conflict', { id, state });
        const data = { actor, reason, subject, key: alert_key };
        events.append({ type: 'alert.acknowledged', subject: `notification:${id}`, data, trace });
        engine.expireFor(id);
      });
      return this.get(id, language);
    },

    async mute(minutes: number): Promise<{ mutedUntil: string | null }> {
      const now = clock.now();
      await database.write(() => store.mute(minutes === 0 ? 0 : now + minutes * minuteMs, now));
      return { mutedUntil: mutedUntil() };
    },

    muted: (): { mutedUntil: string | null } => ({ mutedUntil: mutedUntil() }),
  };
}
export type Centre = ReturnType<typeof createCentre>;

/** By the shipped texts, in the reader's language; the picture of the title is the channels' own. */
function textOf(composer: Composer, row: NotificationRow, language: Language): { title: string; body: string } {
  const told = {
    kind: row.kind,
    severity: row.severity,
    subject: row.subject,
    fields: parseFields(row.fields),
    at: row.at,
  };
  const { title, body } = composer.strictMessage(told, shippedText(row.kind, 'email', language), language);
  return { title, body };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function toView(
  row: NotificationRow,
  deliveries: NotificationView['deliveries'],
  text: { title: string; body: string },
): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    subject: row.subject,
    path: pathOf(row.subject),
    ...text,
    count: row.count,
    ruleId: row.rule_id,
    at: new Date(row.at).toISOString(),
    lastAt: new Date(row.last_at).toISOString(),
    isRead: row.read_at !== null,
    acknowledged:
      row.acknowledged_at === null
        ? null
        : {
            at: new Date(row.acknowledged_at).toISOString(),
            by: row.acknowledged_by ?? '',
            reason: row.acknowledged_reason ?? '',
          },
    recoveredAt: iso(row.recovered_at),
    escalateAt: iso(row.escalate_at),
    deliveries,
    trace: row.trace,
  };
}

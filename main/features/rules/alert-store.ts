import type { Database } from '#platform/database/database.ts';
import { eventTypeSchema, type EventView } from '#shared/domain/events.ts';

export interface DueAlert {
  id: number;
  rule_id: number | null;
  event_id: number | null;
  alert_key: string | null;
  escalation_step: number;
  escalate_at: number | null;
  remind_at: number | null;
  trace: string;
}

export interface EventRow {
  id: number;
  type: string;
  at: number;
  subject: string;
  data: string;
  trace: string;
}

/** Null for a type of another version, or data that is damaged. */
export function toEvent(row: EventRow): EventView | null {
  const type = eventTypeSchema.safeParse(row.type);
  if (!type.success) return null;
  try {
    const data: unknown = JSON.parse(row.data);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
    return { ...row, type: type.data, at: new Date(row.at).toISOString(), data: { ...data } };
  } catch {
    return null;
  }
}

/** The part of the notifications table that is the life of alerts. */
export function createAlertStore({ connection }: Database) {
  const sql = {
    nextEscalation: connection
      .prepare<[], number | null>(
        "SELECT min(escalate_at) FROM notifications WHERE escalate_at IS NOT NULL AND state = 'open'",
      )
      .pluck(),
    nextReminder: connection
      .prepare<[], number | null>(
        "SELECT min(remind_at) FROM notifications WHERE remind_at IS NOT NULL AND state = 'open'",
      )
      .pluck(),
    due: connection.prepare<[number, number, number], DueAlert>(
      `SELECT id, rule_id, event_id, alert_key, escalation_step, escalate_at, remind_at, trace FROM notifications
       WHERE id IN (SELECT id FROM notifications WHERE escalate_at IS NOT NULL AND state = 'open' AND escalate_at <= ?
         UNION SELECT id FROM notifications WHERE remind_at IS NOT NULL AND state = 'open' AND remind_at <= ?)
       ORDER BY id LIMIT ?`,
    ),
    isNew: connection
      .prepare<[number, number], number>(
        "SELECT 1 FROM notifications WHERE id = ? AND event_id = ? AND count = 1 AND state = 'open'",
      )
      .pluck(),
    setTimes: connection.prepare<[number | null, number | null, number]>(
      'UPDATE notifications SET escalate_at = ?, remind_at = ? WHERE id = ?',
    ),
    forget: connection.prepare<[number]>('UPDATE notifications SET escalate_at = NULL, remind_at = NULL WHERE id = ?'),
    escalation: connection.prepare<[number, number | null, number]>(
      'UPDATE notifications SET escalation_step = ?, escalate_at = ? WHERE id = ?',
    ),
    reminder: connection.prepare<[number | null, number]>('UPDATE notifications SET remind_at = ? WHERE id = ?'),
    standing: connection
      .prepare<[string, number], number>(
        `SELECT id FROM notifications INDEXED BY notifications_open
         WHERE alert_key = ? AND state IN ('open', 'acknowledged') AND rule_id = ?`,
      )
      .pluck(),
    recover: connection.prepare<[number, number]>(
      `UPDATE notifications SET state = 'recovered', recovered_at = ?, escalate_at = NULL, remind_at = NULL WHERE id = ?`,
    ),
    event: connection.prepare<[number], EventRow>('SELECT id, type, at, subject, data, trace FROM events WHERE id = ?'),
  };
  return {
    /** Epoch ms; null where no open alert waits for its time. */
    nextDue(): number | null {
      const times = [sql.nextEscalation.get(), sql.nextReminder.get()].filter((at) => typeof at === 'number');
      return times.length === 0 ? null : Math.min(...times);
    },
    due: (now: number, limit: number): DueAlert[] => sql.due.all(now, now, limit),
    /** The event raised it; an alert that stood already was counted up. */
    isNew: (id: number, eventId: number): boolean => sql.isNew.get(id, eventId) !== undefined,
    setTimes: (id: number, times: { escalateAt: number | null; remindAt: number | null }): void =>
      void sql.setTimes.run(times.escalateAt, times.remindAt, id),
    forgetTimes: (id: number): void => void sql.forget.run(id),
    setEscalation: (id: number, step: number, at: number | null): void => void sql.escalation.run(step, at, id),
    setReminder: (id: number, at: number | null): void => void sql.reminder.run(at, id),
    findStanding: (key: string, ruleId: number): number | null => sql.standing.get(key, ruleId) ?? null,
    recover: (id: number, now: number): void => void sql.recover.run(now, id),
    findEvent(id: number): EventView | null {
      const row = sql.event.get(id);
      return row ? toEvent(row) : null;
    },
  };
}

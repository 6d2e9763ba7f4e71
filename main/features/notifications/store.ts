import type { NotificationKind, NotificationState, Severity } from '#shared/domain/notification.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { Connection } from '#platform/database/database.ts';

export interface NotificationRow {
  id: number;
  kind: NotificationKind;
  severity: Severity;
  state: NotificationState;
  subject: string;
  alert_key: string | null;
  count: number;
  rule_id: number | null;
  event_id: number | null;
  fields: string;
  at: number;
  last_at: number;
  read_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  acknowledged_reason: string | null;
  recovered_at: number | null;
  escalate_at: number | null;
  trace: string;
}

export interface NewNotification {
  kind: NotificationKind;
  severity: Severity;
  state: NotificationState;
  subject: string;
  alertKey: string | null;
  key: string;
  ruleId: number | null;
  eventId: number | null;
  fields: string;
  at: number;
  readAt: number | null;
  trace: string;
}

interface TemplateRow {
  kind: NotificationKind;
  sink: string;
  language: Language;
  title: string;
  body: string;
}

/** Row of the table `settings` that no setting has the name of: until when only critical alerts are told. */
const mutedKey = 'notifications.mutedUntil';

/** The SQL of the notification centre and of the texts. */
export function createNotificationStore(connection: Connection) {
  const insert = connection.prepare<NewNotification>(
    `INSERT INTO notifications (kind, severity, state, subject, alert_key, key, rule_id, event_id, fields, at, last_at, read_at, trace)
     VALUES (@kind, @severity, @state, @subject, @alertKey, @key, @ruleId, @eventId, @fields, @at, @at, @readAt, @trace)`,
  );
  const one = connection.prepare<[number], NotificationRow>('SELECT * FROM notifications WHERE id = ?');
  const byKey = connection.prepare<[string], number>('SELECT id FROM notifications WHERE key = ?').pluck();
  const open = connection
    .prepare<[string], number>("SELECT id FROM notifications WHERE alert_key = ? AND state IN ('open', 'acknowledged')")
    .pluck();
  const countUp = connection.prepare<[number, string, number]>(
    'UPDATE notifications SET count = count + 1, last_at = ?, fields = ? WHERE id = ?',
  );
  const fieldsOfEvents = connection
    .prepare<[NotificationKind, string], string>(
      `SELECT fields FROM notifications WHERE kind = ? AND event_id IN (SELECT value FROM json_each(?)) ORDER BY event_id LIMIT 11`,
    )
    .pluck();
  const newestFields = connection.prepare<
    [NotificationKind],
    Pick<NotificationRow, 'fields' | 'subject' | 'severity' | 'at'>
  >('SELECT fields, subject, severity, at FROM notifications WHERE kind = ? ORDER BY id DESC LIMIT 1');
  const list = connection.prepare<
    { before: number; limit: number; kind: string | null; state: string | null; unread: number },
    NotificationRow
  >(
    `SELECT * FROM notifications WHERE id < @before AND (@kind IS NULL OR kind = @kind) AND (@state IS NULL OR state = @state)
     AND (@unread = 0 OR read_at IS NULL) ORDER BY id DESC LIMIT @limit`,
  );
  const unread = connection.prepare<[], number>('SELECT count(*) FROM notifications WHERE read_at IS NULL').pluck();
  const openCount = connection
    .prepare<[], number>(
      `SELECT count(*) FROM notifications WHERE alert_key IS NOT NULL AND state IN ('open', 'acknowledged') AND state = 'open'`,
    )
    .pluck();
  const readIds = connection.prepare<[number, string]>(
    'UPDATE notifications SET read_at = ? WHERE read_at IS NULL AND id IN (SELECT value FROM json_each(?))',
  );
  const readUpTo = connection.prepare<[number, number]>(
    'UPDATE notifications SET read_at = ? WHERE read_at IS NULL AND id <= ?',
  );
  const acknowledge = connection.prepare<[number, string, string, number, number]>(
    `UPDATE notifications SET state = 'acknowledged', acknowledged_at = ?, acknowledged_by = ?, acknowledged_reason = ?,
     escalate_at = NULL, remind_at = NULL, read_at = coalesce(read_at, ?) WHERE id = ? AND state = 'open'`,
  );
  const template = connection.prepare<[string, string, string], TemplateRow>(
    'SELECT * FROM message_templates WHERE kind = ? AND sink = ? AND language = ?',
  );
  const templates = connection.prepare<[], TemplateRow>('SELECT * FROM message_templates');
  const saveTemplate = connection.prepare<[string, string, string, string, string, number]>(
    `INSERT INTO message_templates (kind, sink, language, title, body, changed_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, sink, language) DO UPDATE SET title = excluded.title, body = excluded.body, changed_at = excluded.changed_at`,
  );
  const dropTemplate = connection.prepare<[string, string, string]>(
    'DELETE FROM message_templates WHERE kind = ? AND sink = ? AND language = ?',
  );
  const muted = connection.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const mute = connection.prepare<[string, string, number]>(
    `INSERT INTO settings (key, value, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`,
  );
  return {
    insert: (row: NewNotification): number => Number(insert.run(row).lastInsertRowid),
    get: (id: number) => one.get(id),
    findByKey: (key: string) => byKey.get(key),
    findOpen: (alertKey: string) => open.get(alertKey),
    countUp: (id: number, at: number, fields: string) => countUp.run(at, fields, id),
    fieldsOfEvents: (kind: NotificationKind, ids: readonly number[]) => fieldsOfEvents.all(kind, JSON.stringify(ids)),
    newest: (kind: NotificationKind) => newestFields.get(kind),
    list: (filter: {
      before?: number | undefined;
      limit: number;
      kind?: string | undefined;
      state?: string | undefined;
    }) =>
      list.all({
        before: filter.before ?? Number.MAX_SAFE_INTEGER,
        limit: filter.limit,
        kind: filter.kind ?? null,
        state: filter.state === undefined || filter.state === 'unread' ? null : filter.state,
        unread: filter.state === 'unread' ? 1 : 0,
      }),
    countUnread: () => unread.get() ?? 0,
    countOpen: () => openCount.get() ?? 0,
    markRead: (ids: readonly number[], at: number) => readIds.run(at, JSON.stringify(ids)),
    markReadUpTo: (id: number, at: number) => readUpTo.run(at, id),
    /** Whether it was open. */
    acknowledge: (id: number, by: { at: number; actor: string; reason: string }) =>
      acknowledge.run(by.at, by.actor, by.reason, by.at, id).changes > 0,
    template: (kind: string, sink: string, language: string) => template.get(kind, sink, language),
    templates: () => templates.all(),
    saveTemplate: (row: TemplateRow, at: number) =>
      saveTemplate.run(row.kind, row.sink, row.language, row.title, row.body, at),
    dropTemplate: (kind: string, sink: string, language: string) => dropTemplate.run(kind, sink, language),
    mutedUntil: (): number => Number(muted.get(mutedKey) ?? 0),
    mute: (until: number, at: number) => mute.run(mutedKey, String(until), at),
  };
}
export type NotificationStore = ReturnType<typeof createNotificationStore>;

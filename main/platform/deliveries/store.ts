import type { Database } from '../database/database.ts';

export interface EndpointRow {
  id: number;
  sink: string;
  owner: string;
  name: string;
  is_enabled: number;
  config: string;
  policy: string;
  breaker: 'closed' | 'open' | 'half-open';
  breaker_failures: number;
  breaker_openings: number;
  breaker_until: number | null;
  quiet_until: number | null;
  broken: string | null;
  broken_at: number | null;
  last_ok_at: number | null;
  last_failed_at: number | null;
  last_error: string | null;
  deleted_at: number | null;
}

export interface DeliveryRow {
  id: number;
  endpoint_id: number;
  notification_id: number | null;
  kind: string;
  subject: string;
  state: 'waiting' | 'sending' | 'delivered' | 'dead' | 'expired' | 'discarded';
  payload: string;
  message: string | null;
  order_key: string | null;
  group_key: string | null;
  event_ids: string;
  idempotency_key: string;
  attempts: number;
  failures: number;
  since: number;
  due_at: number;
  expires_at: number | null;
  error: string | null;
  fallback_endpoint_id: number | null;
  trace: string;
  created_at: number;
  ended_at: number | null;
}

/** The engine's own SQL, prepared once; one name a query. */
export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

export function createDeliveryStore({ connection }: Database) {
  return {
    endpoint: connection.prepare<[number], EndpointRow>('SELECT * FROM endpoints WHERE id = ?'),
    liveEndpointIds: connection
      .prepare<[], number>('SELECT id FROM endpoints WHERE deleted_at IS NULL')
      .pluck() as unknown as { all(): number[] }, // pluck changes the row's type
    one: connection.prepare<[number], DeliveryRow>('SELECT * FROM deliveries WHERE id = ?'),
    insert: connection.prepare(
      `INSERT INTO deliveries (endpoint_id, notification_id, kind, subject, state, payload, order_key, group_key, event_ids,
         idempotency_key, due_at, expires_at, fallback_endpoint_id, trace, created_at, since)
       VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (endpoint_id, idempotency_key) DO NOTHING`,
    ),
    byKey: connection.prepare<[number, string], { id: number }>(
      'SELECT id FROM deliveries WHERE endpoint_id = ? AND idempotency_key = ?',
    ),
    openGroup: connection.prepare<[number, string], { id: number; event_ids: string }>(
      "SELECT id, event_ids FROM deliveries WHERE endpoint_id = ? AND group_key = ? AND state = 'waiting' AND attempts = 0",
    ),
    joinGroup: connection.prepare<[string, number]>('UPDATE deliveries SET event_ids = ? WHERE id = ?'),
    due: connection.prepare<[number, number, number], DeliveryRow>(
      `SELECT * FROM deliveries AS d WHERE endpoint_id = ? AND state = 'waiting' AND due_at <= ?
         AND (order_key IS NULL OR NOT EXISTS (SELECT 1 FROM deliveries AS earlier WHERE earlier.endpoint_id = d.endpoint_id
           AND earlier.order_key = d.order_key AND earlier.state IN ('waiting', 'sending') AND earlier.id < d.id))
       ORDER BY due_at, id LIMIT ?`,
    ),
    nextDue: connection.prepare<[number, number], { due_at: number | null }>(
      "SELECT min(due_at) AS due_at FROM deliveries WHERE endpoint_id = ? AND state = 'waiting' AND due_at > ?",
    ),
    nextExpiry: connection.prepare<[], { expires_at: number | null }>(
      "SELECT min(expires_at) AS expires_at FROM deliveries WHERE expires_at IS NOT NULL AND state = 'waiting'",
    ),
    expired: connection.prepare<[number], DeliveryRow>(
      "SELECT * FROM deliveries WHERE expires_at <= ? AND state = 'waiting' ORDER BY expires_at LIMIT 200",
    ),
    waitingOf: connection.prepare<[number], DeliveryRow>(
      "SELECT * FROM deliveries INDEXED BY deliveries_due WHERE endpoint_id = ? AND state = 'waiting'",
    ),
    waitingFor: connection.prepare<[number], DeliveryRow>(
      "SELECT * FROM deliveries WHERE notification_id = ? AND state = 'waiting'",
    ),
    take: connection.prepare<[string, number]>(
      "UPDATE deliveries SET state = 'sending', attempts = attempts + 1, message = ? WHERE id = ? AND state = 'waiting'",
    ),
    beginAttempt: connection.prepare<[number, number, number]>(
      "INSERT INTO delivery_attempts (delivery_id, number, started_at, outcome) VALUES (?, ?, ?, 'running')",
    ),
    endAttempt: connection.prepare(
      `UPDATE delivery_attempts SET outcome = ?, duration_ms = ?, status = ?, request = ?, answer = ?, error = ?
       WHERE delivery_id = ? AND number = ?`,
    ),
    settle: connection.prepare(
      "UPDATE deliveries SET state = ?, due_at = ?, error = ?, ended_at = ? WHERE id = ? AND state = 'sending'",
    ),
    countFailure: connection.prepare<[number]>('UPDATE deliveries SET failures = failures + 1 WHERE id = ?'),
    end: connection.prepare(
      "UPDATE deliveries SET state = ?, error = ?, ended_at = ? WHERE id = ? AND state IN ('waiting', 'sending', 'dead', 'expired')",
    ),
    interruptedAttempts: connection.prepare(
      `UPDATE delivery_attempts SET outcome = 'interrupted' WHERE outcome = 'running'
         AND delivery_id IN (SELECT id FROM deliveries WHERE state = 'sending')`,
    ),
    handBack: connection.prepare("UPDATE deliveries SET state = 'waiting', due_at = ? WHERE state = 'sending'"),
    revive: connection.prepare(
      "UPDATE deliveries SET state = 'waiting', due_at = ?, since = ?, failures = 0, expires_at = NULL, error = NULL, ended_at = NULL WHERE id = ?",
    ),
    setMessage: connection.prepare<[string, number]>('UPDATE deliveries SET message = ? WHERE id = ?'),
    saveEndpoint: connection.prepare(
      `UPDATE endpoints SET breaker = ?, breaker_failures = ?, breaker_openings = ?, breaker_until = ?, quiet_until = ?, broken = ?,
         broken_at = ?, last_ok_at = ?, last_failed_at = ?, last_error = ? WHERE id = ?`,
    ),
  };
}

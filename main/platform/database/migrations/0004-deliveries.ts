export const sql = /* sql */ `
-- Endpoints, deliveries and what is told to whom. Times are UTC milliseconds.

CREATE TABLE endpoints (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Which sink speaks its protocol (telegram, slack, webhook, …).
  sink TEXT NOT NULL,
  -- Which feature composes what is sent there (notifications; later webhooks, bridge).
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  is_enabled INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
  -- JSON without secrets: those are in the secret store under the endpoint's id.
  config TEXT NOT NULL DEFAULT '{}',
  -- JSON: what differs from the sink's own policy (schedule, rate, breaker).
  policy TEXT NOT NULL DEFAULT '{}',
  breaker TEXT NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half-open')),
  -- Failures in a row since the last success.
  breaker_failures INTEGER NOT NULL DEFAULT 0,
  -- Openings in a row: each doubles the wait.
  breaker_openings INTEGER NOT NULL DEFAULT 0,
  breaker_until INTEGER,
  -- The endpoint asked for silence (429): nothing is sent before.
  quiet_until INTEGER,
  -- Why nothing is sent until somebody mends it: {code, params} of a refusal that no retry can help.
  broken TEXT,
  broken_at INTEGER,
  last_ok_at INTEGER,
  last_failed_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;

CREATE TABLE notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- processing_started, processing_completed, processing_failed, queue_status, daily_summary, alert, test
  kind TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- told: nothing to do; the others are the life of an alert.
  state TEXT NOT NULL DEFAULT 'told' CHECK (state IN ('told', 'open', 'acknowledged', 'recovered')),
  -- What it is about, as an event's subject: 'job:42'.
  subject TEXT NOT NULL,
  -- One open alert a key: a second event of the same key counts up instead of telling again.
  alert_key TEXT,
  -- What asked for it, once: the same key again tells nothing new.
  key TEXT,
  count INTEGER NOT NULL DEFAULT 1,
  rule_id INTEGER,
  event_id INTEGER,
  -- JSON: the values that templates may use.
  fields TEXT NOT NULL,
  at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  read_at INTEGER,
  acknowledged_at INTEGER,
  acknowledged_by TEXT,
  acknowledged_reason TEXT,
  recovered_at INTEGER,
  -- Escalation: which step of the rule comes next, and when.
  escalation_step INTEGER NOT NULL DEFAULT 0,
  escalate_at INTEGER,
  -- When an alert that is still open is told again.
  remind_at INTEGER,
  trace TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX notifications_key ON notifications (key) WHERE key IS NOT NULL;
CREATE INDEX notifications_event ON notifications (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX notifications_kind ON notifications (kind, id);
CREATE INDEX notifications_unread ON notifications (id) WHERE read_at IS NULL;
CREATE INDEX notifications_subject ON notifications (subject, id);
CREATE UNIQUE INDEX notifications_open ON notifications (alert_key) WHERE alert_key IS NOT NULL AND state IN ('open', 'acknowledged');
CREATE INDEX notifications_due ON notifications (escalate_at) WHERE escalate_at IS NOT NULL AND state = 'open';
CREATE INDEX notifications_remind ON notifications (remind_at) WHERE remind_at IS NOT NULL AND state = 'open';

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  endpoint_id INTEGER NOT NULL REFERENCES endpoints (id),
  notification_id INTEGER REFERENCES notifications (id),
  -- What is sent, as its owner names it (processing_failed, job.dead, …).
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'dead', 'expired', 'discarded')),
  -- JSON that its owner turns into a message.
  payload TEXT NOT NULL,
  -- JSON: the message as it was composed at the first attempt, or as somebody edited it.
  message TEXT,
  -- Later deliveries of the same key wait until this one has ended.
  order_key TEXT,
  -- While it waits for its time, later events of the same group join it.
  group_key TEXT,
  event_ids TEXT NOT NULL DEFAULT '[]',
  idempotency_key TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- What its schedule counts: failed attempts, and the time since when; both begin anew with a replay.
  failures INTEGER NOT NULL DEFAULT 0,
  since INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  -- After this nobody needs it any more.
  expires_at INTEGER,
  -- {code, params} of the last failure or of the reason it ended.
  error TEXT,
  -- Who is told instead where this one dies.
  fallback_endpoint_id INTEGER,
  trace TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX deliveries_due ON deliveries (endpoint_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_ordered ON deliveries (endpoint_id, order_key, id) WHERE order_key IS NOT NULL AND state IN ('waiting', 'sending');
CREATE INDEX deliveries_sending ON deliveries (id) WHERE state = 'sending';
CREATE INDEX deliveries_expiring ON deliveries (expires_at) WHERE expires_at IS NOT NULL AND state = 'waiting';
CREATE INDEX deliveries_state ON deliveries (state, id);
CREATE INDEX deliveries_notification ON deliveries (notification_id, id) WHERE notification_id IS NOT NULL;
CREATE INDEX deliveries_trace ON deliveries (trace);
CREATE UNIQUE INDEX deliveries_key ON deliveries (endpoint_id, idempotency_key);
CREATE UNIQUE INDEX deliveries_group ON deliveries (endpoint_id, group_key) WHERE group_key IS NOT NULL AND state = 'waiting' AND attempts = 0;

CREATE TABLE delivery_attempts (
  delivery_id INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  duration_ms INTEGER,
  -- interrupted: the console ended between the send and the answer.
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'delivered', 'retry', 'rejected', 'interrupted')),
  status INTEGER,
  request TEXT,
  answer TEXT,
  error TEXT,
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Of a rule that ships with the console; it can be switched off and changed, and given back its first form.
  shipped_key TEXT UNIQUE,
  name TEXT NOT NULL,
  is_enabled INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
  spec TEXT NOT NULL,
  muted_until INTEGER,
  -- Tokens of "at most so often", JSON.
  usage TEXT NOT NULL DEFAULT '{}',
  last_matched_at INTEGER,
  match_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- Edge triggers: on which side of its line each watched figure stands.
CREATE TABLE watch_states (
  name TEXT PRIMARY KEY,
  is_above INTEGER NOT NULL CHECK (is_above IN (0, 1)),
  value REAL NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE message_templates (
  kind TEXT NOT NULL,
  -- A sink, or 'all'.
  sink TEXT NOT NULL,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (kind, sink, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  shipped_key TEXT UNIQUE,
  name TEXT NOT NULL,
  is_enabled INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
  cron TEXT NOT NULL,
  -- 'auto' is the computer's own.
  time_zone TEXT NOT NULL DEFAULT 'auto',
  -- Days that the summary looks back on.
  days INTEGER NOT NULL DEFAULT 1,
  -- Runs before it were made or are not wanted.
  considered_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Each run once: its key is the local date (or date and time) it stands for.
CREATE TABLE schedule_runs (
  schedule_id INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  planned_at INTEGER NOT NULL,
  ran_at INTEGER NOT NULL,
  is_late INTEGER NOT NULL CHECK (is_late IN (0, 1)),
  PRIMARY KEY (schedule_id, key)
) STRICT, WITHOUT ROWID;

-- Boards of widgets, one a place ('overview').
CREATE TABLE boards (
  place TEXT PRIMARY KEY,
  layout TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Figures that others hand in to be shown (A57).
CREATE TABLE widget_values (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export const sql = /* sql */ `
-- Jobs, attempts, queues, events, settings. Times are UTC milliseconds.

CREATE TABLE queues (
  name TEXT PRIMARY KEY,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'paused', 'draining')),
  remaining INTEGER,
  changed_by TEXT,
  changed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  queue TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'scheduled', 'retrying', 'held', 'running', 'succeeded', 'dead', 'cancelled')),
  priority INTEGER NOT NULL DEFAULT 0,
  -- Place among jobs of equal priority; the id unless somebody moved it.
  position REAL NOT NULL,
  run_at INTEGER NOT NULL,
  title TEXT NOT NULL,
  source_kind TEXT,
  source_value TEXT,
  preset TEXT,
  payload TEXT NOT NULL,
  dedupe_key TEXT,
  -- Attempts that count, the running one among them; those that the console itself interrupted do not.
  attempt INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER NOT NULL,
  -- Fencing: rises with every claim; a worker that lost its lease can no longer write. Also the number of the attempt's row.
  lease_token INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER,
  worker TEXT,
  -- Runs in a row that ended with the process: from the third on they count as attempts.
  interruptions INTEGER NOT NULL DEFAULT 0,
  -- Who asked a running job to stop.
  cancel_by TEXT,
  progress TEXT,
  result TEXT,
  error TEXT,
  error_code TEXT,
  cached INTEGER,
  size_bytes INTEGER,
  run_ms INTEGER,
  acknowledged_at INTEGER,
  deleted_at INTEGER,
  trace TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT;

-- Each claim reads the head of one partial index: its cost does not grow with the backlog.
CREATE INDEX jobs_ready ON jobs (queue, priority DESC, position, id) WHERE state = 'queued' AND deleted_at IS NULL;
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state IN ('scheduled', 'retrying') AND deleted_at IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_state ON jobs (state, id) WHERE deleted_at IS NULL;
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX jobs_deleted ON jobs (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX jobs_trace ON jobs (trace);
CREATE UNIQUE INDEX jobs_dedupe ON jobs (queue, dedupe_key)
  WHERE dedupe_key IS NOT NULL AND state IN ('queued', 'scheduled', 'retrying', 'held', 'running') AND deleted_at IS NULL;

CREATE TABLE attempts (
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'failed', 'cancelled', 'interrupted')),
  worker TEXT,
  stage TEXT,
  error TEXT,
  log TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (job_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  data TEXT NOT NULL,
  trace TEXT NOT NULL
) STRICT;
CREATE INDEX events_subject ON events (subject, id);
CREATE INDEX events_trace ON events (trace);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  page TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

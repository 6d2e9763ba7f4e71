export const sql = /* sql */ `
-- Presets, the result cache and uploads of the video feature.

CREATE TABLE presets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  recipe TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE video_results (
  -- SHA-256 of the source's bytes and of the recipe in its canonical form (with the bytes of the files that it names).
  content_hash TEXT NOT NULL,
  recipe_hash TEXT NOT NULL,
  output_path TEXT NOT NULL,
  output_hash TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  result TEXT NOT NULL,
  job_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (content_hash, recipe_hash)
) STRICT, WITHOUT ROWID;

-- Journal of results on their way to their final name: a retry after a crash finds what its predecessor published.
CREATE TABLE video_outputs (
  job_id INTEGER PRIMARY KEY,
  content_hash TEXT NOT NULL,
  recipe_hash TEXT NOT NULL,
  part_path TEXT NOT NULL,
  output_path TEXT NOT NULL,
  output_hash TEXT NOT NULL,
  thumbnail_path TEXT,
  result TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  path TEXT NOT NULL,
  completed_at INTEGER,
  created_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

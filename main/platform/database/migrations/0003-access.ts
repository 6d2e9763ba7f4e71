export const sql = /* sql */ `
-- Sessions of signed-in browsers. Only the hash of a session's id is stored.

CREATE TABLE sessions (
  id_hash BLOB PRIMARY KEY,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expires_at);
`;

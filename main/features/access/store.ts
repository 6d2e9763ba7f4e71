import type { Database } from '#platform/database/database.ts';

export interface SessionRow {
  created_at: number;
  used_at: number;
  expires_at: number;
}

/** The sessions table, one named function a query. */
export function createSessionStore(database: Database) {
  const { connection } = database;
  const find = connection.prepare<[Buffer], SessionRow>(
    'SELECT created_at, used_at, expires_at FROM sessions WHERE id_hash = ?',
  );
  const insert = connection.prepare<[Buffer, number, number, number]>(
    'INSERT INTO sessions (id_hash, created_at, used_at, expires_at) VALUES (?, ?, ?, ?)',
  );
  const touch = connection.prepare<[number, number, Buffer]>(
    'UPDATE sessions SET used_at = ?, expires_at = ? WHERE id_hash = ?',
  );
  const remove = connection.prepare<[Buffer]>('DELETE FROM sessions WHERE id_hash = ?');
  const removeExpired = connection.prepare<[number]>('DELETE FROM sessions WHERE expires_at <= ?');
  const count = connection.prepare<[], { sessions: number }>('SELECT count(*) AS sessions FROM sessions');
  return {
    findSession: (idHash: Buffer): SessionRow | null => find.get(idHash) ?? null,
    addSession: (idHash: Buffer, now: number, expiresAt: number) => void insert.run(idHash, now, now, expiresAt),
    touchSession: (idHash: Buffer, now: number, expiresAt: number) => void touch.run(now, expiresAt, idHash),
    removeSession: (idHash: Buffer) => void remove.run(idHash),
    removeExpiredSessions: (now: number) => void removeExpired.run(now),
    countSessions: (): number => count.get()?.sessions ?? 0,
  };
}
export type SessionStore = ReturnType<typeof createSessionStore>;

/** Sessions that end with the process: where the database can only be read, somebody must still be able to look. */
export function createMemorySessions(): SessionStore {
  const rows = new Map<string, SessionRow>();
  const keyOf = (idHash: Buffer) => idHash.toString('hex');
  return {
    findSession: (idHash) => rows.get(keyOf(idHash)) ?? null,
    addSession: (idHash, now, expiresAt) =>
      void rows.set(keyOf(idHash), { created_at: now, used_at: now, expires_at: expiresAt }),
    touchSession(idHash, now, expiresAt) {
      const row = rows.get(keyOf(idHash));
      if (row) rows.set(keyOf(idHash), { ...row, used_at: now, expires_at: expiresAt });
    },
    removeSession: (idHash) => void rows.delete(keyOf(idHash)),
    removeExpiredSessions(now) {
      for (const [key, row] of rows) if (row.expires_at <= now) rows.delete(key);
    },
    countSessions: () => rows.size,
  };
}

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

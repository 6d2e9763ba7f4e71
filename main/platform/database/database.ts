import Sqlite from 'better-sqlite3';

export type Connection = Sqlite.Database;

interface PendingWrite {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/**
 * The one writing connection, with group commit: all writes that arrive while the last commit runs share one transaction and
 * one sync. Each runs in a savepoint of its own, so that a write that throws takes back only itself.
 */
export class Database {
  readonly connection: Connection;
  #pending: PendingWrite[] = [];
  #isScheduled = false;
  #isClosed = false;
  readonly #commitListeners = new Set<() => void>();
  readonly #begin: Sqlite.Statement;
  readonly #commit: Sqlite.Statement;
  readonly #rollback: Sqlite.Statement;
  readonly #savepoint: Sqlite.Statement;
  readonly #release: Sqlite.Statement;
  readonly #undo: Sqlite.Statement;

  constructor(connection: Connection) {
    this.connection = connection;
    this.#begin = connection.prepare('BEGIN IMMEDIATE');
    this.#commit = connection.prepare('COMMIT');
    this.#rollback = connection.prepare('ROLLBACK');
    this.#savepoint = connection.prepare('SAVEPOINT one_write');
    this.#release = connection.prepare('RELEASE one_write');
    this.#undo = connection.prepare('ROLLBACK TO one_write');
  }

  /**
   * Runs `change` (synchronous) inside the group's transaction. Resolves with its value after COMMIT has been synced: only then
   * may anything be answered, published or sent. Rejects with what `change` threw, or with the commit's own error for all.
   */
  write<T>(change: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error('the database is closed'));
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ run: change, resolve: resolve as (value: unknown) => void, reject });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      setImmediate(() => this.#flush());
    });
  }

  /** Called after each commit, before the writers are answered. */
  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  /** Commits what waits and closes. */
  close(): void {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    this.connection.close();
  }

  #flush(): void {
    this.#isScheduled = false;
    const group = this.#pending;
    if (group.length === 0) return;
    this.#pending = [];
    const answers: (() => void)[] = [];
    try {
      this.#begin.run();
      for (const write of group) answers.push(this.#runOne(write));
      this.#commit.run();
    } catch (error) {
      if (this.connection.inTransaction) this.#rollback.run();
      for (const write of group) write.reject(error);
      return;
    }
    for (const listener of this.#commitListeners) listener();
    for (const answer of answers) answer();
  }

  #runOne(write: PendingWrite): () => void {
    this.#savepoint.run();
    try {
      const value = write.run();
      this.#release.run();
      return () => write.resolve(value);
    } catch (error) {
      // A full disk may have rolled the whole transaction back already; then the commit's error answers everyone.
      if (!this.connection.inTransaction) throw error;
      this.#undo.run();
      this.#release.run();
      return () => write.reject(error);
    }
  }
}

/** Sets what every connection needs and asserts it: better-sqlite3's own default loses acknowledged rows on a power cut. */
export function applyPragmas(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('busy_timeout = 5000');
  if (connection.pragma('synchronous', { simple: true }) !== 2) throw new Error('synchronous=FULL could not be set');
}

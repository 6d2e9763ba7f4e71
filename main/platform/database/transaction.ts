import type { Connection } from './database.ts';

/** The transaction of one connection: what runs after it, and how a part of it is taken back. */
export class Transaction {
  readonly #connection: Connection;
  readonly #sql;
  #afterCommit: (() => void)[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      savepoint: connection.prepare('SAVEPOINT one_write'),
      release: connection.prepare('RELEASE one_write'),
      undo: connection.prepare('ROLLBACK TO one_write'),
    };
  }

  /** False too once SQLite has rolled it back by itself, as it may on a full disk. */
  get isOpen(): boolean {
    return this.#connection.inTransaction;
  }

  begin(): void {
    this.#afterCommit = [];
    this.#sql.begin.run();
  }

  /** Answers with the tasks that waited for it. */
  commit(): readonly (() => void)[] {
    this.#sql.commit.run();
    return this.#afterCommit.splice(0);
  }

  rollback(): void {
    this.#afterCommit = [];
    if (this.isOpen) this.#sql.rollback.run();
  }

  /** Forgotten when the part that asked for it is taken back. */
  afterCommit(task: () => void): void {
    this.#afterCommit.push(task);
  }

  /**
   * Takes back what `change` did when it throws; the error goes on. `isFirst`: nothing stands before it in the transaction, whose
   * own rollback then does the same as a savepoint, which costs a copy of each page that is changed under it.
   */
  attempt<T>(change: () => T, isFirst = false): T {
    const mark = this.#afterCommit.length;
    if (!isFirst) this.#sql.savepoint.run();
    try {
      const value = change();
      if (!isFirst) this.#sql.release.run();
      return value;
    } catch (error) {
      if (this.isOpen) this.#undo(isFirst);
      this.#afterCommit.length = mark;
      throw error;
    }
  }

  #undo(isFirst: boolean): void {
    if (isFirst) {
      this.#sql.rollback.run();
      this.#sql.begin.run();
    } else {
      this.#sql.undo.run();
      this.#sql.release.run();
    }
  }
}

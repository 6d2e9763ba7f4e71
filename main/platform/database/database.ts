import type Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { reachKillPoint } from '../kill-point.ts';
import type { DiskGuard, DiskState } from './disk-guard.ts';
import { isUnsafeAfter, translateSqliteError } from './sqlite-errors.ts';

export type Connection = Sqlite.Database;

interface PendingWrite {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
}

/** A write or a list query that held the main thread for longer than `slowMs`. */
export interface SlowQuery {
  readonly name: string;
  readonly ms: number;
}

export interface DatabaseOptions {
  isReadOnly?: boolean;
  disk?: DiskGuard;
  /** Called at a clean end, while the file is still open; not after an error that calls for a new start. */
  beforeClose?: () => void;
  /** Called once the connection is closed, whatever the reason. */
  afterClose?: () => void;
}

/** A group that has run for so long is committed; what waits behind it gets the next one. */
const groupBudgetMs = 20;
export const slowMs = 40;

/**
 * The one writing connection, with group commit: all writes that arrive while the last commit runs share one transaction and
 * one sync. Each runs in a savepoint of its own, so that a write that throws takes back only itself.
 */
export class Database {
  readonly connection: Connection;
  readonly isReadOnly: boolean;
  readonly #disk: DiskGuard | undefined;
  readonly #beforeClose: (() => void) | undefined;
  readonly #afterClose: (() => void) | undefined;
  #pending: PendingWrite[] = [];
  /** The group whose transaction is open: a write that a change asks for joins it. */
  #group: PendingWrite[] | null = null;
  #afterCommit: (() => void)[] = [];
  #isScheduled = false;
  #isClosed = false;
  #brokenBy: AppError | null = null;
  readonly #commitListeners = new Set<() => void>();
  readonly #slowListeners = new Set<(slow: SlowQuery) => void>();
  readonly #brokenListeners = new Set<(error: AppError) => void>();
  readonly #sql;

  constructor(connection: Connection, options: DatabaseOptions = {}) {
    this.connection = connection;
    this.isReadOnly = options.isReadOnly ?? false;
    this.#disk = options.disk;
    this.#beforeClose = options.beforeClose;
    this.#afterClose = options.afterClose;
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      savepoint: connection.prepare('SAVEPOINT one_write'),
      release: connection.prepare('RELEASE one_write'),
      undo: connection.prepare('ROLLBACK TO one_write'),
    };
    this.#timeLists();
  }

  /**
   * Runs `change` (synchronous) inside the group's transaction. Resolves with its value after COMMIT has been synced: only then
   * may anything be answered, published or sent. Rejects with what `change` threw, or with the commit's own error for all:
   * `disk-full`, `database-read-only`, `database-damaged`.
   */
  write<T>(change: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new AppError('console-stopping'));
    if (this.isReadOnly) return Promise.reject(new AppError('database-read-only'));
    if (this.#brokenBy) return Promise.reject(this.#brokenBy);
    return new Promise<T>((resolve, reject) => {
      const write = { run: change, resolve: resolve as (value: unknown) => void, reject }; // one list holds writes of every type
      if (this.#group) this.#group.push(write);
      else {
        this.#pending.push(write);
        this.#schedule();
      }
    });
  }

  /** Inside a write: a part of it that can fail alone. What it changed is taken back when it throws; the error goes on. */
  savepoint<T>(change: () => T): T {
    const mark = this.#afterCommit.length;
    this.#sql.savepoint.run();
    try {
      const value = change();
      this.#sql.release.run();
      return value;
    } catch (error) {
      if (this.connection.inTransaction) {
        this.#sql.undo.run();
        this.#sql.release.run();
      }
      this.#afterCommit.length = mark;
      throw error;
    }
  }

  /** Inside a write: runs `task` once the commit has been synced; forgotten when this write is rolled back. */
  afterCommit(task: () => void): void {
    this.#afterCommit.push(task);
  }

  /** Called after each commit and its `afterCommit` tasks, before the writers are answered. */
  onCommit(listener: () => void): () => void {
    this.#commitListeners.add(listener);
    return () => this.#commitListeners.delete(listener);
  }

  /** Hears of writes and list queries above `slowMs`. */
  onSlow(listener: (slow: SlowQuery) => void): () => void {
    this.#slowListeners.add(listener);
    return () => this.#slowListeners.delete(listener);
  }

  /**
   * Hears once of an error after which this connection must not be trusted (a failed sync, damage found while running): every
   * later write is refused, and the host should end the process so that the next one opens the file anew.
   */
  onBroken(listener: (error: AppError) => void): () => void {
    this.#brokenListeners.add(listener);
    return () => this.#brokenListeners.delete(listener);
  }

  /** What broke it (see `onBroken`); null while it can be trusted. */
  get brokenBy(): AppError | null {
    return this.#brokenBy;
  }

  /** `full` from the first write that found no space until there is space again. Deleting works meanwhile, adding is refused. */
  get diskState(): DiskState {
    return this.#disk?.state ?? 'ok';
  }

  onDiskState(listener: (state: DiskState) => void): () => void {
    return this.#disk?.onChange(listener) ?? (() => {});
  }

  /** Throws `disk-full` while the disk is full. For writes that add. */
  assertSpace(): void {
    if (this.diskState === 'full') throw this.#disk?.toError() ?? new AppError('disk-full');
  }

  /** Commits what waits and closes. */
  close(): void {
    if (this.#isClosed) return;
    while (this.#pending.length > 0) this.#flush();
    this.#isClosed = true;
    this.#disk?.stop();
    if (!this.#brokenBy) this.#beforeClose?.();
    this.connection.close();
    this.#afterClose?.();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#pending.length === 0 || this.#isClosed) return;
    const group = (this.#group = this.#pending);
    this.#pending = [];
    this.#afterCommit = [];
    const answers: (() => void)[] = [];
    try {
      this.#sql.begin.run();
      this.#runGroup(group, answers);
      this.#group = null;
      this.#sql.commit.run();
      reachKillPoint('K02');
    } catch (error) {
      this.#group = null;
      this.#abandon(group, error);
      return;
    }
    for (const task of this.#afterCommit.splice(0)) contain(task);
    for (const listener of this.#commitListeners) contain(listener);
    for (const answer of answers) answer();
  }

  /** What doesn't fit into the budget goes back to the head of the line. */
  #runGroup(group: PendingWrite[], answers: (() => void)[]): void {
    const startedAt = performance.now();
    let lastAt = startedAt;
    for (let index = 0; index < group.length; index++) {
      answers.push(this.#runOne(group[index] as PendingWrite)); // index < length
      if ((index & 15) !== 15 && group.length > 16) continue;
      const now = performance.now();
      if (now - lastAt > slowMs) this.#reportSlow('write', now - lastAt);
      lastAt = now;
      if (now - startedAt > groupBudgetMs && index + 1 < group.length) {
        this.#pending = group.splice(index + 1);
        this.#schedule();
      }
    }
  }

  #runOne(write: PendingWrite): () => void {
    const mark = this.#afterCommit.length;
    this.#sql.savepoint.run();
    try {
      const value = write.run();
      this.#sql.release.run();
      return () => write.resolve(value);
    } catch (error) {
      // A full disk may have rolled the whole transaction back already; then the commit's error answers everyone.
      if (!this.connection.inTransaction) throw error;
      this.#undoOne();
      this.#afterCommit.length = mark;
      const reason = this.#translate(error);
      return () => write.reject(reason);
    }
  }

  #undoOne(): void {
    this.#sql.undo.run();
    this.#sql.release.run();
  }

  #abandon(group: PendingWrite[], error: unknown): void {
    this.#afterCommit = [];
    const reason = this.#translate(error);
    try {
      if (this.connection.inTransaction) this.#sql.rollback.run();
    } catch (rollbackError) {
      this.#break(new AppError('database-damaged', { reason: 'rollback-failed' }, { cause: rollbackError }));
    }
    for (const write of group) write.reject(reason);
  }

  /** Errors of SQLite as the console's own; a full disk and a broken file are remembered. */
  #translate(error: unknown): unknown {
    const translated = translateSqliteError(error);
    if (translated === 'disk-full') {
      this.#disk?.enterFull();
      return this.#disk?.toError(error) ?? new AppError('disk-full', {}, { cause: error });
    }
    if (translated instanceof AppError && isUnsafeAfter(error)) this.#break(translated);
    return translated;
  }

  #break(error: AppError): void {
    if (this.#brokenBy) return;
    this.#brokenBy = error;
    for (const listener of this.#brokenListeners) contain(() => listener(error));
  }

  #reportSlow(name: string, ms: number): void {
    for (const listener of this.#slowListeners) contain(() => listener({ name, ms: Math.round(ms) }));
  }

  /** Lists are what can be slow on this thread: every statement's `all` is timed. */
  #timeLists(): void {
    const prepare = this.connection.prepare.bind(this.connection);
    const report = (name: string, ms: number) => this.#reportSlow(name, ms);
    this.connection.prepare = ((sql: string) => {
      const statement = prepare(sql);
      const all = statement.all.bind(statement);
      statement.all = (...params: unknown[]) => {
        const startedAt = performance.now();
        const rows = all(...params);
        const ms = performance.now() - startedAt;
        if (ms > slowMs) report(sql, ms);
        return rows;
      };
      return statement;
    }) as Connection['prepare']; // the same generic signature, which a wrapper can't spell
  }
}

/** An observer's mistake must not stop the others or the writers; the process-level sink hears of it. */
function contain(observer: () => void): void {
  try {
    observer();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}

/** Sets what every connection needs and asserts it: better-sqlite3's own default loses acknowledged rows on a power cut. */
export function applyPragmas(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  applyReadPragmas(connection);
  connection.pragma('synchronous = FULL');
  if (connection.pragma('synchronous', { simple: true }) !== 2) throw new Error('synchronous=FULL could not be set');
}

/** The part that a read-only connection can take. */
export function applyReadPragmas(connection: Connection): void {
  connection.pragma('foreign_keys = ON');
  connection.pragma('busy_timeout = 5000');
}

import type Sqlite from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { reachKillPoint } from '../kill-point.ts';
import type { DiskGuard, DiskState } from './disk-guard.ts';
import { isUnsafeAfter, translateSqliteError } from './sqlite-errors.ts';
import { Transaction } from './transaction.ts';
import { WriteGroup, type PendingWrite } from './write-group.ts';

export type Connection = Sqlite.Database;

/** A write or a list query that held the main thread for longer than `slowMs`. */
export interface SlowQuery {
  readonly name: string;
  readonly ms: number;
}

export interface WriteOptions {
  /**
   * The change has no effect but on rows, events and `afterCommit`, so that it can be taken back and run again. Neighbours of this
   * kind share a savepoint, which costs a copy of each page it protects; only when one of them throws does each get its own.
   */
  isRepeatable?: boolean;
}

export interface DatabaseOptions {
  isReadOnly?: boolean;
  disk?: DiskGuard;
  /** Called at a clean end, while the file is still open; not after an error that calls for a new start. */
  beforeClose?: () => void;
  /** Called once the connection is closed, whatever the reason. */
  afterClose?: () => void;
}

export const slowMs = 40;

/**
 * The one writing connection, with group commit: all writes that arrive while the last commit runs share one transaction and
 * one sync. A write that throws takes back only itself: it runs in a savepoint, or nothing but itself stands in the transaction.
 */
export class Database {
  readonly connection: Connection;
  readonly isReadOnly: boolean;
  readonly #disk: DiskGuard | undefined;
  readonly #beforeClose: (() => void) | undefined;
  readonly #afterClose: (() => void) | undefined;
  #pending: PendingWrite[] = [];
  /** The group whose transaction is open: a write that a change asks for joins it. */
  #group: WriteGroup | null = null;
  #isScheduled = false;
  #isClosed = false;
  #brokenBy: AppError | null = null;
  readonly #commitListeners = new Set<() => void>();
  readonly #slowListeners = new Set<(slow: SlowQuery) => void>();
  readonly #brokenListeners = new Set<(error: AppError) => void>();
  readonly #transaction: Transaction;

  constructor(connection: Connection, options: DatabaseOptions = {}) {
    this.connection = connection;
    this.isReadOnly = options.isReadOnly ?? false;
    this.#disk = options.disk;
    this.#beforeClose = options.beforeClose;
    this.#afterClose = options.afterClose;
    this.#transaction = new Transaction(connection);
    this.#timeLists();
  }

  /**
   * Runs `change` (synchronous) inside the group's transaction. Resolves with its value after COMMIT has been synced: only then
   * may anything be answered, published or sent. Rejects with what `change` threw, or with the commit's own error for all:
   * `disk-full`, `database-read-only`, `database-damaged`.
   */
  write<T>(change: () => T, { isRepeatable = false }: WriteOptions = {}): Promise<T> {
    if (this.#isClosed) return Promise.reject(new AppError('console-stopping'));
    if (this.isReadOnly) return Promise.reject(new AppError('database-read-only'));
    if (this.#brokenBy) return Promise.reject(this.#brokenBy);
    return new Promise<T>((resolve, reject) => {
      // One list holds writes of every type.
      const write = { run: change, isRepeatable, resolve: resolve as (value: unknown) => void, reject };
      if (this.#group) this.#group.join(write);
      else {
        this.#pending.push(write);
        this.#schedule();
      }
    });
  }

  /** Inside a write: a part of it that can fail alone. What it changed is taken back when it throws; the error goes on. */
  savepoint<T>(change: () => T): T {
    return this.#transaction.attempt(change);
  }

  /** Inside a write: runs `task` once the commit has been synced; forgotten when this write is rolled back. */
  afterCommit(task: () => void): void {
    this.#transaction.afterCommit(task);
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
    const group = (this.#group = new WriteGroup(this.#pending, {
      transaction: this.#transaction,
      translate: (error) => this.#translate(error),
      onTime: (ms) => ms > slowMs && this.#reportSlow('write', ms),
    }));
    this.#pending = [];
    let tasks: readonly (() => void)[];
    try {
      this.#transaction.begin();
      this.#pending = group.run();
      this.#group = null;
      tasks = this.#transaction.commit();
      reachKillPoint('K02');
    } catch (error) {
      this.#group = null;
      this.#abandon(group, error);
      return;
    } finally {
      if (this.#pending.length > 0) this.#schedule();
    }
    for (const task of tasks) contain(task);
    for (const listener of this.#commitListeners) contain(listener);
    group.answer();
  }

  #abandon(group: WriteGroup, error: unknown): void {
    const reason = this.#translate(error);
    try {
      this.#transaction.rollback();
    } catch (rollbackError) {
      this.#break(new AppError('database-damaged', { reason: 'rollback-failed' }, { cause: rollbackError }));
    }
    group.rejectAll(reason);
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
  // Else a savepoint that protects more than 64 KiB writes its copies of pages to a file: three times the system calls of a claim.
  connection.pragma('temp_store = MEMORY');
  connection.pragma('synchronous = FULL');
  if (connection.pragma('synchronous', { simple: true }) !== 2) throw new Error('synchronous=FULL could not be set');
}

/** The part that a read-only connection can take. */
export function applyReadPragmas(connection: Connection): void {
  connection.pragma('foreign_keys = ON');
  connection.pragma('busy_timeout = 5000');
}

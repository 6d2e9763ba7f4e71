import type { Connection } from './database.ts';

/** One read, as it travels to a read-only connection in a worker thread. Values are bound, never written into the text. */
export interface ReadQuery {
  readonly sql: string;
  readonly params: readonly (string | number | null)[];
  readonly mode: 'all' | 'get';
}

/** Where long reads run. `QueryPool` serves them beside the main thread. */
export interface ReadQueries {
  run<T>(query: ReadQuery): Promise<T>;
}

/** Answers on the connection at hand: for tests and for callers without a worker. */
export function directReads(connection: Connection): ReadQueries {
  return {
    async run<T>({ sql, params, mode }: ReadQuery): Promise<T> {
      const statement = connection.prepare(sql);
      // The caller names the row's type, as it does with better-sqlite3 itself.
      return (mode === 'all' ? statement.all(...params) : statement.get(...params)) as T;
    },
  };
}

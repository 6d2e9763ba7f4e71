// Entry of the worker thread that serves long reads. Knows no feature: SQL and values come with each request.
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import type { ReadQuery } from './read-queries.ts';

export interface QueryRequest extends ReadQuery {
  readonly id: number;
}
export type QueryAnswer =
  | { readonly id: number; readonly value: unknown; readonly ms: number }
  | { readonly id: number; readonly error: string };

const maxStatements = 200;

function serve(path: string): void {
  const connection = new Sqlite(path, { readonly: true, fileMustExist: true });
  connection.pragma('busy_timeout = 5000');
  const statements = new Map<string, Sqlite.Statement<unknown[]>>();

  const statementFor = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    // Texts with free conditions are many: the oldest makes room.
    if (statements.size >= maxStatements) statements.delete(statements.keys().next().value ?? '');
    const statement = connection.prepare<unknown[]>(sql);
    statements.set(sql, statement);
    return statement;
  };
  const answer = ({ id, sql, params, mode }: QueryRequest): QueryAnswer => {
    const startedAt = performance.now();
    try {
      const statement = statementFor(sql);
      const value = mode === 'all' ? statement.all(...params) : statement.get(...params);
      return { id, value, ms: performance.now() - startedAt };
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) };
    }
  };
  parentPort?.on('message', (request: QueryRequest | 'stop') => {
    if (request !== 'stop') return parentPort?.postMessage(answer(request));
    connection.close();
    parentPort?.close();
  });
}

serve((workerData as { path: string }).path);

import type { Connection } from '#platform/database/database.ts';
import type { JobState } from '#shared/domain/job.ts';

/** A row of `jobs` with what a test cares about; everything else is ordinary. */
export interface JobRowWish {
  id?: number;
  queue?: string;
  state?: JobState;
  priority?: number;
  position?: number;
  run_at?: number;
  title?: string;
  source_kind?: string | null;
  source_value?: string | null;
  preset?: string | null;
  payload?: string;
  dedupe_key?: string | null;
  attempt?: number;
  max_attempts?: number;
  worker?: string | null;
  progress?: string | null;
  result?: string | null;
  error?: string | null;
  error_code?: string | null;
  cached?: number | null;
  size_bytes?: number | null;
  run_ms?: number | null;
  acknowledged_at?: number | null;
  deleted_at?: number | null;
  trace?: string;
  created_at?: number;
  started_at?: number | null;
  ended_at?: number | null;
}

/** Inserts a row as the engine would have left it; answers its id. */
export function insertJob(connection: Connection, wish: JobRowWish = {}): number {
  const row = {
    queue: 'video',
    state: 'queued',
    position: wish.id ?? 1,
    run_at: wish.created_at ?? 1_700_000_000_000,
    title: 'clip.mp4',
    payload: '{}',
    max_attempts: 5,
    trace: 'a'.repeat(32),
    created_at: 1_700_000_000_000,
    ...wish,
  };
  const keys = Object.keys(row);
  const sql = `INSERT INTO jobs (${keys.join(', ')}) VALUES (${keys.map((key) => `@${key}`).join(', ')})`;
  return Number(connection.prepare(sql).run(row).lastInsertRowid);
}

/** `count` jobs by one statement: nine of ten succeeded, the rest dead, held or queued, spread over the last days. */
export function insertManyJobs(connection: Connection, count: number, now: number): void {
  connection
    .prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
       INSERT INTO jobs (queue, state, priority, position, run_at, title, source_kind, source_value, preset, payload, attempt,
         max_attempts, error, error_code, cached, run_ms, trace, created_at, started_at, ended_at)
       SELECT 'video',
         CASE WHEN i % 10 < 8 THEN 'succeeded' WHEN i % 10 = 8 THEN 'queued' WHEN i % 100 = 9 THEN 'dead' WHEN i % 100 = 19 THEN 'held' ELSE 'succeeded' END,
         i % 3 - 1, i, @now - (@count - i) * 1000, 'video ' || i || '.mp4', 'url', 'https://example.com/' || (i % 500) || '.mp4',
         'auto-edit', json_object('recipe', json_object('steps', json_array(json_object('kind', CASE WHEN i % 1000 = 0 THEN 'trim' ELSE 'reframe' END)))),
         1, 5, CASE WHEN i % 100 = 9 THEN '{"code":"download-timeout","params":{"seconds":30}}' END, CASE WHEN i % 100 = 9 THEN 'download-timeout' END,
         i % 2, i % 60000, printf('%032x', i), @now - (@count - i) * 1000, @now - (@count - i) * 1000,
         CASE WHEN i % 10 < 8 OR (i % 10 = 9 AND i % 100 <> 19) THEN @now - (@count - i) * 1000 + 500 END
       FROM n`,
    )
    .run({ count, now });
}

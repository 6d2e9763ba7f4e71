import type { Database } from '#platform/database/database.ts';
import { jobColumns, type AttemptRow, type JobRow } from '#platform/queue/job-view.ts';
import type { SavedView } from '#shared/contract/jobs.ts';

/** Enough to see why an attempt failed; the whole log is an operation of its own. */
const logTailCharacters = 4000;

/** The job tables' short reads, on the writing connection, and the saved views. */
export function createJobsStore(database: Database) {
  const { connection } = database;
  const job = connection.prepare<[number], JobRow & { payload: string }>(
    `SELECT ${jobColumns}, payload FROM jobs WHERE id = ? AND deleted_at IS NULL`,
  );
  const attempts = connection.prepare<[number], AttemptRow>(
    `SELECT number, started_at, ended_at, outcome, stage, error, substr(log, -${logTailCharacters}) AS log_tail
     FROM attempts WHERE job_id = ? ORDER BY number`,
  );
  const log = connection
    .prepare<[number, number], string>(
      `SELECT log FROM attempts JOIN jobs ON jobs.id = job_id
       WHERE job_id = ? AND number = ? AND deleted_at IS NULL`,
    )
    .pluck();
  const highestId = connection.prepare<[], number>('SELECT coalesce(max(id), 0) FROM jobs').pluck();
  const views = connection.prepare<[], SavedView>(
    'SELECT id, name, page, query FROM saved_views ORDER BY created_at, id',
  );
  const saveView = connection.prepare<[string, string, string, string, number]>(
    `INSERT INTO saved_views (id, name, page, query, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, page = excluded.page, query = excluded.query`,
  );
  const countOtherViews = connection
    .prepare<[string], number>('SELECT count(*) FROM saved_views WHERE id <> ?')
    .pluck();
  const removeView = connection.prepare<[string]>('DELETE FROM saved_views WHERE id = ?');
  return {
    getJob: (id: number) => job.get(id),
    listAttempts: (id: number) => attempts.all(id),
    getLog: (id: number, number: number) => log.get(id, number),
    highestId: () => highestId.get() ?? 0,
    listViews: () => views.all(),
    countOtherViews: (id: string) => countOtherViews.get(id) ?? 0,
    saveView: (view: SavedView, at: number) => saveView.run(view.id, view.name, view.page, view.query, at),
    /** Whether there was one. */
    removeView: (id: string) => removeView.run(id).changes > 0,
  };
}
export type JobsStore = ReturnType<typeof createJobsStore>;

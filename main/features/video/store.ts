import type { Database } from '#platform/database/database.ts';

export interface PresetRow {
  id: string;
  name: string;
  description: string;
  recipe: string;
}
export interface ResultRow {
  content_hash: string;
  recipe_hash: string;
  output_path: string;
  output_hash: string;
  size_bytes: number;
  result: string;
  job_id: number;
  created_at: number;
}
export interface OutputRow {
  job_id: number;
  content_hash: string;
  recipe_hash: string;
  part_path: string;
  output_path: string;
  output_hash: string;
  thumbnail_path: string | null;
  result: string;
  created_at: number;
}
export interface UploadRow {
  id: string;
  name: string;
  size_bytes: number;
  path: string;
  completed_at: number | null;
  created_at: number;
  touched_at: number;
}

/** The video feature's SQL, prepared once. What writes is called inside `database.write`. */
export function createVideoStore(database: Database) {
  const { connection } = database;
  const presets = connection.prepare<[], PresetRow>(
    'SELECT id, name, description, recipe FROM presets ORDER BY name, id',
  );
  const preset = connection.prepare<[string], PresetRow>(
    'SELECT id, name, description, recipe FROM presets WHERE id = ?',
  );
  const putPreset = connection.prepare<[string, string, string, string, number]>(
    `INSERT INTO presets (id, name, description, recipe, changed_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, recipe = excluded.recipe,
       changed_at = excluded.changed_at`,
  );
  const dropPreset = connection.prepare<[string]>('DELETE FROM presets WHERE id = ?');

  const result = connection.prepare<[string, string], ResultRow>(
    'SELECT * FROM video_results WHERE content_hash = ? AND recipe_hash = ?',
  );
  const putResult = connection.prepare<[ResultRow]>(
    `INSERT INTO video_results (content_hash, recipe_hash, output_path, output_hash, size_bytes, result, job_id, created_at, used_at)
     VALUES (@content_hash, @recipe_hash, @output_path, @output_hash, @size_bytes, @result, @job_id, @created_at, @created_at)
     ON CONFLICT (content_hash, recipe_hash) DO UPDATE SET output_path = excluded.output_path,
       output_hash = excluded.output_hash, size_bytes = excluded.size_bytes, result = excluded.result,
       job_id = excluded.job_id, used_at = excluded.used_at`,
  );
  const useResult = connection.prepare<[number, string, string]>(
    'UPDATE video_results SET used_at = ? WHERE content_hash = ? AND recipe_hash = ?',
  );
  const dropResult = connection.prepare<[string, string]>(
    'DELETE FROM video_results WHERE content_hash = ? AND recipe_hash = ?',
  );

  const output = connection.prepare<[number], OutputRow>('SELECT * FROM video_outputs WHERE job_id = ?');
  const outputAt = connection.prepare<[string], { job_id: number }>(
    'SELECT job_id FROM video_outputs WHERE output_path = ?',
  );
  const putOutput = connection.prepare<[OutputRow]>(
    `INSERT OR REPLACE INTO video_outputs (job_id, content_hash, recipe_hash, part_path, output_path, output_hash, thumbnail_path, result, created_at)
     VALUES (@job_id, @content_hash, @recipe_hash, @part_path, @output_path, @output_hash, @thumbnail_path, @result, @created_at)`,
  );
  const dropOutput = connection.prepare<[number]>('DELETE FROM video_outputs WHERE job_id = ?');

  const upload = connection.prepare<[string], UploadRow>('SELECT * FROM uploads WHERE id = ?');
  const uploads = connection.prepare<[], UploadRow>('SELECT * FROM uploads');
  const openUploads = connection.prepare<[], { count: number; bytes: number }>(
    'SELECT count(*) AS count, coalesce(sum(size_bytes), 0) AS bytes FROM uploads WHERE completed_at IS NULL',
  );
  const putUpload = connection.prepare<[UploadRow]>(
    `INSERT INTO uploads (id, name, size_bytes, path, completed_at, created_at, touched_at)
     VALUES (@id, @name, @size_bytes, @path, @completed_at, @created_at, @touched_at)`,
  );
  const touchUpload = connection.prepare<[number, string]>('UPDATE uploads SET touched_at = ? WHERE id = ?');
  const completeUpload = connection.prepare<[number, number, string]>(
    'UPDATE uploads SET completed_at = ?, touched_at = ? WHERE id = ?',
  );
  const dropUpload = connection.prepare<[string]>('DELETE FROM uploads WHERE id = ?');
  const uploadInUse = connection.prepare<[string], { one: number }>(
    `SELECT 1 AS one FROM jobs WHERE source_kind = 'upload' AND source_value = ? AND deleted_at IS NULL
       AND state IN ('queued', 'scheduled', 'retrying', 'held', 'running') LIMIT 1`,
  );

  return {
    listPresets: () => presets.all(),
    getPreset: (id: string) => preset.get(id) ?? null,
    savePreset: (row: PresetRow, at: number) => putPreset.run(row.id, row.name, row.description, row.recipe, at),
    removePreset: (id: string) => dropPreset.run(id).changes > 0,
    getResult: (contentHash: string, recipeHash: string) => result.get(contentHash, recipeHash) ?? null,
    saveResult: (row: ResultRow) => putResult.run(row),
    touchResult: (row: ResultRow, at: number) => useResult.run(at, row.content_hash, row.recipe_hash),
    removeResult: (row: ResultRow) => dropResult.run(row.content_hash, row.recipe_hash),
    getOutput: (jobId: number) => output.get(jobId) ?? null,
    findOutputOwner: (path: string) => outputAt.get(path)?.job_id ?? null,
    saveOutput: (row: OutputRow) => putOutput.run(row),
    removeOutput: (jobId: number) => dropOutput.run(jobId),
    getUpload: (id: string) => upload.get(id) ?? null,
    listUploads: () => uploads.all(),
    countOpenUploads: () => openUploads.get() ?? { count: 0, bytes: 0 },
    addUpload: (row: UploadRow) => putUpload.run(row),
    touchUpload: (id: string, at: number) => touchUpload.run(at, id),
    completeUpload: (id: string, at: number) => completeUpload.run(at, at, id),
    removeUpload: (id: string) => dropUpload.run(id),
    isUploadInUse: (id: string) => uploadInUse.get(id) !== undefined,
  };
}
export type VideoStore = ReturnType<typeof createVideoStore>;

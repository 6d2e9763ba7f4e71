import path from 'node:path';
import type { Database } from '#platform/database/database.ts';
import { AppError } from '#shared/contract/errors.ts';
import { jobResultSchema, sourceSchema } from '#shared/domain/job.ts';
import type { VideoFeature } from '../features/video/create-video-feature.ts';
import { mediaTypes } from '../transport/file-answer.ts';
import type { FindMedia } from '../transport/media.ts';

interface FileRow {
  source_kind: string | null;
  source_value: string | null;
  result: string | null;
}

/** The files behind a job, found by its row and never by a path from a caller. */
export function createJobFiles(database: Database, media: () => VideoFeature['media']) {
  const find = database.connection.prepare<[number], FileRow>(
    'SELECT source_kind, source_value, result FROM jobs WHERE id = ? AND deleted_at IS NULL',
  );
  const jobOf = (id: number) => {
    const row = find.get(id);
    if (!row) throw new AppError('job-not-found', { id });
    const source = sourceSchema.safeParse({ kind: row.source_kind, value: row.source_value });
    const result = jobResultSchema.partial().safeParse(row.result === null ? null : JSON.parse(row.result));
    const { outputPath = null, thumbnailPath = null } = result.success ? result.data : {};
    return { id, source: source.success ? source.data : null, result: { outputPath, thumbnailPath } };
  };
  const findMedia: FindMedia = async (id, which) => {
    const job = jobOf(id);
    if (which === 'result') return media().resultFile(job);
    if (which === 'thumbnail') return media().thumbnailFile(job);
    const file = await media().sourceFile(job);
    // A job may name any file of this computer as its source; only what looks like a video leaves the console.
    if (job.source?.kind === 'file' && !isMedia(file.path)) throw new AppError('media-not-found', { id });
    return file;
  };
  const resultPath = (id: number): string => {
    const { outputPath } = jobOf(id).result;
    if (outputPath === null) throw new AppError('media-not-found', { id });
    return outputPath;
  };
  return { findMedia, resultPath };
}

const isMedia = (name: string): boolean => Object.hasOwn(mediaTypes, path.extname(name).toLowerCase());

import type { JobResult } from '#shared/domain/job.ts';

/** Of a job that makes no file. */
export const emptyResult: JobResult = {
  outputPath: null,
  sizeBytes: null,
  durationMs: null,
  cached: false,
  thumbnailPath: null,
  skipped: [],
  commands: [],
  before: null,
  after: null,
};

import { expect, test } from 'vitest';
import { jobSchema, jobSummarySchema } from '#shared/domain/job.ts';
import { toJob, toJobSummary, type JobRow } from '#platform/queue/job-view.ts';

const row: JobRow = {
  id: 42,
  queue: 'video',
  state: 'succeeded',
  title: 'clip.mp4',
  source_kind: 'url',
  source_value: 'https://example.com/clip.mp4',
  preset: 'auto-edit',
  priority: 0,
  dedupe_key: null,
  attempt: 1,
  max_attempts: 5,
  worker: 'w1',
  progress: null,
  result: null,
  error: null,
  error_code: null,
  cached: 0,
  size_bytes: null,
  run_ms: 1000,
  acknowledged_at: null,
  deleted_at: null,
  trace: 'a'.repeat(32),
  created_at: 0,
  run_at: 0,
  started_at: 0,
  ended_at: 1000,
};

test('a row whose stored JSON is damaged is shown with typed fallbacks, never a crash [A04]', () => {
  const damaged = {
    ...row,
    state: 'dead',
    result: '{"outputPath":',
    progress: 'null',
    error: '[]',
    error_code: 'x-gone',
  } as const;
  const summary = toJobSummary(damaged, { language: 'es' });
  expect(jobSummarySchema.parse(summary)).toEqual(summary);
  expect(summary.error).toEqual({ code: 'x-gone', params: {}, message: 'x-gone', trace: row.trace });
  const succeeded = toJob({ ...row, result: '{"cached":"yes"}', source_kind: 'carrier-pigeon' }, [], null, {
    language: 'en',
  });
  expect(jobSchema.parse(succeeded)).toMatchObject({ result: null, source: null, error: null });
});

test('progress from memory is preferred to the row, and a job that no longer runs has none [A04]', () => {
  const stored = JSON.stringify({ stage: 'encode', stages: ['encode'], fraction: 0.1, speed: null, etaMs: null });
  const newer = { stage: 'encode', stages: ['encode'], fraction: 0.5, speed: 2, etaMs: 1000 };
  const running = { ...row, state: 'running', progress: stored } as const;
  expect(toJobSummary(running, { language: 'en' }).progress?.fraction).toBe(0.1);
  expect(toJobSummary(running, { language: 'en', progressOf: () => newer }).progress).toEqual(newer);
  expect(toJobSummary({ ...row, progress: stored }, { language: 'en', progressOf: () => newer }).progress).toBeNull();
});

test('a stored error is told in the reader’s language [A73]', () => {
  const failed = { ...row, state: 'dead', error: '{"code":"download-timeout","params":{"seconds":30}}' } as const;
  const messages = (['es', 'pt-BR', 'en'] as const).map(
    (language) => toJobSummary(failed, { language }).error?.message,
  );
  expect(new Set(messages).size).toBe(3);
  for (const message of messages) expect(message).toContain('30');
});

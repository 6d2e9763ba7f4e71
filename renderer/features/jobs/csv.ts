import type { Client } from '#shared/contract/index.ts';
import type { JobFilter, jobSorts, JobSummary } from '#shared/domain/job.ts';

const header = [
  'id',
  'state',
  'title',
  'source',
  'preset',
  'priority',
  'attempt',
  'max_attempts',
  'created_at_utc',
  'started_at_utc',
  'ended_at_utc',
  'output_bytes',
  'cached',
  'output_path',
  'error_code',
  'trace',
] as const;

/** A cell: quoted where it has to be, and never read as a formula by a spreadsheet (OWASP, CSV injection). */
export function csvCell(value: string | number | boolean | null, separator: string): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe.includes(separator) || /["\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvRow(job: JobSummary, separator: string): string {
  const cells = [
    job.id,
    job.state,
    job.title,
    job.source?.value ?? null,
    job.preset,
    job.priority,
    job.attempt,
    job.maxAttempts,
    job.createdAt,
    job.startedAt,
    job.endedAt,
    job.result?.sizeBytes ?? null,
    job.result?.cached ?? null,
    job.result?.outputPath ?? null,
    job.error?.code ?? null,
    job.trace,
  ];
  return cells.map((cell) => csvCell(cell, separator)).join(separator);
}

/** Spreadsheets of regions that write a decimal comma expect semicolons. */
export const separatorFor = (locale: string): string => (/^(es|pt)/i.test(locale) ? ';' : ',');

/** All jobs of a filter up to the newest one seen, as CSV with a byte-order mark for spreadsheets. */
export async function exportCsv(
  client: Pick<Client, 'jobs'>,
  question: { filter: JobFilter; sort: (typeof jobSorts)[number]; locale: string; signal: AbortSignal },
): Promise<Blob> {
  const separator = separatorFor(question.locale);
  const parts: string[] = [`\uFEFF${header.join(separator)}\r\n`];
  const limit = 200;
  for (let offset = 0; ; offset += limit) {
    const query = { ...question.filter, sort: question.sort, offset, limit };
    const { items } = await client.jobs.list(query, { signal: question.signal });
    parts.push(...items.map((job) => `${csvRow(job, separator)}\r\n`));
    if (items.length < limit) return new Blob(parts, { type: 'text/csv;charset=utf-8' });
  }
}

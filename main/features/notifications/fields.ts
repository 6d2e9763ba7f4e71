import { templateFields, type NotificationKind, type Severity } from '#shared/domain/notification.ts';
import type { EventView } from '#shared/domain/events.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { Connection } from '#platform/database/database.ts';
import { jobColumns, toDashboardJob, type JobRow } from '#platform/queue/job-view.ts';

export type Fields = Record<string, unknown>;

/** The examples of a kind, for previews and tests where nothing of it was ever told. */
export const exampleFields = (kind: NotificationKind): Fields =>
  Object.fromEntries(templateFields[kind].map(({ name, example }) => [name, example]));

/** What a click opens inside the console; null where there is nothing. */
export function pathOf(subject: string): string | null {
  const [what = '', name = ''] = subject.split(':', 2);
  if (what === 'job' && /^\d+$/.test(name)) return `/jobs/${name}`;
  if (what === 'queue') return '/queue';
  if (what === 'channel') return '/notifications';
  return what === 'service' ? '/services' : null;
}

const linkOf = (subject: string): string =>
  /^job:\d+$/.test(subject) ? `atalaya://job/${subject.slice('job:'.length)}` : '';

/** The fields that every kind has, under those that the caller knows better. */
export function withCommon(
  fields: Readonly<Fields>,
  { kind, severity, subject, at }: { kind: NotificationKind; severity: Severity; subject: string; at: number },
): Fields {
  return { event: kind, severity, time: new Date(at).toISOString(), link: linkOf(subject), count: 1, ...fields };
}

/** Reads what the five notifications tell of a job (A28-A33), from its row as it stands in the transaction of the event. */
export function createJobFields(connection: Connection, language: () => Language) {
  const job = connection.prepare<[number], JobRow>(`SELECT ${jobColumns} FROM jobs WHERE id = ?`);

  return function jobFields(event: Pick<EventView, 'type' | 'subject' | 'data'>): Fields {
    const id = Number(/^job:(\d+)$/.exec(event.subject)?.[1] ?? Number.NaN);
    const row = Number.isNaN(id) ? undefined : job.get(id);
    if (!row) return { title: event.data['title'] ?? '' };
    const view = toDashboardJob(row, { language: language() });
    return {
      job_id: row.id,
      url: view.url,
      title: row.title,
      preset: row.preset ?? '',
      attempt: row.attempt,
      max_attempts: row.max_attempts,
      processing_time: view.processing_time,
      file_size: view.file_size,
      video_path: view.video_path,
      cached: String(view.cached),
      error: view.error?.message ?? '',
      error_code: view.error?.code ?? '',
      retry_count: view.retry_count,
      is_final: String(event.type === 'job.dead'),
    };
  };
}

/** A JSON object of a row. */
export function parseFields(json: string): Fields {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The values of a kind's texts for an event: what its data tells, over what the rows say. Called inside its transaction. */
export function createFieldsOf(connection: Connection, language: () => Language) {
  const jobFields = createJobFields(connection, language);
  const counts = connection.prepare<[], { pending: number; processing: number; failed: number }>(
    `SELECT (SELECT count(*) FROM jobs WHERE state IN ('queued', 'scheduled', 'retrying', 'held') AND deleted_at IS NULL) AS pending,
      (SELECT count(*) FROM jobs WHERE state = 'running' AND deleted_at IS NULL) AS processing,
      (SELECT count(*) FROM jobs WHERE state = 'dead' AND acknowledged_at IS NULL AND deleted_at IS NULL) AS failed`,
  );
  return function fieldsOf(kind: NotificationKind, event: EventView): Fields {
    const known = new Set(templateFields[kind].map(({ name }) => name));
    const told = Object.fromEntries(Object.entries(event.data).filter(([name]) => known.has(name)));
    const job = event.subject.startsWith('job:') ? pick(jobFields(event), known) : {};
    if (kind === 'queue_status') return { ...counts.get(), reason: event.data['name'] ?? '', ...told };
    if (kind !== 'alert') return { ...told, ...job };
    return { ...told, ...job, subject: event.subject, event_type: event.type };
  };
}

const pick = (fields: Fields, names: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));

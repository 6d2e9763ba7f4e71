import { AppError } from '#shared/contract/errors.ts';
import { sendNames, templateFields, type NotificationKind, type Severity } from '#shared/domain/notification.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { SummaryStats, Teller } from './ports.ts';

interface ManagerDeps {
  readonly database: Database;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly random: Random;
  /** Where the rules send a kind (A26-A37). */
  readonly channelsOf: (kind: NotificationKind) => readonly (number | string)[];
  /** The local date, as it names a day's summary. */
  readonly today: () => string;
}

interface Sent {
  notificationId: number;
  deliveries: number[];
}

export interface SendOptions {
  /** Instead of those of the kind's rule. */
  readonly channels?: readonly number[] | undefined;
  /** The same key again sends nothing new. */
  readonly key?: string | undefined;
  readonly trace?: string | undefined;
}

const severityOf: Readonly<Record<NotificationKind, Severity>> = {
  processing_started: 'info',
  processing_completed: 'info',
  processing_failed: 'warning',
  queue_status: 'warning',
  daily_summary: 'info',
  alert: 'warning',
};

/** The public face for code (A39-A43): one method for each of the five notifications. Each resolves once it is stored. */
export class NotificationManager {
  readonly #deps: ManagerDeps;

  constructor(deps: ManagerDeps) {
    this.#deps = deps;
  }

  notifyProcessingStarted(url: string, jobId: number, options?: SendOptions): Promise<Sent> {
    return this.send('processing_started', { url, job_id: jobId }, options);
  }

  notifyProcessingCompleted(
    url: string,
    result: { processing_time: number; file_size: number; video_path: string },
    options?: SendOptions,
  ): Promise<Sent> {
    return this.send('processing_completed', { url, ...result }, options);
  }

  notifyProcessingFailed(url: string, error: string, retry_count: number, options?: SendOptions): Promise<Sent> {
    return this.send('processing_failed', { url, error, retry_count }, options);
  }

  notifyQueueStatus(status: { pending: number; failed: number; processing?: number }, options?: SendOptions) {
    return this.send('queue_status', status, options);
  }

  notifyDailySummary(
    stats: Omit<SummaryStats, 'daily'> & Readonly<Record<string, unknown>>,
    options?: SendOptions,
  ): Promise<Sent> {
    const known = new Set(templateFields.daily_summary.map(({ name }) => name));
    const fields = Object.fromEntries(Object.entries(stats).filter(([name]) => known.has(name)));
    return this.send('daily_summary', { date: this.#deps.today(), ...fields }, options);
  }

  /** Throws `template-field-unknown` for a field that the kind does not have. */
  send(kind: NotificationKind, fields: Readonly<Record<string, unknown>>, options: SendOptions = {}): Promise<Sent> {
    return this.#deps.database.write(() => this.tellNow(kind, checkFields(kind, fields), options));
  }

  /** As `send`, inside a write. */
  tellNow(kind: NotificationKind, fields: Readonly<Record<string, unknown>>, options: SendOptions = {}): Sent {
    const { teller, random } = this.#deps;
    const trace = options.trace ?? newTraceId(random);
    const job = fields['job_id'];
    const { notificationId, deliveries } = teller.tell({
      kind,
      severity: severityOf[kind],
      subject: typeof job === 'number' && Number.isInteger(job) ? `job:${job}` : `notification:${kind}`,
      fields,
      channels: options.channels ?? this.#deps.channelsOf(kind),
      fallback: null,
      group: null,
      ruleId: null,
      eventId: null,
      key: options.key === undefined ? `sent:${newTraceId(random)}` : `key:${kind}:${options.key}`,
      dueAt: null,
      expiresAt: null,
      alertKey: null,
      trace,
    });
    if (notificationId === null) throw new Error('a notification was told without a row');
    return { notificationId, deliveries };
  }

  /** By the names of the command line: `started`, `completed`, `failed`, `queue`, `daily`. */
  sendNamed(name: keyof typeof sendNames, fields: Readonly<Record<string, unknown>>, options?: SendOptions) {
    return this.send(sendNames[name], fields, options);
  }
}

/** Values as templates take them: text, numbers, switches, lists of text. */
function checkFields(kind: NotificationKind, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = new Set(templateFields[kind].map(({ name }) => name));
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!known.has(name)) throw new AppError('template-field-unknown', { field: name.slice(0, 64), kind });
    checked[name] = Array.isArray(value) ? value.slice(0, 100).map(String) : plain(value);
  }
  return checked;
}

const plain = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

import type { Exchange, SendOutcome, Sink } from '#platform/deliveries/ports.ts';
import type { Database } from '#platform/database/database.ts';
import { AppError, errorCatalogue } from '#shared/contract/errors.ts';
import { sourceFromText } from '#shared/domain/source.ts';
import { ruleKeyStart } from './echoes.ts';
import type { JobAdding } from './ports.ts';

export const jobSinkKind = 'job';

/**
 * Takes what `add-job` asked for to the queue. A job is looked at (its file, its preset) before it is added, which takes time; as a
 * delivery the wish survives the console's end, is tried again, and is seen where it failed.
 */
export function createJobSink({ database, jobs }: { database: Database; jobs: JobAdding }): Sink {
  const addedBefore = database.connection
    .prepare<[string, string], number>('SELECT id FROM jobs WHERE trace = ? AND dedupe_key = ? ORDER BY id LIMIT 1')
    .pluck();

  return {
    kind: jobSinkKind,
    // The queue is at hand: nothing to spare it from.
    policy: { breaker: { failures: 0, openMs: 1000, maxOpenMs: 1000 } },
    async send({ message, idempotencyKey, deliveryId }): Promise<SendOutcome> {
      const { source, preset } = message.fields;
      // The event's own: what came of it is found by it, and so is a job that was added just before the console ended.
      const trace = textOf(message.fields['trace']);
      const dedupeKey = idempotencyKey.startsWith(ruleKeyStart)
        ? idempotencyKey
        : `${ruleKeyStart}delivery:${deliveryId}`;
      try {
        const wish = sourceFromText(textOf(source));
        const prepared = await jobs.prepare(wish, typeof preset === 'string' ? preset : null);
        const id = await database.write(
          () => addedBefore.get(trace, dedupeKey) ?? jobs.add({ ...prepared, dedupeKey, trace }),
        );
        return { kind: 'delivered', exchange: exchange(`job:${id}`) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const failed = { error, exchange: exchange(null) };
        return isRetryable(error)
          ? { kind: 'retry', afterMs: null, ...failed }
          : { kind: 'rejected', breaks: false, ...failed };
      }
    },
    render: (message) => ({ text: textOf(message.fields['source']), isCut: false }),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const exchange = (answer: string | null): Exchange => ({ request: null, status: null, answer });

/** What may be otherwise in a while: tools that are missing, a full disk. A source that is refused stays refused. */
const isRetryable = (error: AppError): boolean =>
  !error.isLasting && (errorCatalogue[error.code].retry === 'later' || error.status >= 500);

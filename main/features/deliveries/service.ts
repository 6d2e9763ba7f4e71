import type { DeliveryFilter, DeliverySelection } from '#shared/contract/deliveries.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Outputs } from '#shared/contract/index.ts';
import {
  deliveryStates,
  outgoingMessageSchema,
  type AttemptOutcome,
  type DeliveryState,
} from '#shared/domain/delivery.ts';
import type { Language } from '#shared/i18n/languages.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { DeliveryEngine } from '#platform/deliveries/ports.ts';
import {
  deliveryWithEndpoint,
  toDeliveryView,
  toErrorView,
  type DeliveryWithEndpoint,
} from '#platform/deliveries/views.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { changeDeliveries } from './bulk.ts';
import { whereOf } from './filter.ts';

export interface DeliveriesDeps {
  readonly database: Database;
  readonly query: ReadQueries;
  readonly engine: DeliveryEngine;
  readonly clock: Clock;
  readonly feed: Pick<LiveFeed, 'revision'>;
}

interface AttemptRow {
  number: number;
  started_at: number;
  duration_ms: number | null;
  outcome: AttemptOutcome;
  status: number | null;
  request: string | null;
  answer: string | null;
  error: string | null;
}
interface ListInput {
  filter: DeliveryFilter;
  before?: number | undefined;
  limit: number;
}

const exportMost = 10_000;

/** The operations on deliveries: lists on the reading connection, changes by the engine. */
export function createDeliveriesService(deps: DeliveriesDeps) {
  const { database, query, engine, clock, feed } = deps;
  const attempts = database.connection.prepare<[number], AttemptRow>(
    'SELECT * FROM delivery_attempts WHERE delivery_id = ? ORDER BY number',
  );
  const one = database.connection.prepare<[number], DeliveryWithEndpoint>(`${deliveryWithEndpoint} WHERE d.id = ?`);
  const change = (of: DeliverySelection, act: (id: number) => void) => changeDeliveries(deps, of, act);

  return {
    async list(
      { filter, before, limit }: ListInput,
      { language }: CallContext,
    ): Promise<Outputs['deliveries']['list']> {
      const { revision } = feed;
      const where = whereOf(filter);
      const [rows, { total }, figures] = await Promise.all([
        query.run<DeliveryWithEndpoint[]>({
          sql: `${deliveryWithEndpoint} WHERE ${where.sql} AND d.id < ? ORDER BY d.id DESC LIMIT ?`,
          params: [...where.params, before ?? Number.MAX_SAFE_INTEGER, limit],
          mode: 'all',
        }),
        query.run<{ total: number }>({
          sql: `SELECT count(*) AS total FROM deliveries AS d WHERE ${where.sql}`,
          params: where.params,
          mode: 'get',
        }),
        readFigures(query, clock.now()),
      ]);
      return { items: rows.map((row) => toDeliveryView(row, clock.now(), language)), total, ...figures, revision };
    },

    /** Throws `delivery-not-found`. */
    get(id: number, { language }: CallContext): Outputs['deliveries']['get'] {
      const row = one.get(id);
      if (!row) throw new AppError('delivery-not-found', { id });
      return {
        ...toDeliveryView(row, clock.now(), language),
        message: row.message === null ? null : outgoingMessageSchema.parse(JSON.parse(row.message)),
        payload: JSON.parse(row.payload) as Record<string, unknown>, // stored by the engine
        idempotencyKey: row.idempotency_key,
        expiresAt: row.expires_at === null ? null : new Date(row.expires_at).toISOString(),
        history: attempts.all(id).map((attempt) => toAttemptView(attempt, row.trace, language)),
      };
    },

    replay: (of: DeliverySelection, { actor }: CallContext) => change(of, (id) => engine.replay(id, actor)),

    discard: (of: DeliverySelection, reason: string, { actor }: CallContext) =>
      change(of, (id) => engine.discard(id, reason, actor)),

    /** Throws `delivery-state-conflict` for what is being sent or has arrived. */
    async edit({ id, title, body }: { id: number; title: string; body: string }, { actor }: CallContext) {
      return { message: await database.write(() => engine.edit(id, { title, body }, actor)) };
    },

    /** One JSON object a line, oldest first, at most 10,000. */
    async export(filter: DeliveryFilter, { language }: CallContext): Promise<Outputs['deliveries']['export']> {
      const where = whereOf(filter);
      const rows = await query.run<DeliveryWithEndpoint[]>({
        sql: `${deliveryWithEndpoint} WHERE ${where.sql} ORDER BY d.id LIMIT ${exportMost}`,
        params: where.params,
        mode: 'all',
      });
      const now = clock.now();
      const toLine = (row: DeliveryWithEndpoint) => {
        const message = row.message === null ? null : (JSON.parse(row.message) as unknown);
        return `${JSON.stringify({ ...toDeliveryView(row, now, language), message })}\n`;
      };
      const name = `deliveries-${new Date(now).toISOString().slice(0, 10)}.ndjson`;
      return { name, text: rows.map(toLine).join(''), count: rows.length };
    },
  };
}
export type DeliveriesService = ReturnType<typeof createDeliveriesService>;

async function readFigures(query: ReadQueries, now: number) {
  const counts = await query.run<{ state: DeliveryState; count: number }[]>({
    sql: 'SELECT state, count(*) AS count FROM deliveries GROUP BY state',
    params: [],
    mode: 'all',
  });
  const { at } = await query.run<{ at: number | null }>({
    sql: "SELECT min(created_at) AS at FROM deliveries WHERE state = 'waiting'",
    params: [],
    mode: 'get',
  });
  const countOf = (state: DeliveryState) => counts.find((row) => row.state === state)?.count ?? 0;
  return {
    counts: Object.fromEntries(deliveryStates.map((state) => [state, countOf(state)])) as Record<DeliveryState, number>, // each state is there
    oldestWaitingMs: at === null ? null : Math.max(0, now - at),
  };
}

const toAttemptView = (
  attempt: AttemptRow,
  trace: string,
  language: Language,
): Outputs['deliveries']['get']['history'][number] => ({
  number: attempt.number,
  startedAt: new Date(attempt.started_at).toISOString(),
  durationMs: attempt.duration_ms,
  outcome: attempt.outcome,
  status: attempt.status,
  request: attempt.request,
  answer: attempt.answer,
  error: toErrorView(attempt.error, trace, language),
});

import { AppError } from '#shared/contract/errors.ts';
import type { WholePolicy } from '#shared/domain/delivery.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Random } from '../ids.ts';
import { reachKillPoint } from '../kill-point.ts';
import { afterFailure, closedBreaker } from './breaker.ts';
import type { ChangeNotes } from './change-notes.ts';
import { payloadOf, toCompose } from './delivery-row.ts';
import { healthOf, toJson, type EndpointHealth } from './endpoint.ts';
import { errorOf, isEndpointFailure, keptOf } from './outcome.ts';
import type { EndpointOwner, NewDelivery, SendOutcome } from './ports.ts';
import { nextWaitMs } from './schedule.ts';
import type { DeliveryRow, DeliveryStore } from './store.ts';

interface SettlementDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: DeliveryStore;
  readonly changes: ChangeNotes;
  readonly owners: ReadonlyMap<string, EndpointOwner>;
  readonly policyOf: (endpointId: number) => WholePolicy | undefined;
  readonly enqueue: (delivery: NewDelivery) => number | null;
  /** After the commit. */
  readonly onHealth: (endpointId: number, health: EndpointHealth) => void;
}

/** How deliveries end and what that says of their endpoint, in rows and events. All of it is called inside `database.write`. */
export class Settlement {
  readonly #deps: SettlementDeps;

  constructor(deps: SettlementDeps) {
    this.#deps = deps;
  }

  interrupted(row: DeliveryRow): void {
    this.#deps.store.settle.run('waiting', this.#deps.clock.now(), row.error, null, row.id);
    this.#deps.store.endAttempt.run('interrupted', null, null, null, null, null, row.id, row.attempts);
    this.#deps.changes.note(row.id, row.endpoint_id);
  }

  settle(row: DeliveryRow, outcome: SendOutcome, durationMs: number): void {
    const { clock } = this.#deps;
    const now = clock.now();
    const error = errorOf(outcome);
    const { request, status, answer } = keptOf(outcome.exchange);
    this.#deps.store.endAttempt.run(
      outcome.kind,
      durationMs,
      status,
      request,
      answer,
      toJson(error),
      row.id,
      row.attempts,
    );
    this.#deps.changes.note(row.id, row.endpoint_id);
    this.#settleEndpoint(row, outcome, now);
    if (outcome.kind === 'delivered')
      return void this.#deps.store.settle.run('delivered', row.due_at, toJson(error), now, row.id);
    if (outcome.kind === 'rejected') return this.bury(row, outcome.error);
    const schedule = this.#deps.policyOf(row.endpoint_id)?.schedule;
    const failure = { attempts: row.failures + 1, ageMs: now - row.since, afterMs: outcome.afterMs };
    const waitMs = schedule ? nextWaitMs(schedule, failure, this.#deps.random) : null;
    if (waitMs === null) return this.bury(row, outcome.error);
    reachKillPoint('K12');
    this.#deps.store.countFailure.run(row.id);
    this.#deps.store.settle.run('waiting', now + waitMs, toJson(outcome.error), null, row.id);
  }

  #settleEndpoint(row: DeliveryRow, outcome: SendOutcome, now: number): void {
    const endpoint = this.#deps.store.endpoint.get(row.endpoint_id);
    if (!endpoint) return;
    const before = healthOf(endpoint);
    const rule = this.#deps.policyOf(row.endpoint_id)?.breaker;
    let next: EndpointHealth = { ...before };
    if (isEndpointFailure(outcome) && rule) next = { ...next, breaker: afterFailure(before.breaker, rule, now) };
    else if (outcome.kind !== 'retry') next = { ...next, breaker: closedBreaker };
    if (outcome.kind === 'delivered') next = { ...next, lastOkAt: now };
    else next = { ...next, lastFailedAt: now, lastError: outcome.error };
    if (outcome.kind === 'retry' && outcome.quiets)
      next = { ...next, quietUntil: now + Math.min(86_400_000, outcome.afterMs ?? 30_000) };
    if (outcome.kind === 'rejected' && outcome.breaks && !before.broken)
      next = { ...next, broken: outcome.error, brokenAt: now };
    this.saveHealth(row.endpoint_id, next);
    const told = { channel: endpoint.name, sink: endpoint.sink };
    if (next.broken && !before.broken)
      this.event('channel.broken', row.endpoint_id, { ...told, code: next.broken.code, delivery: row.id }, row);
    const opened = next.breaker.state === 'open' && before.breaker.state !== 'open';
    if (opened)
      this.event('channel.breaker-opened', row.endpoint_id, { ...told, failures: next.breaker.failures }, row);
    if (next.breaker.state === 'closed' && before.breaker.state !== 'closed')
      this.event('channel.breaker-closed', row.endpoint_id, told, row);
  }

  bury(row: DeliveryRow, error: AppError): void {
    reachKillPoint('K13');
    const endpoint = this.#deps.store.endpoint.get(row.endpoint_id);
    this.#deps.store.end.run('dead', toJson(error), this.#deps.clock.now(), row.id);
    this.#deps.changes.note(row.id, row.endpoint_id);
    const told = { channel: endpoint?.name ?? '', sink: endpoint?.sink ?? '', kind: row.kind, code: error.code };
    this.event(
      'delivery.dead',
      row.endpoint_id,
      { ...told, delivery: row.id, about: row.subject, notification: row.notification_id },
      row,
    );
    if (row.fallback_endpoint_id !== null) this.#enqueueFallback(row, row.fallback_endpoint_id);
    const owner = this.#deps.owners.get(endpoint?.owner ?? '');
    owner?.onDead?.(toCompose(row, endpoint?.sink ?? ''), error);
  }

  #enqueueFallback(row: DeliveryRow, endpointId: number): void {
    const fallback = this.#deps.store.endpoint.get(endpointId);
    if (!fallback || fallback.is_enabled === 0 || fallback.deleted_at !== null) return;
    this.#deps.enqueue({
      endpointId,
      notificationId: row.notification_id,
      kind: row.kind,
      subject: row.subject,
      payload: payloadOf(row),
      eventId: (JSON.parse(row.event_ids) as number[])[0] ?? null,
      idempotencyKey: `${row.idempotency_key}:fallback`,
      expiresAt: row.expires_at,
      trace: row.trace,
    });
  }

  expireAll(rows: readonly DeliveryRow[], reason: AppError): number {
    const now = this.#deps.clock.now();
    for (const row of rows) {
      this.#deps.store.end.run('expired', toJson(reason), now, row.id);
      this.event('delivery.expired', row.endpoint_id, { delivery: row.id, code: reason.code }, row);
      this.#deps.changes.note(row.id, row.endpoint_id);
    }
    return rows.length;
  }

  saveHealth(id: number, health: EndpointHealth): void {
    const { state, failures, openings, until } = health.breaker;
    this.#deps.store.saveEndpoint.run(
      state,
      failures,
      openings,
      until,
      health.quietUntil,
      toJson(health.broken),
      health.brokenAt,
      health.lastOkAt,
      health.lastFailedAt,
      toJson(health.lastError),
      id,
    );
    this.#deps.changes.note(null, id);
    this.#deps.database.afterCommit(() => this.#deps.onHealth(id, health));
  }

  event(
    type: Parameters<EventLog['append']>[0]['type'],
    endpointId: number,
    data: Record<string, unknown>,
    row?: DeliveryRow,
  ): void {
    const isDelivery = type.startsWith('delivery.');
    const subject = isDelivery && row ? `delivery:${row.id}` : `channel:${endpointId}`;
    this.#deps.events.append({ type, subject, data, trace: row?.trace ?? this.#deps.random.bytes(16).toString('hex') });
  }
}

import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { sleep, type Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { isDatabaseRefusal } from '../database/sqlite-errors.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Random } from '../ids.ts';
import { reachKillPoint } from '../kill-point.ts';
import type { Logger } from '../log/logger.ts';
import { closedBreaker, probing } from './breaker.ts';
import { ChangeNotes, type DeliveryChange } from './change-notes.ts';
import { messageOf, toCompose } from './delivery-row.ts';
import { healthOf } from './endpoint.ts';
import { Lane } from './lane.ts';
import type { DeliveryEngine, EndpointOwner, NewDelivery, SendOutcome, Sink } from './ports.ts';
import { Settlement } from './settlement.ts';
import { createDeliveryStore, type DeliveryRow, type DeliveryStore } from './store.ts';

export interface DeliveryEngineDeps {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

interface Taken {
  readonly row: DeliveryRow;
  readonly message: OutgoingMessage;
  readonly config: Readonly<Record<string, unknown>>;
}

const maxGroup = 1000;
const againMs = 1000;
const noExchange = { request: null, status: null, answer: null };

/**
 * The one delivery engine. Each endpoint has a lane: woken by commits and by one timer, never by polling; a lane whose endpoint is
 * broken, quiet or behind an open breaker writes nothing, however much waits.
 *
 * A delivery is marked `sending` with its attempt before anything leaves, and its outcome is one more transaction. What was under way
 * when the console ended goes out again with the same idempotency key: the only window in which a receiver can see it twice is between
 * its answer and that transaction.
 */
export class SqliteDeliveryEngine implements DeliveryEngine {
  readonly #deps: DeliveryEngineDeps;
  readonly #store: DeliveryStore;
  readonly #sinks = new Map<string, Sink>();
  readonly #owners = new Map<string, EndpointOwner>();
  readonly #lanes = new Map<number, Lane>();
  readonly #changes: ChangeNotes;
  readonly #settlement: Settlement;
  readonly #attempted = new Map<number, Set<() => void>>();
  readonly #underWay = new Set<Promise<void>>();
  #ending = new AbortController();
  #isRunning = false;
  #stops: (() => void)[] = [];
  #stopExpiry: (() => void) | null = null;

  constructor(deps: DeliveryEngineDeps) {
    this.#deps = deps;
    this.#store = createDeliveryStore(deps.database);
    this.#changes = new ChangeNotes(deps.database);
    this.#settlement = new Settlement({
      ...deps,
      store: this.#store,
      changes: this.#changes,
      owners: this.#owners,
      policyOf: (id) => this.#lanes.get(id)?.policy,
      enqueue: (delivery) => this.enqueue(delivery),
      onHealth: (id, health) => this.#lanes.get(id)?.learn(health),
    });
  }

  registerSink(sink: Sink): void {
    this.#sinks.set(sink.kind, sink);
  }

  registerOwner(owner: EndpointOwner): void {
    this.#owners.set(owner.name, owner);
  }

  onChange(listener: (change: DeliveryChange) => void): () => void {
    return this.#changes.onChange(listener);
  }

  async start(): Promise<void> {
    const { database, clock } = this.#deps;
    if (this.#isRunning || database.isReadOnly) return;
    this.#ending = new AbortController();
    await database.write(() => {
      this.#store.interruptedAttempts.run();
      this.#store.handBack.run(clock.now());
    });
    this.#isRunning = true;
    this.#stops = [database.onDiskState((state) => state === 'ok' && this.#wakeAll())];
    this.#wakeAll();
    this.#run(() => this.#expireDue(), 'expiry');
  }

  async stop(deadlineMs: number): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#stopExpiry?.();
    for (const stop of this.#stops.splice(0)) stop();
    for (const lane of this.#lanes.values()) lane.stop();
    const { clock } = this.#deps;
    const cut = clock.after(Math.max(0, deadlineMs - 1000), () => this.#ending.abort());
    // A sink that does not even heed the abort keeps its row as `sending`: it goes out again at the next start.
    await Promise.race([Promise.allSettled(this.#underWay), sleep(clock, deadlineMs)]);
    cut();
    this.#ending.abort();
    this.#lanes.clear();
  }

  enqueue(delivery: NewDelivery): number | null {
    const joined = delivery.group && this.#join(delivery, delivery.group.key);
    if (joined) return joined;
    const now = this.#deps.clock.now();
    const dueAt = Math.max(delivery.dueAt ?? now, delivery.group ? now + delivery.group.waitMs : 0);
    const { changes, lastInsertRowid } = this.#store.insert.run(
      delivery.endpointId,
      delivery.notificationId ?? null,
      delivery.kind,
      delivery.subject,
      JSON.stringify(delivery.payload),
      delivery.orderKey ?? null,
      delivery.group?.key ?? null,
      JSON.stringify(delivery.eventId ? [delivery.eventId] : []),
      delivery.idempotencyKey,
      dueAt,
      delivery.expiresAt ?? null,
      delivery.fallbackEndpointId ?? null,
      delivery.trace,
      now,
      now,
    );
    if (changes === 0) return null;
    const id = Number(lastInsertRowid);
    this.#changes.note(id, delivery.endpointId);
    const { expiresAt } = delivery;
    this.#deps.database.afterCommit(() => {
      this.#wake(delivery.endpointId);
      if (expiresAt) this.#run(() => this.#expireDue(), 'expiry');
    });
    return id;
  }

  #join({ endpointId, eventId }: NewDelivery, key: string): number | null {
    const open = this.#store.openGroup.get(endpointId, key);
    if (!open) return null;
    const ids = JSON.parse(open.event_ids) as number[]; // written by us alone
    if (eventId && !ids.includes(eventId) && ids.length < maxGroup)
      this.#store.joinGroup.run(JSON.stringify([...ids, eventId]), open.id);
    this.#changes.note(open.id, endpointId);
    return open.id;
  }

  endpointChanged(endpointId: number, change: 'saved' | 'enabled' | 'disabled' | 'deleted'): number {
    const row = this.#store.endpoint.get(endpointId);
    let expired = 0;
    if (row && (change === 'disabled' || change === 'deleted')) {
      const code = change === 'deleted' ? 'delivery-channel-gone' : 'delivery-channel-disabled';
      expired = this.#settlement.expireAll(
        this.#store.waitingOf.all(endpointId),
        new AppError(code, { channel: row.name }),
      );
    }
    if (row && (change === 'saved' || change === 'enabled') && row.broken !== null) this.resetEndpoint(endpointId);
    this.#changes.note(null, endpointId);
    this.#deps.database.afterCommit(() => this.#reload(endpointId));
    return expired;
  }

  resetEndpoint(endpointId: number): void {
    const row = this.#store.endpoint.get(endpointId);
    if (!row) throw new AppError('channel-not-found', { id: endpointId });
    const before = healthOf(row);
    this.#settlement.saveHealth(endpointId, {
      ...before,
      breaker: closedBreaker,
      quietUntil: null,
      broken: null,
      brokenAt: null,
    });
    if (before.broken) this.#settlement.event('channel.mended', endpointId, { channel: row.name });
    if (before.breaker.state !== 'closed')
      this.#settlement.event('channel.breaker-closed', endpointId, { channel: row.name });
    this.#deps.database.afterCommit(() => this.#reload(endpointId));
  }

  expireFor(notificationId: number): number {
    return this.#settlement.expireAll(
      this.#store.waitingFor.all(notificationId),
      new AppError('delivery-no-longer-needed'),
    );
  }

  replay(id: number, actor: string): void {
    const row = this.#require(id, ['dead', 'expired', 'discarded'], 'replay');
    this.#requireOpen(row.endpoint_id);
    reachKillPoint('K14');
    const now = this.#deps.clock.now();
    this.#store.revive.run(now, now, id);
    this.#settlement.event('delivery.replayed', row.endpoint_id, { delivery: id, actor }, row);
    this.#changes.note(id, row.endpoint_id);
    this.#deps.database.afterCommit(() => this.#wake(row.endpoint_id));
  }

  discard(id: number, reason: string, actor: string): void {
    const row = this.#require(id, ['waiting', 'dead', 'expired'], 'discard');
    this.#store.end.run('discarded', row.error, this.#deps.clock.now(), id);
    this.#settlement.event('delivery.discarded', row.endpoint_id, { delivery: id, actor, reason }, row);
    this.#changes.note(id, row.endpoint_id);
    // What stood behind it in its order may go now.
    this.#deps.database.afterCommit(() => this.#wake(row.endpoint_id));
  }

  edit(id: number, text: { title: string; body: string }, actor: string): OutgoingMessage {
    const row = this.#require(id, ['waiting', 'dead', 'expired'], 'edit');
    const message = { ...(messageOf(row) ?? this.#compose(row)), ...text };
    this.#store.setMessage.run(JSON.stringify(message), id);
    this.#settlement.event('delivery.edited', row.endpoint_id, { delivery: id, actor }, row);
    this.#changes.note(id, row.endpoint_id);
    return message;
  }

  whenAttempted(id: number, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#attempted.get(id) ?? new Set();
      this.#attempted.set(id, waiting);
      const done = () => {
        stop();
        waiting.delete(done);
        resolve();
      };
      const stop = this.#deps.clock.after(timeoutMs, done);
      waiting.add(done);
    });
  }

  #require(id: number, states: readonly DeliveryRow['state'][], action: string): DeliveryRow {
    const row = this.#store.one.get(id);
    if (!row) throw new AppError('delivery-not-found', { id });
    if (!states.includes(row.state)) throw new AppError('delivery-state-conflict', { id, state: row.state, action });
    return row;
  }

  /** What goes to a channel that is off or gone would wait for ever. */
  #requireOpen(endpointId: number): void {
    const endpoint = this.#store.endpoint.get(endpointId);
    const channel = endpoint?.name ?? String(endpointId);
    if (!endpoint || endpoint.deleted_at !== null) throw new AppError('delivery-channel-gone', { channel });
    if (endpoint.is_enabled === 0) throw new AppError('delivery-channel-disabled', { channel });
  }

  #wakeAll(): void {
    for (const id of this.#store.liveEndpointIds.all()) this.#wake(id);
  }

  #reload(endpointId: number): void {
    const lane = this.#lanes.get(endpointId);
    if (lane) lane.isStale = true;
    this.#wake(endpointId);
  }

  #lane(endpointId: number): Lane | null {
    const known = this.#lanes.get(endpointId);
    if (known && !known.isStale) return known;
    const row = this.#store.endpoint.get(endpointId);
    if (!row) return null;
    const lane = new Lane(row, this.#sinks.get(row.sink)?.policy ?? {}, this.#deps.clock);
    known?.stop();
    lane.sending = known?.sending ?? 0;
    lane.isClaiming = known?.isClaiming ?? false;
    this.#lanes.set(endpointId, lane);
    return lane;
  }

  #wake(endpointId: number): void {
    if (!this.#isRunning) return;
    const lane = this.#lane(endpointId);
    if (!lane || lane.isClaiming) return;
    const { database, clock } = this.#deps;
    const now = clock.now();
    const limit = database.diskState === 'full' ? 0 : lane.allowed();
    const isDue = limit > 0 && this.#store.due.all(endpointId, now, 1).length > 0;
    if (isDue) return this.#run(() => this.#claim(lane), 'claim');
    const next = this.#store.nextDue.get(endpointId, now)?.due_at ?? null;
    const hasDue = this.#store.due.all(endpointId, now, 1).length > 0;
    lane.setTimer(lane.wakeAt(hasDue ? now + 1000 : next), () => this.#wake(endpointId));
  }

  async #claim(lane: Lane): Promise<void> {
    lane.isClaiming = true;
    let taken: Taken[] = [];
    try {
      taken = await this.#deps.database.write(() => this.#take(lane));
      const current = this.#lanes.get(lane.id) ?? lane;
      current.took(taken.length);
    } finally {
      lane.isClaiming = false;
      const current = this.#lanes.get(lane.id);
      if (current) current.isClaiming = false;
    }
    reachKillPoint('K10');
    for (const one of taken) this.#track(this.#send(lane.id, one));
    this.#wake(lane.id);
  }

  /** Inside the transaction: what goes now is marked, with the message as it will be sent. */
  #take(lane: Lane): Taken[] {
    const { clock } = this.#deps;
    const now = clock.now();
    const taken: Taken[] = [];
    const current = this.#lanes.get(lane.id) ?? lane;
    for (const row of this.#store.due.all(lane.id, now, current.allowed())) {
      const ready = this.#prepare(row);
      if (!ready) continue;
      this.#store.take.run(JSON.stringify(ready.message), row.id);
      this.#store.beginAttempt.run(row.id, row.attempts + 1, now);
      this.#changes.note(row.id, row.endpoint_id);
      taken.push({ ...ready, row: { ...row, attempts: row.attempts + 1 } });
    }
    if (taken.length > 0 && current.health.breaker.state === 'open')
      this.#settlement.saveHealth(lane.id, { ...current.health, breaker: probing(current.health.breaker) });
    return taken;
  }

  /** Null where the message cannot be made: the delivery is dead then, and says why. */
  #prepare(row: DeliveryRow): Omit<Taken, 'row'> | null {
    try {
      const endpoint = this.#store.endpoint.get(row.endpoint_id);
      const config = this.#ownerOf(endpoint?.owner ?? '').configOf(row.endpoint_id);
      return { message: messageOf(row) ?? this.#compose(row), config };
    } catch (error) {
      if (!(error instanceof AppError))
        this.#deps.logger.error('a message could not be made', { delivery: row.id, error });
      this.#settlement.bury(
        row,
        error instanceof AppError ? error : new AppError('delivery-message-invalid', { reason: 'invalid' }),
      );
      return null;
    }
  }

  #compose(row: DeliveryRow): OutgoingMessage {
    const endpoint = this.#store.endpoint.get(row.endpoint_id);
    return this.#ownerOf(endpoint?.owner ?? '').compose(toCompose(row, endpoint?.sink ?? ''));
  }

  #ownerOf(name: string): EndpointOwner {
    const owner = this.#owners.get(name);
    if (!owner) throw new Error(`no owner of endpoints is called ${name}`);
    return owner;
  }

  async #send(endpointId: number, { row, message, config }: Taken): Promise<void> {
    const { clock } = this.#deps;
    const lane = this.#lanes.get(endpointId);
    const beganAt = clock.monotonic();
    const timeoutMs = lane?.policy.timeoutMs ?? 15_000;
    const limit = new AbortController();
    const stopTimer = clock.after(timeoutMs, () =>
      limit.abort(new AppError('delivery-timeout', { seconds: Math.ceil(timeoutMs / 1000) })),
    );
    const signal = AbortSignal.any([limit.signal, this.#ending.signal]);
    const request = {
      message,
      config,
      idempotencyKey: row.idempotency_key,
      deliveryId: row.id,
      attempt: row.attempts,
      signal,
    };
    let outcome: SendOutcome;
    try {
      outcome = await this.#callSink(lane?.sink ?? '', request);
    } finally {
      stopTimer();
    }
    reachKillPoint('K11');
    const isInterrupted = this.#ending.signal.aborted && outcome.kind !== 'delivered';
    const durationMs = Math.round(clock.monotonic() - beganAt);
    try {
      await this.#keep(row, () =>
        isInterrupted ? this.#settlement.interrupted(row) : this.#settlement.settle(row, outcome, durationMs),
      );
    } finally {
      const current = this.#lanes.get(endpointId);
      if (current) current.sending -= 1;
      for (const done of this.#attempted.get(row.id) ?? []) done();
      this.#attempted.delete(row.id);
      this.#wake(endpointId);
    }
  }

  /** Until the database takes it. What a stop cuts off stays `sending`, and goes out again at the next start with its key. */
  async #keep(row: DeliveryRow, change: () => void): Promise<void> {
    const { database, clock, logger } = this.#deps;
    for (;;) {
      try {
        return await database.write(change);
      } catch (error) {
        if (!isDatabaseRefusal(error) || this.#ending.signal.aborted) throw error;
        logger.warning('the outcome of a delivery waits for the database', { delivery: row.id, error });
        await sleep(clock, againMs, this.#ending.signal);
      }
    }
  }

  async #callSink(kind: string, request: Parameters<Sink['send']>[0]): Promise<SendOutcome> {
    const sink = this.#sinks.get(kind);
    if (!sink) {
      const error = new AppError('channel-unavailable', { reason: kind });
      return { kind: 'retry', error, afterMs: null, exchange: noExchange };
    }
    try {
      return await sink.send(request);
    } catch (error) {
      // A sink's bug must not stop the lane; the delivery goes the way of a failure.
      this.#deps.logger.error('a sink failed', { sink: kind, delivery: request.deliveryId, error });
      return {
        kind: 'retry',
        error: error instanceof AppError ? error : new AppError('internal-error'),
        afterMs: null,
        exchange: noExchange,
      };
    }
  }

  /** What became too old ends; then one timer for the next. */
  async #expireDue(): Promise<void> {
    const { database, clock } = this.#deps;
    for (;;) {
      if (!this.#isRunning) return;
      const now = clock.now();
      const next = this.#store.nextExpiry.get()?.expires_at ?? null;
      this.#stopExpiry?.();
      if (next === null) return;
      if (next > now) {
        this.#stopExpiry = clock.after(next - now, () => this.#run(() => this.#expireDue(), 'expiry'));
        return;
      }
      await database.write(() => {
        for (const row of this.#store.expired.all(clock.now())) {
          const hours = Math.max(1, Math.round((clock.now() - row.created_at) / 3_600_000));
          this.#settlement.expireAll([row], new AppError('delivery-too-old', { hours }));
        }
      });
    }
  }

  #track(task: Promise<void>): void {
    const tracked = task
      .catch((error: unknown) => this.#deps.logger.warning('the outcome of a delivery could not be stored', { error }))
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #run(task: () => Promise<void>, name: string): void {
    task().catch((error: unknown) => this.#deps.logger.warning('a task of the deliveries failed', { name, error }));
  }
}

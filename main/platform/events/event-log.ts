import type { EventType, EventView } from '#shared/domain/events.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';

export interface NewEvent {
  type: EventType;
  /** What it is about, as `job:42`. */
  subject: string;
  data?: Record<string, unknown>;
  trace: string;
}

type Reaction = (event: EventView) => void;

/**
 * The append-only log. `append` is called inside the transaction that changed the rows; reactions run in the same transaction
 * (they add jobs), subscribers after its commit.
 */
export class EventLog {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #insert;
  readonly #reactions = new Map<EventType, Reaction[]>();
  readonly #subscribers = new Set<(events: readonly EventView[]) => void>();
  #committed: EventView[] = [];
  #isoOf = { at: -1, text: '' };

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#insert = database.connection.prepare<[string, number, string, string, string]>(
      'INSERT INTO events (type, at, subject, data, trace) VALUES (?, ?, ?, ?, ?)',
    );
    database.onCommit(() => this.#publish());
  }

  /** Inside `database.write`. A write that throws takes its events back with it. */
  append(event: NewEvent): EventView {
    const at = this.#clock.now();
    const data = event.data ?? {};
    const row = this.#insert.run(event.type, at, event.subject, JSON.stringify(data), event.trace);
    const view: EventView = {
      id: Number(row.lastInsertRowid),
      type: event.type,
      at: this.#iso(at),
      subject: event.subject,
      data,
      trace: event.trace,
    };
    // Ids of rolled-back rows are used again: only the write's own commit tells that this event stands.
    this.#database.afterCommit(() => this.#committed.push(view));
    for (const react of this.#reactions.get(event.type) ?? []) react(view);
    return view;
  }

  /** For `core/wiring.ts` alone: when this happens, do that, in the same transaction. */
  react(type: EventType, reaction: Reaction): void {
    this.#reactions.set(type, [...(this.#reactions.get(type) ?? []), reaction]);
  }

  /** Hears events after their commit. */
  subscribe(listener: (events: readonly EventView[]) => void): () => void {
    this.#subscribers.add(listener);
    return () => this.#subscribers.delete(listener);
  }

  #publish(): void {
    if (this.#committed.length === 0) return;
    const events = this.#committed;
    this.#committed = [];
    for (const listener of this.#subscribers) listener(events);
  }

  /** Many events share a millisecond, and a date's text costs more than the comparison. */
  #iso(at: number): string {
    if (this.#isoOf.at !== at) this.#isoOf = { at, text: new Date(at).toISOString() };
    return this.#isoOf.text;
  }
}

import type { Database } from '../database/database.ts';

export interface DeliveryChange {
  readonly deliveries: readonly number[];
  readonly endpoints: readonly number[];
}

/** Which deliveries and endpoints changed, told once after each commit. */
export class ChangeNotes {
  readonly #database: Database;
  readonly #listeners = new Set<(change: DeliveryChange) => void>();
  #changed = { deliveries: new Set<number>(), endpoints: new Set<number>() };

  constructor(database: Database) {
    this.#database = database;
    database.onCommit(() => this.#tell());
  }

  onChange(listener: (change: DeliveryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Inside a write. */
  note(deliveryId: number | null, endpointId: number): void {
    this.#database.afterCommit(() => {
      if (deliveryId !== null) this.#changed.deliveries.add(deliveryId);
      this.#changed.endpoints.add(endpointId);
    });
  }

  #tell(): void {
    const { deliveries, endpoints } = this.#changed;
    if (deliveries.size === 0 && endpoints.size === 0) return;
    this.#changed = { deliveries: new Set(), endpoints: new Set() };
    for (const listener of this.#listeners) listener({ deliveries: [...deliveries], endpoints: [...endpoints] });
  }
}

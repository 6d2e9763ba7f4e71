import type { SendOutcome } from '#platform/deliveries/ports.ts';

const longest = 2_000;

/**
 * Which chats a delivery that is tried again has reached, so that they do not get it twice. It lasts as long as the console runs:
 * Telegram knows no idempotency key, so a retry after a restart may repeat a message to chats that had it.
 */
export class ChatMemory {
  readonly #deliveries = new Map<number, Map<string, SendOutcome>>();

  of(deliveryId: number): Map<string, SendOutcome> {
    const known = this.#deliveries.get(deliveryId) ?? new Map<string, SendOutcome>();
    this.#deliveries.set(deliveryId, known);
    const oldest = this.#deliveries.size > longest ? this.#deliveries.keys().next().value : undefined;
    if (oldest !== undefined) this.#deliveries.delete(oldest);
    return known;
  }

  forget(deliveryId: number): void {
    this.#deliveries.delete(deliveryId);
  }
}

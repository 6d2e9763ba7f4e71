import type { AppError } from '#shared/contract/errors.ts';
import type { EndpointPolicy, OutgoingMessage } from '#shared/domain/delivery.ts';

/** What is kept of one send, without secrets: the engine caps and redacts it once more. */
export interface Exchange {
  readonly request: string | null;
  /** HTTP or SMTP status; null where no answer came. */
  readonly status: number | null;
  readonly answer: string | null;
}

/**
 * How a send ended.
 * `retry`: may work later. `afterMs` is what the service asked for; `quiets` says that it asked for silence from the whole endpoint.
 * `rejected`: the same will be refused again. `breaks` says that the endpoint itself is at fault (wrong token, chat gone): nothing more
 * is sent there until somebody mends it.
 */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly exchange: Exchange; readonly warning?: AppError }
  | {
      readonly kind: 'retry';
      readonly error: AppError;
      readonly afterMs: number | null;
      readonly quiets?: true;
      readonly exchange: Exchange;
    }
  | { readonly kind: 'rejected'; readonly error: AppError; readonly breaks: boolean; readonly exchange: Exchange };

export interface SendRequest<C> {
  readonly message: OutgoingMessage;
  /** The endpoint's settings with its secrets. */
  readonly config: C;
  /** The same for every attempt of one delivery: the receiver may know it again. */
  readonly idempotencyKey: string;
  readonly deliveryId: number;
  readonly attempt: number;
  /** Aborts at the attempt's timeout and when the console stops. */
  readonly signal: AbortSignal;
}

/** Speaks one protocol: takes a message, reads the answer. Never throws for what a network or a service does. */
export interface Sink<C = Readonly<Record<string, unknown>>> {
  readonly kind: string;
  /** What differs from `defaultPolicy` for this service. */
  readonly policy: EndpointPolicy;
  send(request: SendRequest<C>): Promise<SendOutcome>;
  /** The message as it would go out, after escaping and cutting: for previews. Pure. */
  render(message: OutgoingMessage, config: C): { readonly text: string; readonly isCut: boolean };
}

/** What a feature asks to have delivered; called inside `database.write`, in the transaction of the event that caused it. */
export interface NewDelivery {
  readonly endpointId: number;
  readonly notificationId?: number | null;
  readonly kind: string;
  readonly subject: string;
  /** JSON that the owner's `compose` makes the message of. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly eventId?: number | null;
  /** A second one with the same key for the same endpoint is not added. */
  readonly idempotencyKey: string;
  readonly orderKey?: string | null;
  /** Joins a delivery of the same group that still waits for its first attempt; else waits `groupMs` for more. */
  readonly group?: { readonly key: string; readonly waitMs: number } | null;
  /** Epoch ms; now where left out. */
  readonly dueAt?: number;
  readonly expiresAt?: number | null;
  readonly fallbackEndpointId?: number | null;
  readonly trace: string;
}

/** A delivery as its owner sees it when it composes the message. */
export interface DeliveryToCompose {
  readonly id: number;
  readonly endpointId: number;
  readonly sink: string;
  readonly kind: string;
  readonly subject: string;
  /** Of the first event of its group. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly eventIds: readonly number[];
  readonly notificationId: number | null;
}

/** The feature that endpoints belong to. All of it is synchronous: it runs inside transactions. */
export interface EndpointOwner {
  readonly name: string;
  /** Throws AppError (lasting) for a message that cannot be made; the delivery is then dead with it. */
  compose(delivery: DeliveryToCompose): OutgoingMessage;
  /** The endpoint's settings with its secrets; throws `channel-incomplete`. */
  configOf(endpointId: number): Readonly<Record<string, unknown>>;
  /** In the transaction that buries one; also for what has a fallback. */
  onDead?(delivery: DeliveryToCompose, error: AppError): void;
}

/** The one delivery engine. What changes rows is called inside `database.write`. */
export interface DeliveryEngine {
  registerSink(sink: Sink): void;
  registerOwner(owner: EndpointOwner): void;
  /** Null where the same key was there before. Answers the id of the delivery it joined where it joined a group. */
  enqueue(delivery: NewDelivery): number | null;
  /** `on` false, or `gone`: what waits ends as expired with its reason. */
  endpointChanged(endpointId: number, change: 'saved' | 'enabled' | 'disabled' | 'deleted'): number;
  /** Closes the breaker, forgets refusal and silence. */
  resetEndpoint(endpointId: number): void;
  /** What waits for this notification and has not been sent is no longer needed (acknowledged, recovered). */
  expireFor(notificationId: number): number;
  replay(id: number, actor: string): void;
  discard(id: number, reason: string, actor: string): void;
  edit(id: number, text: { title: string; body: string }, actor: string): OutgoingMessage;
  /** Resolves when the delivery's next attempt has ended, or after `timeoutMs`. For the Test button. */
  whenAttempted(id: number, timeoutMs: number): Promise<void>;
  /** Hears ids of deliveries and endpoints that changed, after the commit. */
  onChange(listener: (change: { deliveries: readonly number[]; endpoints: readonly number[] }) => void): () => void;
  start(): Promise<void>;
  /** Sends under way may end within the deadline; what does not is taken up at the next start. */
  stop(deadlineMs: number): Promise<void>;
}

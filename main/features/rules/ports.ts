import type { EventView } from '#shared/domain/events.ts';
import type { NotificationKind, Severity } from '#shared/domain/notification.ts';
import type { Source } from '#shared/domain/job.ts';

/** A channel's id, or a sink's name, which means its first channel. */
export type ChannelRef = number | string;

export interface TellRequest {
  readonly kind: NotificationKind;
  readonly severity: Severity;
  readonly subject: string;
  /** What the texts may use. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly channels: readonly ChannelRef[];
  readonly fallback: ChannelRef | null;
  readonly group: { readonly key: string; readonly waitMs: number } | null;
  readonly ruleId: number | null;
  readonly eventId: number | null;
  /** The same key again sends nothing new. */
  readonly key: string;
  /** Epoch ms; null is now. */
  readonly dueAt: number | null;
  readonly expiresAt: number | null;
  /** One open alert a key: a further one counts up and is not sent again. */
  readonly alertKey: string | null;
  readonly trace: string;
}

/** What is told once more of an alert that stands already: its reminder, or the next step of its escalation. */
export interface TellAgainRequest {
  readonly notificationId: number;
  readonly channels: readonly ChannelRef[];
  readonly key: string;
  readonly expiresAt: number | null;
  readonly trace: string;
}

/** Who turns what happened into notifications and deliveries. All of it is called inside `database.write`. */
export interface Teller {
  tell(request: TellRequest): { notificationId: number | null; deliveries: readonly number[] };
  /** Deliveries of the stored notification to these channels; it is not counted up. */
  tellAgain(request: TellAgainRequest): { deliveries: readonly number[] };
  /** Ids of the channels that would be told: known and switched on, each once. */
  resolveChannels(channels: readonly ChannelRef[]): readonly number[];
}

/** The values of a kind's texts, from the event and the rows it is about. */
export type FieldsOf = (kind: NotificationKind, event: EventView) => Readonly<Record<string, unknown>>;

export interface PreparedJob {
  readonly title: string;
  readonly source: Source | null;
  readonly preset: string | null;
  readonly payload: Record<string, unknown>;
}

/** What the rules need of the queue that their jobs go to. */
export interface JobAdding {
  /** Throws AppError for what can't work, before a job is wasted on it. */
  prepare(source: Source, preset: string | null): Promise<PreparedJob>;
  /** Inside a write. */
  add(job: PreparedJob & { dedupeKey: string; trace: string }): number;
}

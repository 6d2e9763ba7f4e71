import type { NotificationKind, Severity } from '#shared/domain/notification.ts';
import type { Sink } from '#platform/deliveries/ports.ts';

/** What is to be told, to whom, and how it relates to what was told before. */
export interface TellRequest {
  readonly kind: NotificationKind;
  readonly severity: Severity;
  /** As an event's subject: `job:42`. */
  readonly subject: string;
  /** The values that templates may use. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Ids, or a sink's name for its first channel. */
  readonly channels: readonly (number | string)[];
  /** Told instead where a delivery dies. */
  readonly fallback: number | string | null;
  /** Events that come while the first one waits make one message. */
  readonly group: { readonly key: string; readonly waitMs: number } | null;
  readonly ruleId: number | null;
  readonly eventId: number | null;
  /** The same key again tells nothing new on the same channel. */
  readonly key: string;
  /** Epoch ms; null is now. */
  readonly dueAt: number | null;
  readonly expiresAt: number | null;
  /** Makes an alert; while one of the same key is open, it counts up and nothing is sent. */
  readonly alertKey: string | null;
  readonly trace: string;
}

export interface TellAnswer {
  /** Null where the same key was told before. */
  readonly notificationId: number | null;
  readonly deliveries: number[];
}

/** What is told once more of an alert that stands already: its reminder, or the next step of its escalation. */
export interface TellAgainRequest {
  readonly notificationId: number;
  readonly channels: readonly (number | string)[];
  readonly key: string;
  readonly expiresAt: number | null;
  readonly trace: string;
}

export interface Teller {
  /** Inside `database.write`: the row and its deliveries stand or fall with the event that caused them. */
  tell(request: TellRequest): TellAnswer;
  /** Deliveries of the stored notification to these channels; it is not counted up. */
  tellAgain(request: TellAgainRequest): { deliveries: number[] };
  /** Channels that can be used now: incomplete, disabled and deleted ones are left out. */
  resolveChannels(names: readonly (number | string)[]): number[];
}

/** The sinks of `channels/`, and what only they can find out. */
export interface SinkSet {
  readonly all: readonly Sink[];
  findChats(config: Readonly<Record<string, unknown>>): Promise<{ id: string; title: string; kind: string }[]>;
}

/** Figures of the last `days` days, as the analytics feature answers them (A43). */
export interface SummaryStats {
  readonly total_processed: number;
  readonly successful: number;
  readonly failed: number;
  readonly success_rate: number | null;
  readonly avg_processing_time: number | null;
  readonly daily: readonly {
    readonly date: string;
    readonly processed: number;
    readonly successful: number;
    readonly failed: number;
    readonly avg_processing_time: number | null;
  }[];
}

import { createSinks } from '../../main/features/notifications/channels/create-sinks.ts';
import type { DesktopNote, DesktopNotifier } from '../../main/features/notifications/channels/desktop-notifier.ts';
import type { Clock } from '#platform/clock.ts';
import { systemClock } from '#platform/clock.ts';
import type { SendOutcome, Sink } from '#platform/deliveries/ports.ts';
import { AddressGuard, type Lookup } from '#platform/http/address-guard.ts';
import { HttpClient } from '#platform/http/post.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import type { SinkKind } from '#shared/domain/channel.ts';

export const messageOf = (title: string, body: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  kind: 'processing_failed',
  severity: 'warning',
  title,
  body,
  path: '/jobs/42',
  at: '2026-01-05T12:00:00.000Z',
  fields: { job_id: 42 },
  ...more,
});

export interface SinkBench {
  sink(kind: SinkKind): Sink;
  send(kind: SinkKind, config: object, message?: OutgoingMessage, more?: SendMore): Promise<SendOutcome>;
  readonly notes: DesktopNote[];
  readonly http: HttpClient;
  close(): Promise<void>;
}
export interface SendMore {
  readonly deliveryId?: number;
  readonly attempt?: number;
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
}

/** The sinks with a guard that lets through what is named. */
export function openSinks(
  allowed: readonly string[] = ['127.0.0.1'],
  options: { lookup?: Lookup; clock?: Clock; desktop?: DesktopNotifier } = {},
): SinkBench {
  const guard = new AddressGuard(() => allowed, options.lookup);
  const http = new HttpClient(guard);
  const notes: DesktopNote[] = [];
  const sinks = createSinks({
    http,
    guard,
    clock: options.clock ?? systemClock,
    linkFor: () => null,
    desktop: options.desktop ?? { show: (note) => Promise.resolve(void notes.push(note)) },
  });
  const sink = (kind: SinkKind): Sink => {
    const found = sinks.find((each) => each.kind === kind);
    if (!found) throw new Error(`no sink ${kind}`);
    return found;
  };
  return {
    sink,
    notes,
    http,
    send: (kind, config, message = messageOf('Title', 'Body'), more = {}) =>
      sink(kind).send({
        message,
        config: { ...config },
        idempotencyKey: more.idempotencyKey ?? 'key-1',
        deliveryId: more.deliveryId ?? 1,
        attempt: more.attempt ?? 1,
        signal: AbortSignal.timeout(more.timeoutMs ?? 10_000),
      }),
    close: () => http.stop(),
  };
}

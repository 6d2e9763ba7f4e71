import { z } from 'zod';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { DeliveryToCompose, EndpointOwner } from '#platform/deliveries/ports.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { jobSinkKind } from './job-sink.ts';

export const rulesOwner = 'rules';

const payloadSchema = z.record(z.string(), z.unknown());
const eventSchema = z.object({ type: z.string(), at: z.iso.datetime(), data: z.record(z.string(), z.unknown()) });

export type RuleEndpoints = ReturnType<typeof createRuleEndpoints>;

/** The endpoints that rules send to by themselves: an address each, and the queue. Made when first needed, inside a write. */
export function createRuleEndpoints({ database, clock }: { database: Database; clock: Clock }) {
  const { connection } = database;
  const find = connection
    .prepare<[string, string, string], number>(
      'SELECT id FROM endpoints WHERE owner = ? AND sink = ? AND config = ? AND deleted_at IS NULL ORDER BY id LIMIT 1',
    )
    .pluck();
  const insert = connection.prepare<[string, string, string, string, number, number]>(
    'INSERT INTO endpoints (sink, owner, name, config, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const config = connection
    .prepare<[number, string], string>('SELECT config FROM endpoints WHERE id = ? AND owner = ?')
    .pluck();

  function ensure(sink: string, name: string, settings: Record<string, unknown>): number {
    const text = JSON.stringify(settings);
    const found = find.get(rulesOwner, sink, text);
    if (found !== undefined) return found;
    const now = clock.now();
    return Number(insert.run(sink, rulesOwner, name, text, now, now).lastInsertRowid);
  }

  const owner: EndpointOwner = {
    name: rulesOwner,
    compose: (delivery) => compose(delivery),
    configOf(endpointId) {
      const text = config.get(endpointId, rulesOwner);
      if (text === undefined) throw new AppError('channel-not-found', { id: endpointId });
      return payloadSchema.parse(JSON.parse(text));
    },
  };

  return {
    owner,
    /** The path and query may hold a token: the name is the host alone. */
    webhook: (url: string): number => ensure('webhook', new URL(url).host, { url, method: 'POST' }),
    jobs: (): number => ensure(jobSinkKind, 'video', {}),
  };
}

function compose(delivery: DeliveryToCompose): OutgoingMessage {
  const event = eventSchema.safeParse(delivery.payload['event']);
  return {
    kind: delivery.kind,
    severity: 'info',
    title: delivery.kind,
    body: delivery.subject,
    path: null,
    at: event.success ? event.data.at : new Date(0).toISOString(),
    fields: event.success
      ? { event: delivery.kind, subject: delivery.subject, rule: delivery.payload['rule'], ...event.data.data }
      : delivery.payload,
  };
}

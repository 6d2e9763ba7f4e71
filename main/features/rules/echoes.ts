import type { Database } from '#platform/database/database.ts';
import type { EventView } from '#shared/domain/events.ts';

interface DeadRow {
  endpoint_id: number;
  kind: string;
  raised_by: string | null;
}

/** Job keys that begin so were made by a rule. */
export const ruleKeyStart = 'rule:';

export type Echoes = ReturnType<typeof createEchoes>;

/** Keeps rules from answering themselves: an alert of a dead delivery that dies too, a job that adds a job. */
export function createEchoes({ connection }: Database) {
  const delivery = connection.prepare<[number], DeadRow>(
    `SELECT d.endpoint_id, d.kind, e.type AS raised_by FROM deliveries d
     LEFT JOIN notifications n ON n.id = d.notification_id LEFT JOIN events e ON e.id = n.event_id WHERE d.id = ?`,
  );
  const jobKey = connection.prepare<[number], string | null>('SELECT dedupe_key FROM jobs WHERE id = ?').pluck();
  const find = (event: EventView): DeadRow | null => {
    if (!event.type.startsWith('delivery.')) return null;
    return delivery.get(idOf(event.subject, 'delivery')) ?? null;
  };
  return {
    /** The channel whose delivery the event tells of: it is not asked to carry that message itself. */
    failingChannel: (event: EventView): number | null => find(event)?.endpoint_id ?? null,

    /** The delivery that died carried an alert about a dead delivery: there it ends. */
    isAlertOfDeadDelivery(event: EventView): boolean {
      const row = find(event);
      return row !== null && row.kind === 'alert' && (row.raised_by?.startsWith('delivery.') ?? false);
    },

    /** The event is about a job that a rule added: such a job adds none. */
    isOfRuleJob(event: EventView): boolean {
      if (!event.type.startsWith('job.')) return false;
      return jobKey.get(idOf(event.subject, 'job'))?.startsWith(ruleKeyStart) ?? false;
    },
  };
}

/** -1, which no row has, for another subject. */
function idOf(subject: string, what: string): number {
  const id = subject.startsWith(`${what}:`) ? Number(subject.slice(what.length + 1)) : -1;
  return Number.isSafeInteger(id) ? id : -1;
}

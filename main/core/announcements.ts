import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Phase } from './lifecycle.ts';

/** The log's own record of start, recovery and stop. */
export function announcements(
  { database, events, random }: { database: Database; events: EventLog; random: Random },
  recoveredPid: number | null,
): Pick<Phase, 'start' | 'stop'> {
  const append = (type: 'console.started' | 'console.stopping' | 'console.recovered', data = {}) =>
    database.write(() => void events.append({ type, subject: 'console', data, trace: newTraceId(random) }));
  return {
    async start() {
      if (database.isReadOnly) return;
      if (recoveredPid !== null) await append('console.recovered', { pid: recoveredPid });
      await append('console.started', { pid: process.pid });
    },
    async stop() {
      if (!database.isReadOnly) await append('console.stopping');
    },
  };
}

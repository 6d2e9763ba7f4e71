import { access, constants } from 'node:fs/promises';
import type { Logs } from '#platform/log/create-logs.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';

/** Can lines be written, and were any lost since they can't. */
export function createLogsProbe({ logs }: { logs: Pick<Logs, 'folder' | 'failures'> }): Probe {
  return {
    name: 'logs',
    async check(): Promise<ProbeFinding> {
      const failures = logs.failures();
      const lostLines = failures.reduce((sum, failure) => sum + failure.lostLines, 0);
      const details = { path: logs.folder, lostLines };
      const isWritable = await access(logs.folder, constants.W_OK | constants.X_OK).then(
        () => true,
        () => false, // gone, or not ours to write: the answer that was asked for
      );
      if (failures.length > 0 || !isWritable)
        return { state: 'degraded', cause: 'logs.unwritable', cure: 'logs.allow', details };
      return { state: 'ok', cause: null, cure: null, details };
    },
  };
}

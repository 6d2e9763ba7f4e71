import type { ReadQueries } from '#platform/database/read-queries.ts';
import type { Logs } from '#platform/log/create-logs.ts';
import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import { ProbeRegistry } from '#platform/services/probe-registry.ts';
import type { Probe } from '#platform/services/probe.ts';
import { createDatabaseProbe } from './probes/database.ts';
import { createDiskProbe } from './probes/disk.ts';
import { EventLoopProbe } from './probes/event-loop.ts';
import { createLogsProbe } from './probes/logs.ts';
import { createQueueProbe } from './probes/queue.ts';
import { createServerProbe, createServicesProbe } from './probes/services.ts';
import { createHealthRouter } from './router.ts';
import { HealthService, type HealthDeps } from './service.ts';

interface HealthFeatureDeps extends Omit<HealthDeps, 'registry'> {
  readonly queue: QueueRuntime;
  readonly query: ReadQueries;
  readonly logs: Logs;
  readonly file: string;
  readonly dataFolder: string;
  /** What other features want to have asked. */
  readonly probes: readonly Probe[];
}

/** The registry of checks, the operations on it, and its start and stop. */
export function createHealthFeature(deps: HealthFeatureDeps) {
  const eventLoop = new EventLoopProbe(deps.clock);
  const registry = new ProbeRegistry(
    [
      createDatabaseProbe(deps),
      createDiskProbe({ database: deps.database, folder: deps.dataFolder }),
      createQueueProbe(deps),
      ...deps.probes,
      createServerProbe(deps.supervisor),
      createServicesProbe(deps.supervisor),
      createLogsProbe(deps),
      eventLoop,
    ],
    deps,
  );
  const service = new HealthService({ ...deps, registry });
  return {
    router: createHealthRouter(service),
    start(): void {
      eventLoop.start();
      service.start();
    },
    async stop(): Promise<void> {
      await service.stop();
      eventLoop.stop();
    },
  };
}

import type { QueueRuntime } from '#platform/queue/queue-port.ts';
import type { Service } from '#platform/services/service.ts';
import type { SupervisedService } from '#platform/services/supervised-service.ts';
import type { Supervisor } from '#platform/services/supervisor.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { HostShell } from '#platform/host-shell.ts';
import type { Database } from '#platform/database/database.ts';
import type { Notice } from '../features/system/service.ts';
import { ControlServer, type ControlServerOptions } from '../transport/control-server.ts';
import { unknownHolder } from '../transport/port-holder.ts';
import type { Settings } from './settings.ts';

/** The port of source 000's own API server (A60, A65), where nobody names another. */
const compatPort = 5000;
const handBackMs = 15_000;

interface ServicesDeps {
  readonly supervisor: Supervisor;
  readonly settings: Settings;
  readonly database: Database;
  readonly queue: QueueRuntime;
  readonly host: HostShell;
  readonly server: Omit<ControlServerOptions, 'name' | 'ports' | 'takesOtherPort' | 'onOtherPort'>;
  readonly addNotice: (notice: Notice) => void;
}

/**
 * The parts that can be started and stopped by hand: the workers, the window for browsers with its API, and the same API on the
 * ports of before, which is off unless the settings name one. The receiver will be one more.
 */
export function createServices({ supervisor, settings, database, queue, host, server, addNotice }: ServicesDeps) {
  const dashboardServer = new ControlServer({
    ...server,
    name: 'dashboard',
    ports: () => [settings.get('controlPort')],
    // Nobody who named a port wants to be served on another one.
    takesOtherPort: settings.view('controlPort').lockedBy === null,
    onOtherPort: (error, port) => addNotice(portNotice(error, port)),
  });
  const workers = supervisor.add(queueService(queue, database));
  const dashboard = supervisor.add(dashboardServer);
  const apiServer = new ControlServer({
    ...server,
    name: 'api',
    ports: () => compatPortsOf(settings),
    takesOtherPort: false,
  });
  const api = supervisor.add(apiServer);
  const hasCompatPorts = () => settings.get('compatPorts').length > 0;

  return {
    workers: phaseOf(workers, () => !database.isReadOnly),
    // Without it a console without a window could not be reached by anybody.
    dashboard: phaseOf(dashboard, () => true, host.kind === 'headless'),
    api: phaseOf(api, hasCompatPorts),
    /** The port of the dashboard; null while it does not serve. */
    port: () => dashboardServer.port,
    /** How many windows and command lines are connected. */
    openSockets: () => dashboardServer.openSockets + apiServer.openSockets,
    /** After the setting changed: the named ports are served from now on, or none. */
    async applyCompatPorts(): Promise<void> {
      if (hasCompatPorts()) await api.restart(null);
      else await api.stop(null);
    },
  };
}

function phaseOf(service: SupervisedService, isWanted: () => boolean, isNeeded = false) {
  return {
    start: async () => {
      if (isWanted()) await service.begin(isNeeded);
    },
    stop: (deadlineMs: number) => service.end(deadlineMs),
  };
}

function compatPortsOf(settings: Settings): readonly [number, ...number[]] {
  const [first = compatPort, ...further] = settings.get('compatPorts').map(Number);
  return [first, ...further];
}

/** The workers as a service. Paused queues stay paused: whether workers run is no state of a queue. */
function queueService(queue: QueueRuntime, database: Database): Service {
  return {
    name: 'queue',
    async start() {
      if (database.isReadOnly) throw new AppError('database-read-only');
      await queue.start();
      return { port: null, address: null };
    },
    stop: (deadlineMs = handBackMs) => queue.stop(deadlineMs),
  };
}

function portNotice({ params }: AppError, own: number): Notice {
  const holder = String(params['holder']);
  const code = holder === unknownHolder ? 'port-moved-unknown' : 'port-moved';
  return { code, params: { port: Number(params['port']), holder, own } };
}

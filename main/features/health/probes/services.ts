import type { ServiceView } from '#shared/contract/health.ts';
import type { Probe, ProbeFinding } from '#platform/services/probe.ts';
import type { Supervisor } from '#platform/services/supervisor.ts';

/** Also while it is being tried again. */
const isBroken = ({ error }: ServiceView): boolean => error !== null;

/** Does every part run that should. One that was stopped by hand should not. */
export function createServicesProbe(supervisor: Supervisor): Probe {
  return {
    name: 'services',
    async check(): Promise<ProbeFinding> {
      const views = supervisor.list();
      const running = views.filter((view) => view.state === 'running').length;
      const details = { services: views.length, running };
      return views.some(isBroken)
        ? { state: 'degraded', cause: 'services.broken', cure: 'services.look', details }
        : { state: 'ok', cause: null, cure: null, details };
    },
  };
}

/** Is the window served to browsers, and where. */
export function createServerProbe(supervisor: Supervisor): Probe {
  return {
    name: 'control-server',
    async check(): Promise<ProbeFinding> {
      const view = supervisor.get('dashboard').view;
      const details = { port: view.port, address: view.address };
      if (view.state === 'stopped') return { state: 'off', cause: 'server.stopped', cure: 'server.start', details };
      if (!isBroken(view)) return { state: 'ok', cause: null, cure: null, details };
      const isPort = view.error?.code === 'port-in-use';
      return {
        state: 'down',
        cause: isPort ? 'server.portTaken' : 'server.broken',
        cure: isPort ? 'server.otherPort' : 'services.look',
        details,
      };
    },
  };
}

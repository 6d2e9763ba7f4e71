import type { HealthCheck, ServiceView } from '#shared/contract/health.ts';

const checkOrder: readonly HealthCheck['state'][] = ['down', 'degraded', 'ok', 'off'];
const serviceOrder: readonly ServiceView['state'][] = [
  'failed',
  'backing-off',
  'stopped',
  'stopping',
  'starting',
  'running',
];

/** Worst first; equals keep their order. */
export const sortChecks = (checks: readonly HealthCheck[]): readonly HealthCheck[] =>
  checks.toSorted((a, b) => checkOrder.indexOf(a.state) - checkOrder.indexOf(b.state));
export const sortServices = (services: readonly ServiceView[]): readonly ServiceView[] =>
  services.toSorted((a, b) => serviceOrder.indexOf(a.state) - serviceOrder.indexOf(b.state));

export type ServiceAction = 'start' | 'stop' | 'restart';

/** What can be done to a service in its state. */
export function actionsFor(state: ServiceView['state']): readonly ServiceAction[] {
  switch (state) {
    case 'running':
      return ['restart', 'stop'];
    case 'starting':
      return ['stop'];
    case 'backing-off':
      return ['restart', 'stop'];
    case 'stopping':
      return [];
    case 'stopped':
    case 'failed':
      return ['start'];
  }
}

/** Another program holds its port: another one would do. */
export const lacksItsPort = ({ error }: Pick<ServiceView, 'error'>): boolean => error?.code === 'port-in-use';

/** Whether a page at this address came from the service, and would lose its line with it. */
export const servesWindow = ({ port }: Pick<ServiceView, 'port'>, place: { readonly port: string }): boolean =>
  port !== null && String(port) === (place.port || '80');

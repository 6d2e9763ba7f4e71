import type { CallContext } from '#platform/call-context.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import type { LiveFeed } from '#platform/events/live-feed.ts';
import { newTraceId, type Random } from '#platform/ids.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { ProbeRegistry } from '#platform/services/probe-registry.ts';
import type { ServiceEvent } from '#platform/services/supervised-service.ts';
import type { Supervisor } from '#platform/services/supervisor.ts';
import type { HealthCheck, ServiceView } from '#shared/contract/health.ts';
import type { Outputs } from '#shared/contract/index.ts';
import { overallStatus } from './status.ts';

export interface HealthDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly database: Database;
  readonly events: EventLog;
  readonly feed: Pick<LiveFeed, 'revision' | 'publishServices' | 'publishStatus'>;
  readonly registry: ProbeRegistry;
  readonly supervisor: Supervisor;
  readonly version: string;
}

/** Nobody's asking makes the checks run more often than this; `health.run` does. */
const freshMs = 5000;
/** Often enough that `since` is true to half a minute. */
const everyMs = 30_000;

/** What the console knows of its own well-being, kept true while nobody looks, and the switches of its parts. */
export class HealthService {
  readonly #deps: HealthDeps;
  readonly #startedAtMs: number;
  readonly #stops: (() => void)[] = [];
  #told = '';

  constructor(deps: HealthDeps) {
    this.#deps = deps;
    this.#startedAtMs = deps.clock.monotonic();
    const { supervisor, feed } = deps;
    supervisor.onChange((views) => feed.publishServices(views));
    supervisor.onEvent((event) => this.#record(event));
    deps.registry.onRound((checks) => this.#publish(checks));
  }

  start(): void {
    const look = () => void this.#deps.registry.run();
    this.#stops.push(this.#deps.clock.every(everyMs, look));
    look();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    await this.#deps.registry.stop();
  }

  /** Strangers get the status alone. */
  async get({ scopes }: Pick<CallContext, 'scopes'>): Promise<Outputs['health']['get']> {
    const checks = await this.#deps.registry.recent(freshMs);
    const status = overallStatus(checks);
    if (!scopes.has('read')) return { status };
    const uptimeMs = Math.round(this.#deps.clock.monotonic() - this.#startedAtMs);
    return { status, version: this.#deps.version, uptimeMs, checks: [...checks] };
  }

  async run(): Promise<Outputs['health']['run']> {
    const checks = await this.#deps.registry.run();
    return { status: overallStatus(checks), checks: [...checks] };
  }

  services(): Outputs['health']['services'] {
    const { revision } = this.#deps.feed;
    return { services: this.#deps.supervisor.list(), revision };
  }

  /** Rejects with `service-not-found`, or with what keeps it from starting. */
  startService(name: string, anyPort: boolean, by: CallContext): Promise<ServiceView> {
    return this.#deps.supervisor.get(name).start(by, { anyPort });
  }
  stopService(name: string, by: CallContext): Promise<ServiceView> {
    return this.#deps.supervisor.get(name).stop(by);
  }
  restartService(name: string, by: CallContext): Promise<ServiceView> {
    return this.#deps.supervisor.get(name).restart(by);
  }

  /** Windows read the checks again when any of them has another state. */
  #publish(checks: readonly HealthCheck[]): void {
    const states = checks.map(({ state, cause }) => `${state} ${cause}`).join();
    if (states === this.#told) return;
    this.#told = states;
    this.#deps.feed.publishStatus(overallStatus(checks));
  }

  #record({ type, view, by }: ServiceEvent): void {
    const { database, events, random, logger } = this.#deps;
    const data = {
      state: view.state,
      ...(by ? { actor: by.actor } : {}),
      ...(view.error ? { code: view.error.code } : {}),
    };
    const trace = by?.trace ?? newTraceId(random);
    database
      .write(() => void events.append({ type, subject: `service:${view.name}`, data, trace }))
      .catch((error: unknown) => logger.warning('an event of a service was not stored', { type, trace, error }));
  }
}

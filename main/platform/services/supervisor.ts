import { AppError } from '#shared/contract/errors.ts';
import type { ServiceView } from '#shared/contract/health.ts';
import type { Clock } from '../clock.ts';
import type { Random } from '../ids.ts';
import type { Logger } from '../log/logger.ts';
import type { Service } from './service.ts';
import { SupervisedService, type ServiceEvent } from './supervised-service.ts';

interface SupervisorDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The console's parts by name: each starts, stops and restarts by itself, and comes back after a failure. */
export class Supervisor {
  readonly #services = new Map<string, SupervisedService>();
  readonly #changeListeners = new Set<(views: readonly ServiceView[]) => void>();
  readonly #eventListeners = new Set<(event: ServiceEvent) => void>();
  readonly #deps: SupervisorDeps;

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
  }

  /** Nothing starts by this. */
  add(service: Service): SupervisedService {
    const watched = new SupervisedService(service, {
      ...this.#deps,
      onChange: () => this.#tellChange(),
      onEvent: (event) => {
        for (const listener of this.#eventListeners) listener(event);
      },
    });
    this.#services.set(service.name, watched);
    return watched;
  }

  /** Throws `service-not-found`. */
  get(name: string): SupervisedService {
    const found = this.#services.get(name);
    if (!found) throw new AppError('service-not-found', { name });
    return found;
  }

  list(): ServiceView[] {
    return [...this.#services.values()].map((service) => service.view);
  }

  /** Hears all views whenever one of them changes. */
  onChange(listener: (views: readonly ServiceView[]) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Hears what is worth remembering: what was asked by hand, failures, and what came back from one. */
  onEvent(listener: (event: ServiceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  #tellChange(): void {
    const views = this.list();
    for (const listener of this.#changeListeners) listener(views);
  }
}

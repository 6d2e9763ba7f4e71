import { AppError } from '#shared/contract/errors.ts';
import type { ServiceView } from '#shared/contract/health.ts';
import { sleep, type Clock } from '../clock.ts';
import type { Random } from '../ids.ts';
import type { Logger } from '../log/logger.ts';
import { withFullJitter } from '../queue/backoff.ts';
import type { Service, ServiceStart } from './service.ts';

export interface Asker {
  readonly actor: string;
  readonly trace: string;
}

/** What the event log is told of a service. `by` is null where nobody asked. */
export interface ServiceEvent {
  readonly type: 'service.started' | 'service.failed' | 'service.stopped';
  readonly view: ServiceView;
  readonly by: Asker | null;
}

export interface SupervisedServiceDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  onChange(): void;
  onEvent(event: ServiceEvent): void;
}

type ServiceError = NonNullable<ServiceView['error']>;

/**
 * stopped ──start──► starting ──► running ──stop──► stopping ──► stopped
 *                       │  ▲         │ breaks
 *        asked by hand, │  └──────┐  ▼
 *        refused        ▼   due   backing-off ──stop──► stopped
 *                     failed
 */
type State =
  | { readonly status: 'stopped' | 'stopping' }
  /** With the error of the last try, where there was one: it is no news until this one has ended. */
  | { readonly status: 'starting'; readonly error: ServiceError | null }
  | {
      readonly status: 'running';
      readonly startedAt: number;
      readonly sinceMs: number;
      readonly port: number | null;
      readonly address: string | null;
    }
  | {
      readonly status: 'backing-off';
      readonly error: ServiceError;
      readonly nextRestartAt: number;
      readonly cancel: () => void;
    }
  | { readonly status: 'failed'; readonly error: ServiceError };

const firstBackoffMs = 1000;
const longestBackoffMs = 300_000;
/** After a run of this length the next failure counts as the first. */
const stableMs = 60_000;
/** Enough for an answer to leave a socket of this machine. */
const answerFirstMs = 100;

/** Before jitter: 1 s after the first failure, doubling, at most 5 min. It never gives up: a port may be free tomorrow. */
export const restartDelayMs = (failures: number): number =>
  Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.max(0, failures - 1));

/** One service under watch. What is asked of it happens in turn, never two things at once. */
export class SupervisedService {
  readonly #service: Service;
  readonly #deps: SupervisedServiceDeps;
  #state: State = { status: 'stopped' };
  #turn: Promise<unknown> = Promise.resolve();
  /** In a row, without a long run between. */
  #failures = 0;
  #restarts = 0;
  #isEnding = false;

  constructor(service: Service, deps: SupervisedServiceDeps) {
    this.#service = service;
    this.#deps = deps;
    service.onFailure = (error) => void this.#inTurn(() => this.#onBroken(error));
  }

  get view(): ServiceView {
    const state = this.#state;
    const isRunning = state.status === 'running';
    return {
      name: this.#service.name,
      state: state.status,
      port: isRunning ? state.port : null,
      address: isRunning ? state.address : null,
      startedAt: isRunning ? new Date(state.startedAt).toISOString() : null,
      restarts: this.#restarts,
      nextRestartAt: state.status === 'backing-off' ? new Date(state.nextRestartAt).toISOString() : null,
      error: 'error' in state ? state.error : null,
    };
  }

  /**
   * With the console. What fails is tried again later and does not keep the console from starting; one that it can't do without
   * rejects instead.
   */
  begin(isNeeded = false): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await this.#start();
      } catch (error) {
        if (!isNeeded) return this.#backOff(error);
        this.#enter({ status: 'failed', error: toldOf(error) });
        throw error;
      }
    });
  }

  /** Asked by hand: rejects with what kept it from starting, and is not tried again. One that runs stays as it is. */
  start(by: Asker | null, options: ServiceStart = {}): Promise<ServiceView> {
    return this.#inTurn(async () => {
      if (this.#state.status === 'running') return this.view;
      this.#leaveBackoff();
      try {
        await this.#start(options);
      } catch (error) {
        this.#fail(error, by);
        throw error;
      }
      this.#tell('service.started', by);
      return this.view;
    });
  }

  /** Asked by hand. A service that may carry the asker's own call answers `stopping` first. */
  stop(by: Asker | null): Promise<ServiceView> {
    return this.#answeringFirst(async (announce) => {
      if (await this.#stop(announce)) this.#tell('service.stopped', by);
      return this.view;
    });
  }

  /** Asked by hand: as a stop and a start, but it is to run, so that a failed start is tried again. */
  restart(by: Asker | null): Promise<ServiceView> {
    return this.#answeringFirst(async (announce) => {
      await this.#stop(announce);
      try {
        await this.#start();
      } catch (error) {
        this.#backOff(error);
        throw error;
      }
      this.#tell('service.started', by);
      return this.view;
    });
  }

  /** With the console: nothing starts any more. */
  end(deadlineMs: number): Promise<void> {
    this.#isEnding = true;
    this.#leaveBackoff();
    return this.#inTurn(async () => {
      if (this.#state.status !== 'running') return;
      this.#enter({ status: 'stopping' });
      await this.#service.stop(deadlineMs);
      this.#enter({ status: 'stopped' });
    });
  }

  async #start(options: ServiceStart = {}): Promise<void> {
    if (this.#isEnding) throw new AppError('console-stopping');
    this.#enter({ status: 'starting', error: 'error' in this.#state ? this.#state.error : null });
    const { port, address } = await this.#service.start(options);
    const { clock } = this.#deps;
    this.#enter({ status: 'running', startedAt: clock.now(), sinceMs: clock.monotonic(), port, address });
  }

  /** False where nothing ran. What does not stop in order is logged and counts as stopped. */
  async #stop(announce: () => void): Promise<boolean> {
    const before = this.#state.status;
    this.#leaveBackoff();
    if (before !== 'running') {
      this.#enter({ status: 'stopped' });
      return before === 'backing-off';
    }
    this.#enter({ status: 'stopping' });
    announce();
    if (this.#service.carriesCalls) await sleep(this.#deps.clock, answerFirstMs);
    await this.#stopQuietly();
    this.#enter({ status: 'stopped' });
    return true;
  }

  async #stopQuietly(): Promise<void> {
    try {
      await this.#service.stop();
    } catch (error) {
      this.#deps.logger.error('a service did not stop in order', { service: this.#service.name, error });
    }
  }

  async #onBroken(error: unknown): Promise<void> {
    if (this.#state.status !== 'running') return;
    if (this.#deps.clock.monotonic() - this.#state.sinceMs >= stableMs) this.#failures = 0;
    await this.#stopQuietly();
    this.#backOff(error, true);
  }

  #backOff(error: unknown, hasRun = false): void {
    if (this.#isEnding) return this.#enter({ status: 'stopped' });
    const { clock, random, logger } = this.#deps;
    this.#failures += 1;
    const delayMs = withFullJitter(restartDelayMs(this.#failures), random);
    logger.warning('a service failed and is tried again', { service: this.#service.name, delayMs, error });
    const cancel = clock.after(delayMs, () => void this.#inTurn(() => this.#tryAgain()));
    this.#enter({ status: 'backing-off', error: toldOf(error), nextRestartAt: clock.now() + delayMs, cancel });
    // Further failures of the same start are no news.
    if (hasRun || this.#failures === 1) this.#tell('service.failed', null);
  }

  async #tryAgain(): Promise<void> {
    if (this.#state.status !== 'backing-off') return;
    try {
      await this.#start();
    } catch (error) {
      return this.#backOff(error);
    }
    this.#restarts += 1;
    this.#tell('service.started', null);
  }

  #fail(error: unknown, by: Asker | null): void {
    this.#deps.logger.error('a service could not be started', { service: this.#service.name, error });
    this.#enter({ status: 'failed', error: toldOf(error) });
    this.#tell('service.failed', by);
  }

  #leaveBackoff(): void {
    if (this.#state.status !== 'backing-off') return;
    this.#state.cancel();
    this.#enter({ status: 'stopped' });
  }

  #enter(state: State): void {
    this.#state = state;
    this.#deps.onChange();
  }

  #tell(type: ServiceEvent['type'], by: Asker | null): void {
    this.#deps.onEvent({ type, view: this.view, by });
  }

  #answeringFirst(task: (announce: () => void) => Promise<ServiceView>): Promise<ServiceView> {
    const { promise: announced, resolve } = Promise.withResolvers<ServiceView>();
    const ended = this.#inTurn(() => task(() => resolve(this.view)));
    if (!this.#service.carriesCalls) return ended;
    // Whoever has been answered already reads the rest from the service's state.
    ended.catch(() => {});
    return Promise.race([announced, ended]);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const outcome = this.#turn.then(task);
    this.#turn = outcome.catch(() => {});
    return outcome;
  }
}

/** A bug keeps its words for the log: only the system's own code of it is shown. */
function toldOf(error: unknown): ServiceError {
  if (error instanceof AppError) return { code: error.code, params: { ...error.params } };
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return { code: 'service-broken', params: { reason: typeof code === 'string' ? code : 'unexpected' } };
}

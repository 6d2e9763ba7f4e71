import type { HealthCheck } from '#shared/contract/health.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log/logger.ts';
import type { Probe, ProbeFinding } from './probe.ts';

interface RegistryDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** A probe that has not answered by then counts as down. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5000;

/** Every probe of the console. They are asked together, each within its time: one that throws or hangs spoils no other. */
export class ProbeRegistry {
  readonly #watched: readonly WatchedProbe[];
  readonly #clock: Clock;
  readonly #listeners = new Set<(checks: readonly HealthCheck[]) => void>();
  readonly #stopping = new AbortController();
  #running: Promise<HealthCheck[]> | null = null;
  #last: { checks: HealthCheck[]; atMs: number } | null = null;

  constructor(probes: readonly Probe[], deps: RegistryDeps) {
    this.#clock = deps.clock;
    this.#watched = probes.map((probe) => new WatchedProbe(probe, { ...deps, stopping: this.#stopping.signal }));
  }

  /** Asks all of them now; whoever comes while they are being asked gets the same answers. */
  run(): Promise<HealthCheck[]> {
    this.#running ??= this.#round().finally(() => (this.#running = null));
    return this.#running;
  }

  /** The last answers, when they are no older than `maxAgeMs`; otherwise new ones. */
  async recent(maxAgeMs: number): Promise<HealthCheck[]> {
    if (this.#last && this.#clock.monotonic() - this.#last.atMs <= maxAgeMs) return this.#last.checks;
    return this.run();
  }

  /** Gives up what is being asked; resolves once every probe has let go. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#watched.map((probe) => probe.whenIdle()));
  }

  /** Hears the answers of each round. */
  onRound(listener: (checks: readonly HealthCheck[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #round(): Promise<HealthCheck[]> {
    const checks = await Promise.all(this.#watched.map((probe) => probe.check()));
    this.#last = { checks, atMs: this.#clock.monotonic() };
    // What was given up tells nothing.
    if (this.#stopping.signal.aborted) return checks;
    for (const listener of this.#listeners) listener(checks);
    return checks;
  }
}

interface WatchDeps extends RegistryDeps {
  readonly stopping: AbortSignal;
}

/** A probe with the memory of its last state. */
class WatchedProbe {
  readonly #probe: Probe;
  readonly #deps: WatchDeps;
  /** A call that has not come back; no second one is begun beside it. */
  #asked: Promise<ProbeFinding> | null = null;
  #state: HealthCheck['state'] | null = null;
  #since = 0;

  constructor(probe: Probe, deps: WatchDeps) {
    this.#probe = probe;
    this.#deps = deps;
  }

  async check(): Promise<HealthCheck> {
    const { clock } = this.#deps;
    const startedMs = clock.monotonic();
    const { state, cause, cure, details } = await this.#askInTime();
    if (state !== this.#state) {
      this.#state = state;
      this.#since = clock.now();
    }
    return {
      name: this.#probe.name,
      state,
      latencyMs: Math.round((clock.monotonic() - startedMs) * 10) / 10,
      since: new Date(this.#since).toISOString(),
      cause,
      cure,
      details,
    };
  }

  async whenIdle(): Promise<void> {
    await this.#asked;
  }

  async #askInTime(): Promise<ProbeFinding> {
    const { clock, stopping, timeoutMs = defaultTimeoutMs } = this.#deps;
    const limit = new AbortController();
    const { promise: late, resolve } = Promise.withResolvers<ProbeFinding>();
    const giveUp = () => {
      limit.abort();
      const details = { seconds: Math.round(timeoutMs / 1000) };
      resolve({ state: 'down', cause: 'probe.late', cure: 'probe.lateCure', details });
    };
    const stopTimer = clock.after(timeoutMs, giveUp);
    if (stopping.aborted) giveUp();
    stopping.addEventListener('abort', giveUp, { once: true });
    this.#asked ??= this.#ask(limit.signal).finally(() => (this.#asked = null));
    try {
      return await Promise.race([this.#asked, late]);
    } finally {
      stopTimer();
      stopping.removeEventListener('abort', giveUp);
    }
  }

  async #ask(signal: AbortSignal): Promise<ProbeFinding> {
    try {
      return await this.#probe.check(signal);
    } catch (error) {
      this.#deps.logger.error('a health check failed', { check: this.#probe.name, error });
      return { state: 'down', cause: 'probe.broken', cure: 'probe.brokenCure', details: {} };
    }
  }
}

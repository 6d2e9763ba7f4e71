import { logLevels, type LogLevel } from '#shared/contract/logs.ts';
import type { Clock } from '../clock.ts';

const rank: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3, CRITICAL: 4 };

/** Whether a line of `level` is shown where `least` is asked for. */
export const isAtLeast = (level: LogLevel, least: LogLevel): boolean => rank[level] >= rank[least];
export const isLogLevel = (text: unknown): text is LogLevel => logLevels.some((level) => level === text);

interface TemporaryLevel {
  readonly level: LogLevel;
  /** Epoch ms. */
  readonly until: number;
  readonly stop: () => void;
}

/**
 * What each module writes. A module's own level goes before the base; a temporary level before a lasting one of the same
 * scope, until its time is over. Setting a lasting level ends a temporary one.
 */
export class LogLevels {
  readonly #clock: Clock;
  #base: LogLevel;
  readonly #modules = new Map<string, LogLevel>();
  /** By module; null is the base. */
  readonly #temporary = new Map<string | null, TemporaryLevel>();

  constructor(clock: Clock, base: LogLevel) {
    this.#clock = clock;
    this.#base = base;
  }

  get base(): LogLevel {
    return this.#temporary.get(null)?.level ?? this.#base;
  }

  levelOf(module: string): LogLevel {
    return this.#temporary.get(module)?.level ?? this.#modules.get(module) ?? this.base;
  }

  isOn(module: string, level: LogLevel): boolean {
    return isAtLeast(level, this.levelOf(module));
  }

  /** With `minutes` the level returns by itself to the lasting one. `module` null sets the base. */
  set(module: string | null, level: LogLevel, minutes?: number): void {
    this.#temporary.get(module)?.stop();
    this.#temporary.delete(module);
    if (minutes !== undefined) {
      const delayMs = minutes * 60_000;
      const stop = this.#clock.after(delayMs, () => this.#temporary.delete(module));
      this.#temporary.set(module, { level, until: this.#clock.now() + delayMs, stop });
    } else if (module === null) this.#base = level;
    else this.#modules.set(module, level);
  }

  /** Modules whose level is not the base's, with the end of a temporary one. */
  list(): { module: string; level: LogLevel; until: number | null }[] {
    const names = new Set([...this.#modules.keys(), ...[...this.#temporary.keys()].filter((name) => name !== null)]);
    return [...names].sort().map((module) => ({
      module,
      level: this.levelOf(module),
      until: this.#temporary.get(module)?.until ?? null,
    }));
  }

  stop(): void {
    for (const { stop } of this.#temporary.values()) stop();
    this.#temporary.clear();
  }
}

import { mkdirSync } from 'node:fs';
import pino, { type Logger as PinoLogger } from 'pino';
import type { LogLevel, LogLine } from '#shared/contract/logs.ts';
import { settingKeys, settingSpecs } from '#shared/domain/settings.ts';
import type { Clock } from '../clock.ts';
import type { SettingsReader } from '../settings-port.ts';
import { isWriteRefusal } from '../write-refusal.ts';
import { LogFile } from './log-file.ts';
import { LogFollowers } from './log-followers.ts';
import { LogLevels } from './levels.ts';
import { parseLogLine, reservedNames } from './log-line.ts';
import { LogReader } from './log-reader.ts';
import { fileOfModule, logFileNames } from './log-routes.ts';
import type { LogFields, Logger } from './logger.ts';
import { Redactor } from './redact.ts';

const longestLine = 65_536;
const removeOldEveryMs = 3_600_000;
const pinoLevels = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const;
type PinoLevel = keyof typeof pinoLevels;

/** The console's logs: what writes them, reads them back, follows them and changes their levels. */
export interface Logs {
  readonly logger: Logger;
  readonly reader: LogReader;
  readonly followers: LogFollowers;
  readonly levels: LogLevels;
  readonly folder: string;
  /** Names of modules that have written or asked for a logger. */
  modules(): string[];
  setLevel(module: string | null, level: LogLevel, minutes?: number): void;
  /** The files that cannot be written at present. */
  failures(): { file: string; lostLines: number; error: unknown }[];
  stop(): void;
}

interface LogsOptions {
  folder: string;
  settings: SettingsReader;
  clock: Clock;
}

/** Opens the logs in `folder`. Files are `api.log`, `dashboard.log`, `queue.log` and `app.log`, one JSON object a line. */
export function createLogs({ folder, settings, clock }: LogsOptions): Logs {
  makeFolder(folder);
  const reader = new LogReader(folder);
  const levels = new LogLevels(clock, settings.get('logLevel'));
  const writer = new LogWriter({ folder, settings, clock, levels, firstNumber: reader.highestNumber() + 1 });
  const stopListening = settings.subscribe((keys) => {
    if (keys.includes('logLevel')) levels.set(null, settings.get('logLevel'));
    writer.knowSecrets();
  });
  writer.removeOld();
  const stopRemoving = clock.every(removeOldEveryMs, () => writer.removeOld());
  return {
    logger: writer.logger('app'),
    reader,
    followers: writer.followers,
    levels,
    folder,
    modules: () => writer.modules(),
    setLevel: (module, level, minutes) => levels.set(module, level, minutes),
    failures: () => writer.failures(),
    stop() {
      stopListening();
      stopRemoving();
      levels.stop();
      writer.stop();
    },
  };
}

/** Where it can't be made no line can be written either, and `failures` tells. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
  }
}

interface LogWriterOptions extends LogsOptions {
  levels: LogLevels;
  firstNumber: number;
}

class LogWriter {
  readonly followers: LogFollowers;
  readonly #options: LogWriterOptions;
  readonly #redactor = new Redactor();
  readonly #files: ReadonlyMap<string, LogFile>;
  readonly #pinos: ReadonlyMap<string, PinoLogger<PinoLevel>>;
  readonly #loggers = new Map<string, Logger>();
  #number: number;

  constructor(options: LogWriterOptions) {
    const { folder, settings, clock } = options;
    this.#options = options;
    this.#number = options.firstNumber;
    this.followers = new LogFollowers(clock);
    const limits = { maxBytes: () => settings.get('logMaxBytes'), keepDays: () => settings.get('logKeepDays') };
    this.#files = new Map(logFileNames.map((name) => [name, new LogFile({ folder, name, clock, ...limits })]));
    this.#pinos = new Map(logFileNames.map((name) => [name, this.#createPino(name)]));
    this.knowSecrets();
  }

  knowSecrets(): void {
    const secret = settingKeys.filter((key) => 'secret' in settingSpecs[key]);
    const values = secret.map((key) => this.#options.settings.get(key));
    this.#redactor.know(values.filter((value) => typeof value === 'string'));
  }

  logger(module: string): Logger {
    const known = this.#loggers.get(module);
    if (known) return known;
    const pinoLogger = this.#pinos
      .get(fileOfModule(module))
      ?.child({ module: this.#redactor.text(module).slice(0, 64) });
    const { levels } = this.#options;
    const at = (level: LogLevel, method: PinoLevel) => (message: string, fields?: LogFields) => {
      if (levels.isOn(module, level)) pinoLogger?.[method](this.#shape(fields), this.#redactor.text(message));
    };
    const logger: Logger = {
      debug: at('DEBUG', 'debug'),
      info: at('INFO', 'info'),
      warning: at('WARNING', 'warning'),
      error: at('ERROR', 'error'),
      critical: at('CRITICAL', 'critical'),
      child: (name) => this.logger(name),
    };
    this.#loggers.set(module, logger);
    return logger;
  }

  modules(): string[] {
    return [...this.#loggers.keys()].sort();
  }

  failures(): { file: string; lostLines: number; error: unknown }[] {
    return [...this.#files].flatMap(([file, { failure }]) =>
      failure ? [{ file, lostLines: failure.lostLines, error: failure.error }] : [],
    );
  }

  removeOld(): void {
    for (const file of this.#files.values()) file.removeOld();
  }

  stop(): void {
    this.followers.stop();
    for (const file of this.#files.values()) file.close();
  }

  #createPino(file: string): PinoLogger<PinoLevel> {
    return pino<PinoLevel>(
      {
        level: 'debug',
        customLevels: pinoLevels,
        useOnlyCustomLevels: true,
        base: null,
        messageKey: 'msg',
        timestamp: () => `,"ts":"${new Date(this.#options.clock.now()).toISOString()}","n":${this.#nextNumber()}`,
        formatters: { level: (label) => ({ level: label.toUpperCase() }) },
        serializers: {},
      },
      { write: (line: string) => this.#write(file, line) },
    );
  }

  /** Rises by the microsecond, or by one where lines come faster or the clock was put back. */
  #nextNumber(): number {
    this.#number = Math.max(this.#number + 1, this.#options.clock.now() * 1000);
    return this.#number;
  }

  #shape(fields: LogFields | undefined): Record<string, unknown> {
    const shaped: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(fields ?? {})) {
      if (name === 'trace' && typeof value === 'string') shaped['trace'] = this.#redactor.text(value).slice(0, 64);
      else shaped[reservedNames.has(name) ? `${name}_` : name] = this.#redactor.value(value, name, 1);
    }
    return shaped;
  }

  #write(file: string, line: string): void {
    const safe = escapeLine(line.length > longestLine ? shorten(line) : line);
    this.#files.get(file)?.write(safe);
    if (this.followers.count === 0) return;
    const parsed: LogLine | null = parseLogLine(safe, file);
    if (parsed) this.followers.publish(parsed);
  }
}

/** JSON has escaped C0 already; this takes C1, DEL, line separators and marks that turn the text's direction. */
const escapeLine = (line: string): string =>
  line.replaceAll(
    /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A line too long keeps what finds it again; each of its fields was within bounds, all together were not. */
function shorten(line: string): string {
  const parsed = parseLogLine(line, '');
  if (!parsed) return '\n';
  const { at, level, module, id, message, trace } = parsed;
  const kept = {
    level,
    ts: at,
    n: Number(id),
    module,
    ...(trace ? { trace } : {}),
    cutBytes: line.length,
    msg: message,
  };
  return `${JSON.stringify(kept)}\n`;
}

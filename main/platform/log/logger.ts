/** Structured fields; values are redacted on the way to the file. `trace` joins lines to jobs and events. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The console's five levels. `module` is fixed by `child`; lines of one module go to the file that the wiring names. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  critical(message: string, fields?: LogFields): void;
  child(module: string): Logger;
}

/** Says nothing: for tests and benchmarks. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warning() {},
  error() {},
  critical() {},
  child: () => silentLogger,
};

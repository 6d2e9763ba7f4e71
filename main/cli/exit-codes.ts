import type { AppError } from '#shared/contract/errors.ts';

/** What a script can trust (SHAPES, "The command line"). */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  timedOut: 4,
  interrupted: 130,
} as const;

/** Ends a command with a code of its own; `failure` is told on stderr, and as JSON where nothing has been printed yet. */
export class CliExit extends Error {
  readonly exitCode: number;
  readonly failure: AppError | null;
  constructor(exitCode: number, failure: AppError | null = null) {
    super(failure?.code ?? `exit ${exitCode}`, { cause: failure });
    this.exitCode = exitCode;
    this.failure = failure;
  }
}

import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { renderError } from '#shared/i18n/render-error.ts';
import { CliExit, exitCodes } from './exit-codes.ts';

const textValue = z.union([z.string(), z.number(), z.boolean()]);
/** The shape in which every door answers a failure; a command that never reached a console answers in the same. */
export const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), textValue),
  message: z.string(),
  trace: z.string().nullable(),
  issues: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), code: z.string() }).loose()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** What is printed of a failure, and the exit code. */
export interface Explanation {
  readonly exitCode: number;
  /** Null: the command's own answer says it all. */
  readonly failure: Failure | null;
}

/** Exit code and words for whatever a command threw. A bug is thrown on. */
export function explain(error: unknown, language: Language): Explanation {
  const own = (exitCode: number, known: AppError): Explanation => ({
    exitCode,
    failure: { ...renderError(known, language, ''), trace: null },
  });
  if (error instanceof CliExit) {
    return error.failure ? own(error.exitCode, error.failure) : { exitCode: error.exitCode, failure: null };
  }
  // Of a command that works without a console.
  if (error instanceof AppError) return own(exitCodes.failed, error);
  const failure = error instanceof ORPCError ? failureSchema.safeParse(error.data).data : undefined;
  if (failure) return { exitCode: exitCodes.failed, failure };
  if (isLost(error)) return own(exitCodes.unreachable, new AppError('console-unreachable'));
  throw error;
}

/** The connection's own errors have no class: its socket was closed, or no longer takes anything. */
const isLost = (error: unknown): boolean =>
  error instanceof Error && /closed|not open|ECONN|EPIPE|abort/i.test(`${error.name} ${error.message}`);

/** The lines for a person: the message, then what was wrong with each value. */
export function failureLines({ code, params, message, issues = [] }: Failure): string[] {
  // Of several sources it says which one.
  const of = params['source'] === undefined ? '' : `${params['source']}: `;
  return [`${of}${message} (${code})`, ...issues.map((issue) => `  ${issue.path.join('.')}: ${issue.code}`)];
}

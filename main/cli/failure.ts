import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { CliExit, exitCodes } from './exit-codes.ts';

/** The shape in which every door answers a failure. */
const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  message: z.string(),
  trace: z.string().nullable(),
  issues: z.array(z.unknown()).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** The console's own answer inside an error of the connection; null for a bug or a lost connection. */
export function failureOf(error: unknown): Failure | null {
  if (!(error instanceof ORPCError)) return null;
  const parsed = failureSchema.safeParse(error.data);
  return parsed.success ? parsed.data : null;
}

/** Exit code and words for whatever a command threw. */
export function explain(error: unknown): { exitCode: number; words: string; failure: Failure | null } {
  if (error instanceof CliExit) return { exitCode: error.exitCode, words: error.message, failure: null };
  const failure = failureOf(error);
  if (failure) {
    // Of several sources it says which one.
    const of = failure.params['source'] === undefined ? '' : `${failure.params['source']}: `;
    return { exitCode: exitCodes.failed, words: `${of}${failure.message} (${failure.code})`, failure };
  }
  const words = error instanceof Error ? error.message : String(error);
  const isLost = error instanceof Error && /closed|not open|ECONN|abort/i.test(words);
  return { exitCode: isLost ? exitCodes.unreachable : exitCodes.failed, words, failure: null };
}

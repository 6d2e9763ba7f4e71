import { ORPCError, ValidationError } from '@orpc/server';
import { AppError, isErrorCode, type ErrorParams } from '#shared/contract/errors.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { renderError } from '#shared/i18n/render-error.ts';
import { issuesOf, type Issue } from './issues.ts';

/** What every door answers for a failure. Never a stack. */
export interface Failure {
  readonly code: string;
  readonly params: ErrorParams;
  readonly message: string;
  readonly trace: string;
  readonly issues?: readonly Issue[];
}

export interface Told {
  readonly language: Language;
  readonly trace: string;
}

/** A failure as the RPC doors carry it: the answer is the error's `data`. */
export type FailureError = ORPCError<string, Failure>;

/** An expected failure, ready for any door; a bug becomes `internal-error`. */
export function toFailure(error: unknown, { language, trace }: Told): { status: number; body: Failure } {
  const status = error instanceof AppError ? error.status : 500;
  return { status, body: renderError(error, language, trace) };
}

export function toFailureError(error: unknown, told: Told, issues?: readonly Issue[]): FailureError {
  const { status, body } = toFailure(error, told);
  return new ORPCError(body.code, {
    status,
    message: body.message,
    data: issues ? { ...body, issues } : body,
    cause: error,
  });
}

export const isFailureError = (error: unknown): error is FailureError =>
  error instanceof ORPCError && isRecord(error.data) && typeof error.data['code'] === 'string' && 'trace' in error.data;

/**
 * Input that the contract's schema refused. `isQuery`: the whole input came in the address, which answers 400 instead of 422. A
 * schema may name a code of the catalogue as its message; then that is the answer's code.
 */
export function toValidationError(error: ORPCError<string, unknown>, told: Told, isQuery: boolean): FailureError {
  const data: unknown = error.data;
  const input = error.cause instanceof ValidationError ? error.cause.data : undefined;
  const issues = issuesOf(isRecord(data) ? data['issues'] : [], input);
  const named = issues.map((issue) => issue.code).find(isErrorCode);
  const params = issues.find((issue) => issue.code === named)?.params ?? {};
  const known = named
    ? new AppError(named, params)
    : new AppError(isQuery ? 'request-query-invalid' : 'request-invalid', { count: issues.length });
  return toFailureError(known, told, issues);
}

/** Headers that a status owes its reader. */
export function headersOf(status: number, params: ErrorParams): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="Atalaya"' };
  const seconds = params['retryAfterSeconds'];
  if (status === 429)
    return { 'retry-after': String(typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : 60) };
  if (status === 503) return { 'retry-after': '5' };
  const allowed = params['allowed'];
  if (status === 405 && typeof allowed === 'string') return { allow: allowed };
  return {};
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

import { ORPCError } from '@orpc/client';

export interface FieldIssue {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A failure of an operation as the window knows it: a code of the catalogue, its parameters and the trace. */
export class ClientError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly trace: string | null;
  readonly issues: readonly FieldIssue[];
  override readonly name = 'ClientError';

  constructor(fields: {
    code: string;
    params?: Readonly<Record<string, unknown>>;
    message?: string;
    trace?: string | null;
    issues?: readonly FieldIssue[];
    cause?: unknown;
  }) {
    super(fields.message ?? fields.code, { cause: fields.cause });
    this.code = fields.code;
    this.params = fields.params ?? {};
    this.trace = fields.trace ?? null;
    this.issues = fields.issues ?? [];
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const wordOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

function issuesOf(value: unknown): FieldIssue[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((issue) => ({
    path: Array.isArray(issue['path'])
      ? issue['path'].filter((part) => typeof part === 'string' || typeof part === 'number')
      : wordOf(issue['path'], '').split('.'),
    code: wordOf(issue['code'], 'invalid'),
    params: isRecord(issue['params']) ? issue['params'] : {},
  }));
}

/** Brings whatever an operation threw into one form. What is no answer of the console means that it can't be reached. */
export function toClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (!(error instanceof ORPCError)) return new ClientError({ code: 'console-unreachable', cause: error });
  const data: unknown = error.data;
  const body = isRecord(data) ? data : {};
  const code =
    typeof body['code'] === 'string' ? body['code'] : error.code === 'UNAUTHORIZED' ? 'auth-required' : error.code;
  return new ClientError({
    code,
    params: isRecord(body['params']) ? body['params'] : {},
    message: typeof body['message'] === 'string' ? body['message'] : error.message,
    trace: typeof body['trace'] === 'string' ? body['trace'] : null,
    issues: issuesOf(body['issues']),
    cause: error,
  });
}

import { AppError } from '#shared/contract/errors.ts';

const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);
/** The body ended before its announced length (FAULTS 5.4). */
const cuts = new Set([
  'UND_ERR_SOCKET',
  'ECONNRESET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_ABORTED',
  'HPE_INVALID_EOF_STATE',
]);
const diskFull = new Set(['ENOSPC', 'EDQUOT']);

/** Whatever a transfer threw, as an error of the catalogue; after a cancel the signal's own reason. */
export function toDownloadError(
  error: unknown,
  options: { signal: AbortSignal; idleTimeoutMs?: number; file: string },
): AppError {
  if (options.signal.aborted) {
    const reason: unknown = options.signal.reason;
    return reason instanceof AppError ? reason : new AppError('job-interrupted', {}, { cause: reason });
  }
  const known = findAppError(error);
  if (known) return known;
  const code = codeOf(error);
  if (diskFull.has(code))
    return new AppError('disk-full', { path: options.file, freeBytes: 0, neededBytes: 0 }, { cause: error });
  if (timeouts.has(code))
    return new AppError(
      'download-timeout',
      { seconds: Math.round((options.idleTimeoutMs ?? 30_000) / 1000) },
      { cause: error },
    );
  if (cuts.has(code)) return new AppError('download-cut', { receivedBytes: 0, expectedBytes: 0 }, { cause: error });
  return new AppError('download-network', { reason: code }, { cause: error });
}

/** Whether the connection ended before the body did. */
export const isCut = (error: unknown): boolean => cuts.has(codeOf(error));

/** undici wraps what a lookup threw. */
function findAppError(error: unknown): AppError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof AppError) return at;
    if (at instanceof AggregateError) {
      const inner = at.errors.find((entry) => entry instanceof AppError);
      if (inner instanceof AppError) return inner;
    }
  }
  return null;
}

function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const code = (at as NodeJS.ErrnoException).code; // node and undici errors carry one
    if (typeof code === 'string') return code;
  }
  return error instanceof Error ? error.message.slice(0, 120) : 'unknown';
}

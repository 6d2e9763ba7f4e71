import { AppError } from '#shared/contract/errors.ts';

/**
 * Why no answer came (FAULTS 5.4). `later`: the network's, and may pass. `config`: of the address or what listens there; somebody has
 * to mend it. `strange`: an answer that no service gives on purpose; a few tries tell whether it lasts.
 */
export interface SendFault {
  readonly class: 'later' | 'strange' | 'config';
  readonly error: AppError;
}

const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);
const tlsFault =
  /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_|ERR_SSL_|EPROTO$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_)/;
const notHttp = /^(?:HPE_(?!INVALID_EOF)|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$)/;

export function toSendFault(error: unknown, call: { signal: AbortSignal; startedAt: number }): SendFault {
  if (call.signal.aborted) return abortFault(call);
  const known = findInCauses(error, (at) => (at instanceof AppError ? at : null));
  if (known) return { class: 'config', error: addressError(known) };
  const code = codeOf(error);
  const cause = { cause: error };
  if (tlsFault.test(code))
    return { class: 'config', error: new AppError('delivery-tls-failed', { reason: code }, cause) };
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return { class: 'strange', error: new AppError('delivery-network', { reason: code }, cause) };
  const proxyStatus = /^Proxy response \((\d{3})\)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (proxyStatus === '407' || notHttp.test(code) || isParserError(error))
    return { class: 'config', error: invalid(proxyStatus === '407' ? 'proxy' : 'url', proxyStatus ?? code, error) };
  if (timeouts.has(code)) return { class: 'later', error: timeoutError(call.startedAt, error) };
  return { class: 'later', error: new AppError('delivery-network', { reason: code }, cause) };
}

function abortFault(call: { signal: AbortSignal; startedAt: number }): SendFault {
  const reason: unknown = call.signal.reason;
  const error = reason instanceof AppError ? reason : timeoutError(call.startedAt, reason);
  return { class: 'later', error };
}

const timeoutError = (startedAt: number, cause: unknown): AppError =>
  new AppError(
    'delivery-timeout',
    { seconds: Math.max(1, Math.round((performance.now() - startedAt) / 1000)) },
    { cause },
  );

/** The guard speaks of downloads. */
function addressError(error: AppError): AppError {
  if (error.code === 'download-address-refused')
    return new AppError('delivery-address-refused', { host: error.params.host ?? '' });
  return error.code === 'download-url-invalid' ? invalid('url', 'http(s)://…', error) : error;
}

const invalid = (field: string, reason: string, cause: unknown): AppError =>
  new AppError('channel-invalid', { field, reason }, { cause });

const isParserError = (error: unknown): boolean =>
  findInCauses(error, (at) => (at.name === 'HTTPParserError' && codeOf(at) !== 'HPE_INVALID_EOF_STATE' ? at : null)) !==
  null;

/** The code that node or undici gave, however deep it was wrapped. */
export function codeOf(error: unknown): string {
  const code = findInCauses(error, (at) => {
    // node and undici errors carry one; nodemailer puts its own in its place
    const { originalCode, code: found } = at as NodeJS.ErrnoException & { originalCode?: unknown };
    return typeof originalCode === 'string' ? originalCode : typeof found === 'string' ? found : null;
  });
  return code ?? (error instanceof Error ? error.message.slice(0, 120) : 'unknown');
}

function findInCauses<T>(error: unknown, pick: (at: Error) => T | null): T | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const found = pick(at);
    if (found !== null) return found;
    if (!(at instanceof AggregateError)) continue;
    for (const inner of at.errors) {
      const deeper = inner instanceof Error ? pick(inner) : null;
      if (deeper !== null) return deeper;
    }
  }
  return null;
}

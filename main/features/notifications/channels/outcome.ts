import { parseRetryAfter } from '#platform/deliveries/retry-after.ts';
import type { Exchange, SendOutcome, SendRequest } from '#platform/deliveries/ports.ts';
import type { HttpAnswer, HttpResult } from '#platform/http/post.ts';
import type { SendFault } from '#platform/http/send-fault.ts';
import { Redactor } from '#platform/log/redact.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { SinkConfig } from './config.ts';
import { cleanLine } from './text.ts';

/** A strange answer is asked for so often before the channel counts as wrongly set. */
const strangeTries = 3;

/** What one service means by its answers, where it differs from HTTP. */
export interface Reading {
  readonly now: number;
  readonly attempt: number;
  readonly exchange: Exchange;
  /** What is gone at 404 and 410. */
  readonly target: string;
  /** The service's own words for a refusal. */
  readonly reason: string;
  /** A wait that stands in the body. */
  readonly afterMs?: number | null;
}

/** How a call ended, read as HTTP says. */
export function readResult(result: HttpResult, reading: Reading): SendOutcome {
  if (result.kind === 'failed') return readFault(result.fault, reading);
  const { status } = result;
  const { exchange, reason } = reading;
  if (status >= 200 && status < 300) return { kind: 'delivered', exchange };
  if (status === 401 || status === 403) return broken('channel-credentials-refused', { status, reason }, exchange);
  if (status === 404 || status === 410)
    return broken('channel-target-gone', { target: reading.target, reason }, exchange);
  if (status < 400 || status === 408 || status === 425 || status === 429 || status >= 500)
    return readWait(result, reading);
  return {
    kind: 'rejected',
    error: new AppError('delivery-refused', { status, reason }),
    breaks: false,
    exchange,
  };
}

export const broken = (
  code: 'channel-credentials-refused' | 'channel-target-gone' | 'channel-invalid',
  params: AppError['params'],
  exchange: Exchange,
): SendOutcome => ({ kind: 'rejected', error: new AppError(code, params), breaks: true, exchange });

export function readFault(fault: SendFault, { attempt, exchange }: Pick<Reading, 'attempt' | 'exchange'>): SendOutcome {
  const { error } = fault;
  if (fault.class === 'config') return { kind: 'rejected', error, breaks: true, exchange };
  if (fault.class === 'strange' && attempt >= strangeTries)
    return broken('channel-invalid', { field: 'url', reason: String(error.params.reason) }, exchange);
  return { kind: 'retry', error, afterMs: null, exchange };
}

function readWait({ status, headers }: HttpAnswer, reading: Reading): SendOutcome {
  const afterMs = reading.afterMs ?? parseRetryAfter(headers['retry-after'], reading.now);
  const error =
    status === 429 && afterMs !== null
      ? new AppError('delivery-throttled', { retryAfterSeconds: Math.ceil(afterMs / 1000) })
      : new AppError('delivery-http-status', { status });
  const quiets = afterMs === null ? {} : ({ quiets: true } as const);
  return { kind: 'retry', error, afterMs, ...quiets, exchange: reading.exchange };
}

/** Runs a send; a setting that is missing is its outcome too. */
export async function guarded(send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const breaks = error.code.startsWith('channel-');
    return { kind: 'rejected', error, breaks, exchange: { request: null, status: null, answer: null } };
  }
}

/** Takes the channel's own secrets out of what is kept, by value, by the parts of an address, and by form. */
export function createHider(secrets: readonly string[]): (text: string) => string {
  const redactor = new Redactor();
  redactor.know(secrets.flatMap((secret) => [secret, ...partsOfUrl(secret)]).filter(Boolean));
  return (text) => redactor.text(text);
}

function partsOfUrl(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const url = new URL(value);
  return [url.pathname + url.search, ...url.pathname.split('/'), ...url.searchParams.values()].filter(
    (part) => part.length >= 12,
  );
}

/** What a refusal says, in one short line. */
export const shortReason = (text: string, hide: (text: string) => string): string =>
  cleanLine(hide(text)).slice(0, 300).toWellFormed() || '-';

export interface JsonCall {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly type?: string;
}

/** The headers and the life of one call, from the request that it serves. */
export const callOf = (call: JsonCall, request: Pick<SendRequest<SinkConfig>, 'config' | 'signal'>) => ({
  ...call,
  headers: { 'content-type': call.type ?? 'application/json', ...call.headers },
  proxy: typeof request.config.proxy === 'string' ? request.config.proxy.trim() : '',
  signal: request.signal,
});

/** The call and its answer as they are kept. The address is kept as its origin where its path is the secret. */
export function exchangeOf(
  call: { url: string; method?: string; body: string },
  result: HttpResult,
  hide: (text: string) => string,
): Exchange {
  const isAnswered = result.kind === 'answered';
  return {
    request: `${call.method ?? 'POST'} ${hide(call.url)}\n${hide(call.body)}`,
    status: isAnswered ? result.status : null,
    answer: isAnswered ? hide(result.text) : null,
  };
}

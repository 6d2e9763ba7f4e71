import type { SendOutcome, SendRequest } from '#platform/deliveries/ports.ts';
import type { HttpResult } from '#platform/http/post.ts';
import type { SinkConfig } from './config.ts';
import { callOf, createHider, exchangeOf, readResult, shortReason, type JsonCall, type Reading } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';

export interface HttpSend {
  readonly call: JsonCall;
  /** The address as it may be kept. */
  readonly shownUrl: string;
  readonly secrets: readonly string[];
  /** What is gone at 404. */
  readonly target: string;
  /** What this service means otherwise than HTTP; null leaves it to that. */
  readonly read?: (result: HttpResult, reading: Reading) => SendOutcome | null;
  /** A wait in the body of a 429. */
  readonly afterMs?: (result: HttpResult) => number | null;
}

/** One call, its answer read, its secrets taken out of what is kept. */
export async function sendHttp(
  deps: SinkDeps,
  request: SendRequest<SinkConfig>,
  { call, shownUrl, secrets, target, read, afterMs }: HttpSend,
): Promise<SendOutcome> {
  const hide = createHider(secrets);
  const result = await deps.http.send(callOf(call, request));
  const reading: Reading = {
    now: deps.clock.now(),
    attempt: request.attempt,
    exchange: exchangeOf({ ...call, url: shownUrl }, result, hide),
    target,
    reason: shortReason(result.kind === 'answered' ? result.text : '', hide),
    afterMs: afterMs?.(result) ?? null,
  };
  return read?.(result, reading) ?? readResult(result, reading);
}

/** The address without what may be a secret in it. */
export const originOf = (url: string): string => (URL.canParse(url) ? `${new URL(url).origin}/…` : '…');

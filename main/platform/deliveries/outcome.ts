import type { AppError } from '#shared/contract/errors.ts';
import { redactText } from '../log/redact.ts';
import type { Exchange, SendOutcome } from './ports.ts';

const capChars = 20_000;

/** What a row keeps of an exchange: without what looks like a secret, and at most 20 KB of each side. */
export function keptOf(exchange: Exchange): Exchange {
  const kept = (text: string | null) => text && redactText(text.slice(0, capChars));
  return { request: kept(exchange.request), status: exchange.status, answer: kept(exchange.answer) };
}

/** Whether the endpoint itself gave no useful answer: only that counts for its breaker. A request for silence does not. */
export const isEndpointFailure = (outcome: SendOutcome): boolean => outcome.kind === 'retry' && !outcome.quiets;

export const errorOf = (outcome: SendOutcome): AppError | null =>
  outcome.kind === 'delivered' ? (outcome.warning ?? null) : outcome.error;

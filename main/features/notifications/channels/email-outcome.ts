import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { Exchange, SendOutcome } from '#platform/deliveries/ports.ts';
import { codeOf, toSendFault } from '#platform/http/send-fault.ts';
import { AppError } from '#shared/contract/errors.ts';
import { broken, readFault, shortReason } from './outcome.ts';

interface MailReading {
  /** Whom, what: without secrets. */
  readonly shown: string;
  /** Addresses that are none and were left out. */
  readonly bad: readonly string[];
  readonly hide: (text: string) => string;
}

/** What nodemailer's errors carry. */
interface MailError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly rejected?: readonly string[];
}

/** Taken for at least one: whoever was refused is named. */
export function readMailResult(info: SMTPTransport.SentMessageInfo, { shown, bad, hide }: MailReading): SendOutcome {
  const refused = [...bad, ...(info.rejected ?? [])];
  const errors = (info.rejectedErrors ?? []) as readonly MailError[]; // nodemailer's own errors
  const answer = [info.response, ...errors.map((error) => error.response ?? error.message)].join('\n');
  const exchange: Exchange = { request: shown, status: statusOf(info.response), answer: hide(answer) };
  if (refused.length === 0) return { kind: 'delivered', exchange };
  const warning = new AppError('mail-recipients-refused', { addresses: refused.join(', ') });
  return { kind: 'delivered', exchange, warning };
}

const statusOf = (response: string | undefined): number | null => Number(/^\d{3}/.exec(response ?? '')?.[0]) || null;

export function readMailError(error: unknown, reading: MailReading & { signal: AbortSignal }): SendOutcome {
  const failure = error as MailError; // whatever was thrown; every field is looked at as optional
  const status = failure.responseCode ?? null;
  const words = failure.response ?? (error instanceof Error ? error.message : '');
  const exchange: Exchange = { request: reading.shown, status, answer: status === null ? null : reading.hide(words) };
  const reason = shortReason(words, reading.hide);
  if (reading.signal.aborted || status === null) return readUnanswered(failure, { ...reading, exchange, reason });
  // RFC 5321, 4.2.1: 4yz may work later, 5yz will not.
  if (status < 500)
    return { kind: 'retry', error: new AppError('delivery-http-status', { status }), afterMs: null, exchange };
  if (failure.code === 'EAUTH' || status === 530 || status === 535)
    return broken('channel-credentials-refused', { status, reason }, exchange);
  if (failure.code === 'ETLS')
    return { kind: 'rejected', error: new AppError('delivery-tls-failed', { reason }), breaks: true, exchange };
  if (failure.rejected && failure.rejected.length > 0) {
    const addresses = [...reading.bad, ...failure.rejected].join(', ');
    return { kind: 'rejected', error: new AppError('mail-recipients-refused', { addresses }), breaks: false, exchange };
  }
  return { kind: 'rejected', error: new AppError('delivery-refused', { status, reason }), breaks: false, exchange };
}

function readUnanswered(
  failure: MailError,
  reading: MailReading & { signal: AbortSignal; exchange: Exchange; reason: string },
): SendOutcome {
  const { exchange, signal, reason } = reading;
  if (!signal.aborted && failure.code === 'EAUTH')
    return broken('channel-credentials-refused', { status: 0, reason }, exchange);
  // A line that was cut while TLS began says nothing about TLS.
  if (!signal.aborted && failure.code === 'ETLS' && !/closed unexpectedly|ECONNRESET/.test(failure.message))
    return { kind: 'rejected', error: new AppError('delivery-tls-failed', { reason }), breaks: true, exchange };
  const fault = toSendFault(failure, { signal, startedAt: performance.now() });
  if (fault.class === 'later' && codeOf(failure) === 'EPROTOCOL')
    return broken('channel-invalid', { field: 'port', reason }, exchange);
  return readFault(fault, { attempt: 1, exchange });
}

import { createHash } from 'node:crypto';
import type { SendOutcome, SendRequest, Sink } from '#platform/deliveries/ports.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { OutgoingMessage } from '#shared/domain/delivery.ts';
import { requireList, requireText, textOf, type SinkConfig } from './config.ts';
import { sendMail, type MailServer } from './email-connection.ts';
import { readMailError, readMailResult } from './email-outcome.ts';
import { createHider, guarded } from './outcome.ts';
import type { SinkDeps } from './sink-deps.ts';
import { bytes, cleanLine, cleanText, cutText } from './text.ts';

const subjectLimitBytes = 400;
const bodyLimitBytes = 200_000;
/** One @, no spaces, no control characters, nothing that ends a header or the SMTP command it stands in. */
const address = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,255}$/;

/** SMTP: 465 with TLS, all others with STARTTLS required; in the clear only to this machine itself. */
export function createEmailSink(deps: SinkDeps): Sink {
  return {
    kind: 'email',
    policy: { concurrency: 2, timeoutMs: 30_000 },
    render: (message) => {
      const { subject, text, isCut } = layOut(message);
      return { text: [subject, text].filter(Boolean).join('\n\n'), isCut };
    },
    send: (request) => guarded(() => send(deps, request)),
  };
}

async function send(deps: SinkDeps, request: SendRequest<SinkConfig>): Promise<SendOutcome> {
  const server = serverOf(request.config);
  const to = requireList(request.config, 'to');
  const good = to.filter((entry) => address.test(entry));
  const hide = createHider([server.password]);
  const bad = to.filter((entry) => !address.test(entry)).map((entry) => cleanLine(entry).slice(0, 100));
  if (good.length === 0) throw new AppError('mail-recipients-refused', { addresses: bad.join(', ') });
  const { subject, text } = layOut(request.message);
  const from = senderOf(request.config);
  const mail = {
    from: { name: 'Atalaya', address: from },
    to: good,
    ...subjectOf(subject),
    text,
    html: asHtml(subject, text, request.message.path === null ? null : deps.linkFor(request.message.path)),
    messageId: messageIdOf(request.idempotencyKey, from),
    date: new Date(request.message.at),
    // Nothing in a text may make the mailer read a file or a link of this machine.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const shown = hide(`${server.host}:${server.port} · ${from} → ${good.join(', ')}\n${subject}\n\n${text}`);
  try {
    const result = await sendMail({ server, mail, guard: deps.guard, signal: request.signal });
    return readMailResult(result, { shown, bad, hide });
  } catch (error) {
    return readMailError(error, { shown, bad, hide, signal: request.signal });
  }
}

function serverOf(config: SinkConfig): MailServer {
  return {
    host: requireText(config, 'server'),
    port: Number(config.port) || 587,
    user: textOf(config, 'user'),
    // Spaces at its ends may belong to it.
    password: typeof config.password === 'string' ? config.password : '',
    proxy: textOf(config, 'proxy'),
  };
}

function senderOf(config: SinkConfig): string {
  const from = textOf(config, 'from') || textOf(config, 'user');
  if (!from) throw new AppError('channel-incomplete', { field: 'from' });
  if (!address.test(from)) throw new AppError('channel-invalid', { field: 'from', reason: 'name@host' });
  return from;
}

/** The same for every attempt: a mail server or reader that gets it twice can tell. */
const messageIdOf = (key: string, from: string): string =>
  `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${from.split('@')[1] ?? 'atalaya.local'}>`;

const always = { 'Auto-Submitted': 'auto-generated' } as const;

/** The mailer leaves ASCII as it is, so that a text that looks like an encoded word would be decoded by the reader (RFC 2047). */
function subjectOf(subject: string) {
  if (!subject.includes('=?')) return { subject, headers: always };
  const words = (subject.match(/.{1,10}/gsu) ?? []).map(
    (piece) => `=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`,
  );
  return { headers: { ...always, Subject: { prepared: true, value: words.join('\r\n ') } } };
}

function layOut(message: OutgoingMessage): { subject: string; text: string; isCut: boolean } {
  const subject = cutText(cleanLine(message.title), subjectLimitBytes, bytes);
  const text = cutText(cleanText(message.body), bodyLimitBytes, bytes);
  return { subject: subject.text || 'Atalaya', text: text.text, isCut: subject.isCut || text.isCut };
}

function asHtml(subject: string, text: string, link: string | null): string {
  return [
    '<!doctype html><html><head><meta charset="utf-8"></head><body style="font-family:sans-serif">',
    `<h2 style="font-size:18px">${escapeHtml(subject)}</h2>`,
    `<div style="white-space:pre-wrap">${escapeHtml(text)}</div>`,
    link === null ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`,
    '</body></html>',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);

import type { IncomingMessage } from 'node:http';
import type { CallContext, SessionCookie } from '#platform/call-context.ts';
import type { Caller, CallerRegistry } from '#platform/callers.ts';
import type { Random } from '#platform/ids.ts';
import { AppError } from '#shared/contract/errors.ts';
import { pickLanguage, type Language } from '#shared/i18n/languages.ts';
import { provenanceOf } from './local-guard.ts';
import { traceOf } from './trace.ts';

export const sessionCookieName = 'atalaya_session';

/** What a door knows of a request before it is routed. */
export interface Visitor {
  readonly language: Language;
  readonly trace: string;
  readonly remote: string;
}

export const visitorOf = (request: IncomingMessage, random: Random): Visitor => ({
  language: pickLanguage(request.headers['accept-language'] ?? ''),
  trace: traceOf(request.headers['traceparent'], random),
  remote: request.socket.remoteAddress ?? '',
});

/** The caller's credentials: a token in the header, else the session cookie. Never anything in the address. */
export function identify(request: IncomingMessage, callers: CallerRegistry): Caller | null {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const token = /^Bearer ([\x21-\x7e]{1,500})$/i.exec(header)?.[1];
    const caller = token ? callers.byToken(token, request.socket.remoteAddress ?? '') : null;
    if (!caller) throw new AppError('auth-token-invalid');
    return caller;
  }
  const id = sessionIdOf(request);
  if (id === null) return null;
  const caller = callers.bySession(id);
  if (!caller) throw new AppError('auth-token-expired');
  requireOwnPage(request);
  return caller;
}

const safeMethods = new Set(['GET', 'HEAD']);

/** A cookie travels by itself, so that what it may change must come from a page of ours. */
function requireOwnPage(request: IncomingMessage): void {
  if (provenanceOf(request) === 'same') return;
  const isSafe = safeMethods.has(request.method ?? '') && request.headers.upgrade === undefined;
  if (!isSafe || provenanceOf(request) === 'foreign') throw new AppError('request-origin-refused');
}

export function sessionIdOf(request: IncomingMessage): string | null {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === sessionCookieName && value && /^[A-Za-z0-9_-]{20,100}$/.test(value)) return value;
  }
  return null;
}

const nobody: ReadonlySet<never> = new Set<never>();

export function contextOf(visitor: Visitor, caller: Caller | null, sessionCookie?: SessionCookie): CallContext {
  return {
    actor: caller?.actor ?? 'stranger',
    via: caller?.via ?? 'public',
    scopes: caller?.scopes ?? nobody,
    ...visitor,
    ...(sessionCookie ? { sessionCookie } : {}),
  };
}

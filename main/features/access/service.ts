import type { CallContext } from '#platform/call-context.ts';
import { allScopes, type Caller, type CallerRegistry } from '#platform/callers.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import type { EventLog } from '#platform/events/event-log.ts';
import { newSecretId, type Random } from '#platform/ids.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Outputs } from '#shared/contract/index.ts';
import { FailureLimit } from './failure-limit.ts';
import { hashOf, isSameHash, SignInCodes } from './sign-in-codes.ts';
import { createMemorySessions, createSessionStore, type SessionStore } from './store.ts';

export interface AccessDependencies {
  readonly database: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly random: Random;
  /** The token of control.json, for the command line of the same user. */
  readonly ownerToken: string;
  /** `ATALAYA_ADMIN_TOKEN`; empty is none. */
  readonly adminToken: string;
  /** Where the window is served; throws `service-stopped` while it is not. */
  readonly address: () => string;
}

const dayMs = 86_400_000;
const sessionMs = 7 * dayMs;
/** Sliding costs a write; once an hour is enough for days. */
const slideAfterMs = 3_600_000;
const maxSessions = 200;
const allowedFailures = 10;

/** Who may call: one-time links, the sessions that they become, and the tokens of owner and administrator. */
export class AccessService implements CallerRegistry {
  readonly #deps: AccessDependencies;
  readonly #codes: SignInCodes;
  readonly #store: SessionStore;
  readonly #failures: FailureLimit;
  readonly #endListeners = new Set<() => void>();
  readonly #tokens: readonly { hash: Buffer; actor: string; via: 'cli' | 'token' }[];

  constructor(deps: AccessDependencies) {
    this.#deps = deps;
    this.#codes = new SignInCodes(deps.clock, deps.random);
    this.#store = deps.database.isReadOnly ? createMemorySessions() : createSessionStore(deps.database);
    this.#failures = new FailureLimit(deps.clock, allowedFailures);
    this.#tokens = [
      { hash: hashOf(deps.ownerToken), actor: 'cli', via: 'cli' },
      ...(deps.adminToken === ''
        ? []
        : [{ hash: hashOf(deps.adminToken), actor: 'admin-token', via: 'token' } as const]),
    ];
  }

  /** The owner's own token is never locked out; a guesser of the other is, after ten wrong ones a minute. */
  byToken(token: string, remote: string): Caller | null {
    const hash = hashOf(token);
    const found = this.#tokens.filter((known) => isSameHash(known.hash, hash))[0];
    if (found?.via !== 'cli') this.#failures.check(remote);
    if (found) return { actor: found.actor, via: found.via, scopes: allScopes, isStillValid: () => true };
    this.#failures.count(remote);
    return null;
  }

  bySession(id: string): Caller | null {
    const idHash = hashOf(id);
    const now = this.#deps.clock.now();
    const row = this.#store.findSession(idHash);
    if (!row || row.expires_at <= now) return null;
    if (now - row.used_at > slideAfterMs) this.#slide(idHash, now);
    return { actor: 'session', via: 'session', scopes: allScopes, isStillValid: () => this.#isAlive(idHash) };
  }

  onSessionEnded(listener: () => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** A link that signs its first user in, for ten minutes. The code stands behind `#`, which browsers keep to themselves. */
  createLink(): Outputs['access']['createLink'] {
    const { code, expiresAt } = this.#codes.create();
    return { url: `${this.#deps.address()}/sign-in#code=${code}`, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Throws `auth-link-used` for a code that is wrong, old or used, and `request-too-many` after too many of them. */
  async signIn(code: string, context: CallContext): Promise<Outputs['access']['signIn']> {
    const cookie = context.sessionCookie;
    if (!cookie) throw new AppError('system-action-unavailable', { action: 'sign-in' });
    const remote = context.remote ?? '';
    this.#failures.check(remote);
    if (!this.#codes.redeem(code)) {
      this.#failures.count(remote);
      await this.#record('access.refused', context);
      throw new AppError('auth-link-used');
    }
    const id = newSecretId(this.#deps.random);
    const now = this.#deps.clock.now();
    const expiresAt = now + sessionMs;
    await this.#change(() => {
      this.#store.removeExpiredSessions(now);
      if (this.#store.countSessions() >= maxSessions)
        throw new AppError('request-too-many', { retryAfterSeconds: 3600 });
      this.#store.addSession(hashOf(id), now, expiresAt);
      this.#append('access.signed-in', context);
    });
    cookie.set(id, expiresAt);
    return { expiresAt: new Date(expiresAt).toISOString() };
  }

  session(context: CallContext): Outputs['access']['session'] {
    if (context.via === 'public') throw new AppError('auth-required');
    return { actor: context.actor, via: context.via, scopes: [...context.scopes] };
  }

  /** Ends the session of the caller's cookie; callers with a token have none, and nothing happens. */
  async signOut(context: CallContext): Promise<Outputs['access']['signOut']> {
    const id = context.sessionCookie?.current;
    if (id) {
      await this.#change(() => this.#store.removeSession(hashOf(id)));
      for (const listener of this.#endListeners) listener();
    }
    context.sessionCookie?.clear();
    return { done: true };
  }

  #isAlive(idHash: Buffer): boolean {
    const row = this.#store.findSession(idHash);
    return row !== null && row.expires_at > this.#deps.clock.now();
  }

  #slide(idHash: Buffer, now: number): void {
    // A session that could not be prolonged is still good until its old end.
    this.#change(() => this.#store.touchSession(idHash, now, now + sessionMs)).catch(() => undefined);
  }

  async #record(type: 'access.refused', context: CallContext): Promise<void> {
    await this.#change(() => this.#append(type, context));
  }

  async #change(change: () => void): Promise<void> {
    if (this.#deps.database.isReadOnly) change();
    else await this.#deps.database.write(change);
  }

  #append(type: 'access.signed-in' | 'access.refused', context: CallContext): void {
    // Nothing can be recorded there; the log file still says who came.
    if (this.#deps.database.isReadOnly) return;
    this.#deps.events.append({ type, subject: 'access', data: { remote: context.remote ?? '' }, trace: context.trace });
  }
}

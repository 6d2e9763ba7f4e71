import type { CallContext } from './call-context.ts';

/** Somebody whose token or session was accepted. */
export interface Caller extends Pick<CallContext, 'actor' | 'via' | 'scopes'> {
  /** Sessions end while their sockets are open. */
  isStillValid(): boolean;
}

/** Who the doors ask about credentials. */
export interface CallerRegistry {
  /** Null for an unknown token. Throws `request-too-many` after too many wrong ones from `remote`. */
  byToken(token: string, remote: string): Caller | null;
  bySession(id: string): Caller | null;
  /** Hears that sessions ended, so that sockets that lived on them close. */
  onSessionEnded(listener: () => void): () => void;
}

export const allScopes: CallContext['scopes'] = new Set(['read', 'write', 'admin']);

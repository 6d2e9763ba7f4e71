/** Who calls an operation, made once at the door (transport) and handed to every router. */
export interface CallContext {
  /** As it stands in events: `window`, `cli`, `admin-token`, `session`. Never a secret. */
  readonly actor: string;
  readonly via: 'session' | 'token' | 'window' | 'cli' | 'public';
  readonly scopes: ReadonlySet<'read' | 'write' | 'admin'>;
  /** New for each request unless the caller brought one. */
  readonly trace: string;
  readonly language: 'es' | 'pt-BR' | 'en';
  /** Where the call came from, for limits; absent inside the process. */
  readonly remote?: string;
  /** The browser's side of a session; only HTTP can hold a cookie. */
  readonly sessionCookie?: SessionCookie;
}

export interface SessionCookie {
  /** The id that the caller brought; null when it brought none. */
  readonly current: string | null;
  set(id: string, expiresAt: number): void;
  clear(): void;
}

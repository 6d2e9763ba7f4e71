/** Who calls an operation, made once at the door (transport) and handed to every router. */
export interface CallContext {
  /** As it stands in events: `window`, `cli`, `admin-token`, `session`. Never a secret. */
  readonly actor: string;
  readonly via: 'session' | 'token' | 'window' | 'cli' | 'public';
  readonly scopes: ReadonlySet<'read' | 'write' | 'admin'>;
  /** New for each request unless the caller brought one. */
  readonly trace: string;
  readonly language: 'es' | 'pt-BR' | 'en';
}

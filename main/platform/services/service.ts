/** How a start may differ from the settings. */
export interface ServiceStart {
  /** Where the port of the settings is taken, a free one does. */
  readonly anyPort?: boolean;
}

/** A part of the console with a start and a stop, watched and restarted by the supervisor. */
export interface Service {
  readonly name: string;
  /** Callers may come through it: whoever asks it to stop is answered before it does. */
  readonly carriesCalls?: boolean;
  /** Resolves once it serves. Rejects with an AppError such as `port-in-use`. Comes after a `stop` too. */
  start(options?: ServiceStart): Promise<{ port: number | null; address: string | null }>;
  /** Ends within `deadlineMs` (its own where none is given); a second call does nothing. */
  stop(deadlineMs?: number): Promise<void>;
  /** Called by a service that breaks while running; the supervisor sets the listener before `start`. */
  onFailure?: ((error: unknown) => void) | undefined;
}

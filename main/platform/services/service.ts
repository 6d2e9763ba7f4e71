/** A part of the console with a start and a stop, watched and restarted by the supervisor. */
export interface Service {
  readonly name: string;
  /** Resolves once it serves. Rejects with an AppError such as `port-in-use`. */
  start(): Promise<{ port: number | null; address: string | null }>;
  /** Ends within its deadline; a second call does nothing. */
  stop(): Promise<void>;
  /** Called by a service that breaks while running; the supervisor sets the listener before `start`. */
  onFailure?: ((error: unknown) => void) | undefined;
}

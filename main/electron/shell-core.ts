import type { MessagePortMain } from 'electron';
import type { Logger } from '#platform/log/logger.ts';
import type { Client } from '#shared/contract/index.ts';

/** What the shell needs of the core; `main/index.ts` makes it from `createCore`. */
export interface ShellCore {
  /** Rejects with `console-already-running` when another process holds the data folder. */
  start(): Promise<void>;
  /** Hands running jobs back and closes everything within `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
  /** Serves the contract on one end of a port pair until that end closes. */
  connectPort(port: MessagePortMain): void;
  /** The same operations as the window's, called in this process by tray and menu. */
  readonly client: Client;
  /** Writes into the console's own logs. */
  readonly logger: Logger;
  /** A job's files over HTTP semantics, with Range. */
  serveMedia(request: Request): Promise<Response>;
}

import type { Clock } from '#platform/clock.ts';
import type { HostShell } from '#platform/host-shell.ts';
import type { Random } from '#platform/ids.ts';
import type { SafeStoragePort } from '#platform/secrets/sealer.ts';
import type { Client } from '#shared/contract/index.ts';
import type { CallContext } from '#platform/call-context.ts';
import type { Logger } from '#platform/log/logger.ts';
import type { PortLike } from '../transport/port.ts';
import type { AppRouter } from '../transport/rpc.ts';
import type { SettingsInput } from './setting-sources.ts';
import type { Settings } from './settings.ts';

/** What a host hands in. */
export interface CoreOptions {
  /** Made where it is missing; one console at a time owns it. */
  readonly dataFolder: string;
  readonly host: HostShell;
  readonly settingsInput: SettingsInput;
  /** The built window for browsers; null serves none. */
  readonly rendererFolder: string | null;
  readonly version: string;
  /** Ends by itself once no job is left and nobody is connected: a console that a command line started for its own work. */
  readonly endsWhenUnused?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
  /** The desktop's vault, in the shell. */
  readonly safeStorage?: SafeStoragePort;
}

/** The console without its host. Nothing runs before `start`. */
export interface Core {
  /** Rejects with what kept it from starting, `console-stopping` if that was `stop`; then nothing runs. */
  start(): Promise<void>;
  /** Hands running jobs back and closes everything within `deadlineMs`. A second call waits for the first. */
  stop(deadlineMs?: number): Promise<void>;
  readonly router: AppRouter;
  readonly settings: Settings;
  readonly logger: Logger;
  /** The same operations, called in this process as the window. */
  readonly client: Client;
  context(via: CallContext['via'], actor: string): CallContext;
  /** Serves the contract on one end of a message channel until it closes. */
  connectPort(port: PortLike): void;
  /** A job's files for hosts that speak in web requests. */
  serveMedia(request: Request): Promise<Response>;
  /** `http://127.0.0.1:5002`; null while the control server does not serve. */
  readonly controlAddress: string | null;
  /** A one-time link for the browser. */
  createSignInLink(): { url: string; expiresAt: string };
}

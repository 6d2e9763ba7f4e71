import type { ClientContext, ClientLink } from '@orpc/client';
import { create } from 'zustand';
import { reconnectDelayMs } from './backoff.ts';
import { ClientError, toClientError } from './client-error.ts';
import { openLine, type Line } from './transport.ts';

/**
 * connecting ──► online ──► offline ──(backoff)──► connecting
 *      └──► signed-out (the browser has no session; waits for a sign-in)
 */
export type ConnectionState =
  | { readonly status: 'connecting'; readonly sinceMs: number }
  | { readonly status: 'online'; readonly sinceMs: number }
  | { readonly status: 'offline'; readonly sinceMs: number; readonly nextTryAtMs: number }
  | { readonly status: 'signed-out'; readonly sinceMs: number };

export const useConnection = create<{ state: ConnectionState }>(() => ({
  state: { status: 'connecting', sinceMs: Date.now() },
}));

/** How long an operation waits for the line before it says that the console can't be reached. */
const patienceMs = 8000;
const lostSession = new Set(['auth-required', 'auth-token-expired', 'auth-token-invalid']);

/** Keeps one line to the console open, and gives operations a link that survives its changes. */
export class Connection {
  #line: Line | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;
  /** Since the last try began: one that asks while we still find out why a try failed must not be forgotten. */
  #isTryAsked = false;
  #offlineSinceMs: number | null = null;

  /** For the client: waits for the line, then calls over whichever is open. */
  readonly link: ClientLink<ClientContext> = {
    call: async (path, input, options) => {
      const patience = AbortSignal.timeout(patienceMs);
      try {
        const line = await this.untilOnline(options.signal ? AbortSignal.any([options.signal, patience]) : patience);
        return await line.link.call(path, input, options);
      } catch (cause) {
        options.signal?.throwIfAborted();
        const error = toClientError(cause);
        if (lostSession.has(error.code) && path[0] !== 'access') this.#loseSession();
        throw error;
      }
    },
  };

  start(): void {
    window.addEventListener('online', this.reconnect);
    document.addEventListener('visibilitychange', this.#tryWhenSeen);
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener('online', this.reconnect);
    document.removeEventListener('visibilitychange', this.#tryWhenSeen);
    this.#line?.close();
    this.#wake();
  }

  /** Tries now instead of when the backoff ends; a line that is open is closed first. */
  readonly reconnect = (): void => {
    this.#isTryAsked = true;
    this.#line?.close();
    this.#wake();
  };

  /** Somebody looks again: the console may be back, or another tab has signed in. */
  readonly #tryWhenSeen = (): void => {
    if (document.visibilityState === 'visible') this.#wake();
  };

  /** The open line, as soon as there is one. Rejects when the signal aborts. */
  untilOnline(signal: AbortSignal): Promise<Line> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.#line) finish(() => resolve(this.#line ?? unreachable()));
        else if (signal.aborted) finish(() => reject(new ClientError({ code: 'console-unreachable' })));
      };
      const finish = (settle: () => void) => {
        unsubscribe();
        signal.removeEventListener('abort', look);
        settle();
      };
      const unsubscribe = useConnection.subscribe(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stopped; attempt += 1) {
      this.#isTryAsked = false;
      try {
        this.#line = await openLine();
        attempt = 0;
        this.#offlineSinceMs = null;
        this.#set({ status: 'online', sinceMs: Date.now() });
        await this.#line.closed;
      } catch {
        // Not reached; below we find out why and wait.
      }
      this.#line = null;
      if (this.#stopped) return;
      await this.#waitForNextTry(attempt);
      this.#set({ status: 'connecting', sinceMs: this.#offlineSinceMs ?? Date.now() });
    }
  }

  async #waitForNextTry(attempt: number): Promise<void> {
    this.#offlineSinceMs ??= Date.now();
    const isSignedOut = !window.atalaya && (await hasNoSession());
    if (this.#isTryAsked) return;
    if (isSignedOut) {
      this.#set({ status: 'signed-out', sinceMs: Date.now() });
      await new Promise<void>((resolve) => (this.#wake = resolve));
      return;
    }
    const delayMs = reconnectDelayMs(attempt, Math.random);
    this.#set({ status: 'offline', sinceMs: this.#offlineSinceMs, nextTryAtMs: Date.now() + delayMs });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #loseSession(): void {
    this.#line?.close();
  }

  #set(state: ConnectionState): void {
    useConnection.setState({ state });
  }
}

function unreachable(): never {
  throw new Error('the line went away within one turn');
}

/** A browser can't see why a WebSocket was refused; the session's own address tells. */
async function hasNoSession(): Promise<boolean> {
  try {
    const answer = await fetch('/api/v1/session', { signal: AbortSignal.timeout(5000), cache: 'no-store' });
    return answer.status === 401;
  } catch {
    return false; // No answer at all: the console is away, not the session.
  }
}

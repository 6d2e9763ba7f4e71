import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { AppError } from '#shared/contract/errors.ts';
import type { Client } from '#shared/contract/index.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
import { failureSchema } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What a running console leaves in its data folder for its owner, mode 0600. */
const controlFileSchema = z.object({
  pid: z.int().positive(),
  port: z.int().min(1).max(65_535),
  token: z.string().min(1),
});
export type ControlFile = z.infer<typeof controlFileSchema>;

export interface ConsoleLink {
  readonly client: Client;
  readonly control: ControlFile;
  /** Resolves when the console has closed the connection. */
  readonly closed: Promise<void>;
  close(): void;
}

const connectLimitMs = 10_000;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, of another user
  }
}

/** The text of a file that may not be there. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // fs throws system errors
    throw error;
  }
}

/** The process that holds the data folder, also while it starts and stops; null where none does. */
export function folderHolder(dataFolder: string): number | null {
  const pid = Number.parseInt(textOf(path.join(dataFolder, 'console.pid')) ?? '', 10);
  return pid > 0 && isAlive(pid) ? pid : null;
}

/** The console that serves this data folder; null where none does. */
export function findConsole(dataFolder: string): ControlFile | null {
  const text = textOf(path.join(dataFolder, 'control.json'));
  const control = controlFileSchema.safeParse(text === null ? null : parseJson(text));
  return control.success && isAlive(control.data.pid) ? control.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // half-written by a console that died; the same as none
  }
}

/** Connects to the running console. Null where none answers; throws what a console says that refuses us. */
export async function connect(dataFolder: string, terminal: Terminal): Promise<ConsoleLink | null> {
  const control = findConsole(dataFolder);
  if (!control) return null;
  const socket = new WebSocket(`ws://127.0.0.1:${control.port}/rpc`, {
    headers: { authorization: `Bearer ${control.token}`, 'accept-language': terminal.language },
    handshakeTimeout: connectLimitMs,
  });
  const outcome = await new Promise<'open' | 'silent' | IncomingMessage>((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, response) => resolve(response));
    // Heard for as long as it lives: an error that nobody hears ends the process.
    socket.on('error', () => resolve('silent'));
  });
  if (outcome === 'silent') return null;
  if (outcome !== 'open') return refusalOf(outcome);
  return linkOver(socket, control);
}

/** A console's own refusal is thrown; any other server on a dead console's port is no console. */
async function refusalOf(response: IncomingMessage): Promise<null> {
  let body = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) body += String(chunk);
  } catch {
    return null; // cut off in mid-answer: as good as none
  }
  const failure = failureSchema.safeParse(parseJson(body)).data;
  if (!failure) return null;
  throw new CliExit(exitCodes.unreachable, new AppError('console-refused', { reason: failure.message }));
}

function linkOver(socket: WebSocket, control: ControlFile): ConsoleLink {
  let isClosing = false;
  const line = {
    // What leaves a stream tells the console so a little later; by then we may have gone, which says the same.
    get readyState() {
      return isClosing ? WebSocket.OPEN : socket.readyState;
    },
    send: (data: string) => void (socket.readyState === WebSocket.OPEN && socket.send(data)),
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
  };
  // The link uses these four alone; its typings ask for the browser's whole class.
  const link = new RPCLink({ websocket: line as unknown as globalThis.WebSocket });
  const client: Client = createORPCClient(link);
  const closed = once(socket, 'close').then(() => undefined);
  return {
    client,
    control,
    closed,
    close() {
      isClosing = true;
      socket.close();
    },
  };
}

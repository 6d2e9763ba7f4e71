import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Client } from '#shared/contract/index.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** What a running console leaves in its data folder for its owner, mode 0600. */
const controlFileSchema = z.object({
  pid: z.int().positive(),
  port: z.int().min(1).max(65_535),
  token: z.string().min(1),
});
export type ControlFile = z.infer<typeof controlFileSchema>;

/** How a console without a window is started. */
export interface HeadlessProgram {
  readonly command: string;
  readonly args: readonly string[];
}

export interface ConsoleLink {
  readonly client: Client;
  readonly control: ControlFile;
  /** This command started it, and gives it up when its work has ended. */
  readonly isOurs: boolean;
  close(): void;
}

const startLimitMs = 30_000;
const connectLimitMs = 10_000;
const lookEveryMs = 50;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, of another user
  }
}

/** The console that runs on this data folder; null where none does. */
export function findConsole(dataFolder: string): ControlFile | null {
  let text: string;
  try {
    text = readFileSync(path.join(dataFolder, 'control.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const control = controlFileSchema.safeParse(parseJson(text));
  return control.success && isAlive(control.data.pid) ? control.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // half-written by a console that died; the same as none
  }
}

/** Connects to the running console. Null where none answers. */
export async function connect(dataFolder: string, terminal: Terminal, isOurs = false): Promise<ConsoleLink | null> {
  const control = findConsole(dataFolder);
  if (!control) return null;
  const socket = new WebSocket(`ws://127.0.0.1:${control.port}/rpc`, {
    headers: { authorization: `Bearer ${control.token}`, 'accept-language': terminal.language },
    handshakeTimeout: connectLimitMs,
  });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!isOpen) return null;
  // `ws` has the browser's events and methods; only its typings are wider.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
  const client: Client = createORPCClient(link);
  return { client, control, isOurs, close: () => socket.close() };
}

/** Starts a console without a window and waits until it answers. It outlives this command. */
export async function startHeadless(
  dataFolder: string,
  program: HeadlessProgram,
  terminal: Terminal,
): Promise<ConsoleLink> {
  const child = spawn(program.command, [...program.args, '--no-open', '--data-dir', dataFolder], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...terminal.environment },
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = `${complaint}${text}`.slice(-4000)));
  let hasEnded = false;
  child.once('exit', () => (hasEnded = true));
  child.once('error', (error) => {
    complaint = error.message;
    hasEnded = true;
  });
  const deadline = performance.now() + startLimitMs;
  while (performance.now() < deadline && !terminal.interrupted.aborted) {
    const link = await connect(dataFolder, terminal, true);
    if (link) {
      child.stderr.destroy();
      child.unref();
      return link;
    }
    if (hasEnded) break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  child.kill();
  throw new CliExit(exitCodes.unreachable, complaint.trim());
}

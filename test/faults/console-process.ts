import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** The sources themselves: the same program as the bundle, and nothing needs to be built. */
const entry = path.join(root, 'main/headless.ts');
const token = 'administrator-token-of-the-faults';
const startLimitMs = 30_000;

export interface ConsoleEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly complaint: string;
}

export interface RunningConsole {
  readonly origin: string;
  readonly child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** With the administrator's token; a body is sent as JSON. */
  request(where: string, init?: { method?: string; body?: unknown }): Promise<Response>;
  /** SIGTERM, then waits for its end. */
  stop(): Promise<ConsoleEnd>;
}

interface StartWish {
  readonly dataFolder: string;
  readonly outputFolder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the program, as `setpriv …`. */
  readonly through?: readonly string[];
}

/** Starts the headless console in a process of its own. One that ends instead of serving is answered as its end. */
export async function startConsole(wish: StartWish): Promise<RunningConsole | ConsoleEnd> {
  const [command, ...words] = [...(wish.through ?? []), process.execPath, '--no-warnings', entry];
  const child = spawn(command, [...words, '--data-dir', wish.dataFolder], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: path.dirname(wish.outputFolder),
      LANG: 'en',
      ATALAYA_ADMIN_TOKEN: token,
      ATALAYA_CONTROL_PORT: '0',
      ATALAYA_NO_OPEN: '1',
      ATALAYA_OUTPUT_DIR: wish.outputFolder,
      ...wish.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const closed = once(child, 'close');
  const ended = async (): Promise<ConsoleEnd> => {
    const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null]; // Node's own arguments
    return { code, signal, output, complaint };
  };
  const origin = await Promise.race([addressPrinted(child, () => output), ended().then(() => null)]);
  if (origin === null) return ended();
  return {
    origin,
    child,
    output: () => output,
    request: (where, init = {}) => requestJson(new URL(where, origin), init),
    stop() {
      child.kill('SIGTERM');
      return ended();
    },
  };
}

export const isRunning = (started: RunningConsole | ConsoleEnd): started is RunningConsole => 'origin' in started;

/** For faults in which the console must start. */
export async function requireConsole(wish: StartWish): Promise<RunningConsole> {
  const started = await startConsole(wish);
  if (!isRunning(started)) throw new Error(`the console did not start: ${started.complaint.slice(-1000)}`);
  return started;
}

function addressPrinted(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the console did not start in time: ${output()}`));
    }, startLimitMs);
    child.once('close', () => clearTimeout(late));
    child.stdout?.on('data', () => {
      // The last line of a start.
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/sign-in#code=/.exec(output());
      if (!found) return;
      clearTimeout(late);
      resolve(found[1] ?? '');
    });
  });
}

function requestJson(url: URL, { method = 'GET', body }: { method?: string; body?: unknown }): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (body === undefined) return fetch(url, { method, headers });
  headers.set('content-type', 'application/json');
  return fetch(url, { method, headers, body: JSON.stringify(body) });
}

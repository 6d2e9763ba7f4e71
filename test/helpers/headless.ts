import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '#platform/database/open.ts';
import { coreToken } from './core.ts';

const entry = path.resolve(import.meta.dirname, '../../main/headless.ts');

export interface HeadlessProcess {
  readonly child: ChildProcess;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Everything it has printed. */
  readonly said: () => string;
  readonly call: (path: string, body?: unknown) => Promise<Response>;
  /** Its exit code after a signal. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

interface Launch {
  readonly folder: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function launch({ folder, args = [], env = {} }: Launch): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [entry, '--no-open', '--data-dir', path.join(folder, 'data'), ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LANG: 'en',
      ATALAYA_ADMIN_TOKEN: coreToken,
      ATALAYA_OUTPUT_DIR: path.join(folder, 'videos'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said: () => text };
}

/** The console without a window, as a process of its own that has said where it is. */
export async function startHeadlessProcess(wish: Launch): Promise<HeadlessProcess> {
  const { child, said } = launch(wish);
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const link = /(http:\S+)\/sign-in#code=[\w-]+\n/.exec(said());
      if (link?.[1]) resolve(link[1]);
    });
    child.once('exit', (code) => reject(new Error(`the console ended with ${code}:\n${said()}`)));
  });
  return {
    child,
    origin,
    said,
    call: (where, body) =>
      fetch(`${origin}${where}`, {
        headers: { authorization: `Bearer ${coreToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      }),
    end: async (signal) => {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

/** One that is expected to end by itself. */
export async function runHeadlessProcess(wish: Launch): Promise<{ code: number | null; said: string }> {
  const { child, said } = launch(wish);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said() };
}

/** As if the operator had stored it in an earlier run. */
export function storeSetting(dataFolder: string, key: string, value: unknown): void {
  const database = openDatabase(path.join(dataFolder, 'atalaya.db'));
  database.connection
    .prepare('INSERT OR REPLACE INTO settings (key, value, changed_at) VALUES (?, ?, 0)')
    .run(key, JSON.stringify(value));
  database.close();
}

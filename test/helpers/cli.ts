import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './database.ts';

const out = path.resolve(import.meta.dirname, '../../out/main');

const builtCli = [process.execPath, path.join(out, 'cli.js')];

export interface CliAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON value on stdout; throws where it is none. */
  json<T = unknown>(): T;
}

export interface ControlFile {
  pid: number;
  port: number;
  token: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed for `atalaya`; the built command line on this Node unless told otherwise. */
  readonly program?: readonly string[];
  /** A command that runs the rest of its line as a command. */
  readonly under?: readonly string[];
}

export interface CliWorld {
  /** Where the commands are typed. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly outputFolder: string;
  /** Runs the built command line to its end. */
  run(words: readonly string[], options?: CliOptions): Promise<CliAnswer>;
  /** Starts it; for what goes on until a signal. */
  begin(
    words: readonly string[],
    options?: CliOptions,
  ): { child: ChildProcess; answer: Promise<CliAnswer>; said: () => string };
  /** What the running console left for its owner; null where none runs. */
  control(): ControlFile | null;
}

/** The environment of a person who has set nothing but these folders. */
export function personEnvironment(folder: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LANG: 'en_US.UTF-8',
    ATALAYA_DATA_DIR: path.join(folder, 'data'),
    ATALAYA_OUTPUT_DIR: path.join(folder, 'videos'),
    ATALAYA_CONTROL_PORT: '0',
    ATALAYA_NO_OPEN: '1',
    ...extra,
  };
}

/** All that a child prints, and its end. */
export function listenTo(child: ChildProcess): { answer: Promise<CliAnswer>; said: () => string } {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const answer = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    stdout,
    stderr,
    json: <T>() => JSON.parse(stdout) as T, // the test says what it expects
  }));
  return { answer, said: () => stdout + stderr };
}

/** A folder to type commands in, with a data folder of its own; no console outlives the test. */
export function createCliWorld(): CliWorld {
  if (!existsSync(path.join(out, 'cli.js'))) throw new Error('nothing is built: npm run build');
  const folder = temporaryFolder();
  const dataFolder = path.join(folder, 'data');
  mkdirSync(dataFolder);
  const begin = (words: readonly string[], { env = {}, under = [], program = builtCli }: CliOptions = {}) => {
    const [command = '', ...line] = [...under, ...program, ...words];
    const child = spawn(command, line, {
      cwd: folder,
      env: personEnvironment(folder, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, ...listenTo(child) };
  };
  const control = (): ControlFile | null => {
    const file = path.join(dataFolder, 'control.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ControlFile) : null;
  };
  onTestFinished(async () => {
    await begin(['stop']).answer;
    const left = control();
    if (left) killIfAlive(left.pid);
  });
  return {
    folder,
    dataFolder,
    outputFolder: path.join(folder, 'videos'),
    run: (words, options) => begin(words, options).answer,
    begin,
    control,
  };
}

export function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

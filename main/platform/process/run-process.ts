import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { ChildRegistry } from './child-registry.ts';
import { LineSplitter } from './line-splitter.ts';
import { TailBuffer } from './tail-buffer.ts';

/** TERM, and KILL after this: well within the second that a cancel may take, on a busy machine too. */
const killAfterMs = 400;

export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly clock: Clock;
  /** Gives the child its marked environment and remembers it for the next start. */
  readonly registry: ChildRegistry;
  /** On abort the whole process group gets TERM, then KILL. The promise still resolves, once all of it is gone. */
  readonly signal?: AbortSignal;
  /** Given to the program's stdin: what must not stand on a command line, which every user of the machine can read. */
  readonly input?: string;
  readonly onSpawn?: (pid: number) => void;
  readonly onStdoutLine?: (line: string) => void;
  readonly onStderrLine?: (line: string) => void;
  /** Lines of file descriptor 3 (`-progress pipe:3`). */
  readonly onReportLine?: (line: string) => void;
  /** Kept of stdout; 0 where lines are read instead. */
  readonly maxStdoutBytes?: number;
  readonly maxStderrBytes?: number;
}

export interface ProcessEnd {
  /** Node's code (`ENOENT`, `EACCES`, `ENOEXEC`) when the program could not be started at all. */
  readonly spawnError: string | null;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** The end of it: programs say why they failed last. */
  readonly stderr: string;
}

/** Runs a program without a shell, in a process group of its own. Never rejects: how it ended is the answer. */
export function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const stdout = new TailBuffer(request.maxStdoutBytes ?? 8_388_608);
    const stderr = new TailBuffer(request.maxStderrBytes ?? 65_536);
    const end = (rest: Pick<ProcessEnd, 'spawnError' | 'code' | 'signal'>): void =>
      resolve({ ...rest, stdout: stdout.text(), stderr: stderr.text() });
    const child = start(request);
    if (typeof child === 'string') return end({ spawnError: child, code: null, signal: null });

    // A program that ends before it has read is no news.
    child.stdin?.on('error', () => {}).end(request.input);
    const readers = [
      read(child.stdout, (chunk) => stdout.push(chunk), request.onStdoutLine),
      read(child.stderr, (chunk) => stderr.push(chunk), request.onStderrLine),
      read(child.stdio[3] as Readable | null, () => {}, request.onReportLine), // fd 3 is opened for reading below
    ];
    let stopKill = (): void => {};
    const onAbort = (): void => {
      stopGroup(child, 'SIGTERM');
      stopKill = request.clock.after(killAfterMs, () => stopGroup(child, 'SIGKILL'));
    };
    let spawnError: string | null = null;
    child.once('error', (error: NodeJS.ErrnoException) => {
      spawnError = error.code ?? error.message;
      if (child.pid === undefined) finish(null, null);
    });
    // Children of the child that outlive it would hold its pipes open for ever.
    child.once('exit', () => stopGroup(child, 'SIGKILL'));
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      request.signal?.removeEventListener('abort', onAbort);
      stopKill();
      if (child.pid !== undefined) request.registry.forget(child.pid);
      for (const reader of readers) reader.end();
      end({ spawnError, code, signal });
    };
    child.once('close', finish);
    if (child.pid === undefined) return;
    request.onSpawn?.(child.pid);
    request.registry.record(child.pid, [request.command, ...request.args]);
    if (request.signal?.aborted) onAbort();
    else request.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The child, or the code of what kept it from starting (some failures are thrown, others come as an event). */
function start(request: ProcessRequest): ChildProcess | string {
  try {
    return spawn(request.command, [...request.args], {
      cwd: request.cwd,
      env: request.registry.environment(),
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
      stdio: [
        request.input === undefined ? 'ignore' : 'pipe',
        'pipe',
        'pipe',
        request.onReportLine ? 'pipe' : 'ignore',
      ],
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'; // spawn throws system errors only
  }
}

function read(
  stream: Readable | null | undefined,
  keep: (chunk: Buffer) => void,
  onLine: ((line: string) => void) | undefined,
): { end(): void } {
  const lines = onLine ? new LineSplitter(onLine) : null;
  stream?.on('data', (chunk: Buffer) => {
    keep(chunk);
    lines?.push(chunk);
  });
  // A pipe that breaks with its process is no news.
  stream?.on('error', () => {});
  return { end: () => lines?.end() };
}

function stopGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' }).on('error', () =>
      child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group is gone already.
  }
}

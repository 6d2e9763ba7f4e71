import { spawn, type ChildProcess } from 'node:child_process';
import { AppError } from '#shared/contract/errors.ts';
import { connect, folderHolder, type ConsoleLink } from './console-link.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** How a console without a window is started. */
export interface HeadlessProgram {
  readonly command: string;
  readonly args: readonly string[];
}

export interface StartOptions {
  readonly dataFolder: string;
  readonly program: HeadlessProgram;
  /** Ends by itself once its work is done and nobody is connected. */
  readonly untilIdle: boolean;
}

const startLimitMs = 30_000;
const lookEveryMs = 50;
/** The first may have found a console that was about to stop. */
const triesAtMost = 2;

/**
 * Starts a console without a window and waits until one answers: this one, or another that was quicker. It outlives this command.
 * Ends with exit code 3 and the console's own complaint where none does.
 */
export async function startConsole(options: StartOptions, terminal: Terminal): Promise<ConsoleLink> {
  let starting = new Starting(options, terminal);
  let tries = 1;
  const deadline = performance.now() + startLimitMs;
  while (performance.now() < deadline && !terminal.interrupted.aborted) {
    const link = await connect(options.dataFolder, terminal);
    if (link) {
      starting.letGo();
      return link;
    }
    // While another holds the folder, it starts, and will answer, or it stops, and will make room.
    if (starting.hasEnded && folderHolder(options.dataFolder) === null) {
      if (tries === triesAtMost) break;
      tries += 1;
      starting = new Starting(options, terminal);
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  starting.end();
  throw new CliExit(exitCodes.unreachable, new AppError('console-start-failed', { reason: starting.complaint }));
}

/** One try: the child, and what it complains of. */
class Starting {
  readonly #child: ChildProcess;
  #complaint = '';
  hasEnded = false;

  constructor({ dataFolder, program, untilIdle }: StartOptions, terminal: Terminal) {
    const flags = ['--no-open', '--data-dir', dataFolder, ...(untilIdle ? ['--until-idle'] : [])];
    this.#child = spawn(program.command, [...program.args, ...flags], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...terminal.environment },
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-4000);
    });
    this.#child.once('close', () => (this.hasEnded = true));
    this.#child.once('error', (error) => {
      this.#complaint = error.message;
      this.hasEnded = true;
    });
  }

  get complaint(): string {
    return this.#complaint.trim().replace(/^atalaya: /, '');
  }

  /** It lives on without us. */
  letGo(): void {
    this.#child.stderr?.destroy();
    this.#child.unref();
  }

  end(): void {
    this.#child.kill();
    this.letGo();
  }
}

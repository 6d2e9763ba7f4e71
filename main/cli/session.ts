import type { Command } from 'commander';
import { AppError } from '#shared/contract/errors.ts';
import { connect, type ConsoleLink } from './console-link.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
import { startConsole, type HeadlessProgram } from './start-console.ts';
import type { Terminal } from './terminal.ts';
import type { Texts } from './texts.ts';

/** What every command is given. */
export interface Session {
  readonly terminal: Terminal;
  readonly t: Texts;
  readonly dataFolder: string;
  readonly isJson: boolean;
  readonly program: HeadlessProgram;
}

/** What every group of commands is made with: its texts, and the session that its parsed words ask for. */
export interface CommandKit {
  readonly t: Texts;
  readonly sessionOf: (command: Command) => Session;
}

/**
 * `running`: ends with exit code 3 where no console runs. `work`: starts one without a window, which stays until no job waits or runs
 * and nobody is connected. `stay`: starts one that stays, and keeps one that would have ended.
 */
type Need = 'running' | 'work' | 'stay';

/** Runs `work` with a connection. */
export async function withConsole<T>(
  session: Session,
  need: Need,
  work: (link: ConsoleLink, wasRunning: boolean) => Promise<T>,
): Promise<T> {
  const running = await connect(session.dataFolder, session.terminal);
  const link = running ?? (await start(session, need));
  try {
    if (need === 'stay') await link.client.system.stay();
    return await work(link, running !== null);
  } finally {
    link.close();
  }
}

function start({ t, terminal, dataFolder, program }: Session, need: Need): Promise<ConsoleLink> {
  if (need === 'running') throw new CliExit(exitCodes.unreachable, new AppError('console-unreachable'));
  terminal.say(t('cli.starting'));
  return startConsole({ dataFolder, program, untilIdle: need === 'work' }, terminal);
}

/** One JSON value with `--json`, else the lines that `describe` writes. */
export function print(session: Session, value: unknown, describe: () => string): void {
  session.terminal.out(session.isJson ? `${JSON.stringify(value, null, 2)}\n` : describe());
}

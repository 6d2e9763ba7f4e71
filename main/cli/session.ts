import { connect, startHeadless, type ConsoleLink, type HeadlessProgram } from './console-link.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
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

type Need = 'running' | 'started';

/**
 * Runs `work` with a connection. `running` ends with exit code 3 where no console runs; `started` starts one without a window,
 * which then stays until no job waits or runs.
 */
export async function withConsole<T>(
  session: Session,
  need: Need,
  work: (link: ConsoleLink) => Promise<T>,
): Promise<T> {
  const link = await open(session, need);
  try {
    return await work(link);
  } finally {
    if (link.isOurs) await link.client.system.stop({ afterJobs: true });
    link.close();
  }
}

async function open(session: Session, need: Need): Promise<ConsoleLink> {
  const running = await connect(session.dataFolder, session.terminal);
  if (running) return running;
  if (need === 'running') throw new CliExit(exitCodes.unreachable, session.t('cli.notRunning'));
  session.terminal.say(session.t('cli.starting'));
  return startHeadless(session.dataFolder, session.program, session.terminal);
}

/** One JSON value with `--json`, else the lines that `describe` writes. */
export function print(session: Session, value: unknown, describe: () => string): void {
  session.terminal.out(session.isJson ? `${JSON.stringify(value, null, 2)}\n` : describe());
}

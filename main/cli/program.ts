import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { defaultDataFolder } from '#platform/folders.ts';
import { AppError } from '#shared/contract/errors.ts';
import { addCallCommand } from './commands/call.ts';
import { addConsoleCommands } from './commands/console.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addLogCommand } from './commands/logs.ts';
import { addNotifyCommands } from './commands/notify.ts';
import { addQueueCommands } from './commands/queue.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { CliExit, exitCodes } from './exit-codes.ts';
import { explain, failureLines } from './failure.ts';
import type { CommandKit } from './session.ts';
import type { HeadlessProgram } from './start-console.ts';
import type { Terminal } from './terminal.ts';
import { createTexts } from './texts.ts';
import { commandPath, localizeHelp, usageError } from './usage.ts';

interface GlobalOptions {
  json?: boolean;
  dataDir?: string;
}

/** Runs one command line (without the program's name). Resolves with the exit code. */
export async function runCli(
  words: readonly string[],
  outer: Terminal,
  options: { version: string; program: HeadlessProgram },
): Promise<number> {
  let hasPrinted = false;
  const terminal: Terminal = {
    ...outer,
    out(text) {
      hasPrinted = true;
      outer.out(text);
    },
  };
  const t = createTexts(terminal.language);
  const sessionOf: CommandKit['sessionOf'] = (command) => {
    const global = command.optsWithGlobals<GlobalOptions>();
    const folder = global.dataDir ?? (terminal.environment['ATALAYA_DATA_DIR'] || undefined);
    return {
      terminal,
      t,
      dataFolder: folder === undefined ? defaultDataFolder() : path.resolve(terminal.folder, folder),
      isJson: global.json ?? false,
      program: options.program,
    };
  };
  const program = createProgram(terminal, options.version, { t, sessionOf });
  try {
    await program.parseAsync([...words], { from: 'user' });
    if (terminal.interrupted.aborted) throw interruption();
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done; // help or version was asked for
    const { exitCode, failure } = explain(ownError(error, terminal, t), terminal.language);
    if (failure && !hasPrinted && words.includes('--json')) {
      terminal.out(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    }
    const [first, ...further] = failure ? failureLines(failure) : [];
    if (first) terminal.say([`atalaya: ${first}`, ...further].join('\n'));
    const isHelpless = error instanceof CommanderError && error.code !== 'commander.help';
    if (isHelpless) terminal.say(t('cli.usage.hint', { command: `${commandPath(program, words)} --help` }));
    return exitCode;
  }
}

const interruption = () => new CliExit(exitCodes.interrupted, new AppError('command-interrupted'));

/** The parser's and the interrupted connection's errors as errors of ours. */
function ownError(error: unknown, terminal: Terminal, t: CommandKit['t']): unknown {
  if (terminal.interrupted.aborted) return interruption();
  return error instanceof CommanderError ? new CliExit(exitCodes.usage, usageError(error, t)) : error;
}

function createProgram(terminal: Terminal, version: string, kit: CommandKit): Command {
  const { t } = kit;
  // Settings are handed down to a command when it is made: these come first.
  const program = new Command('atalaya')
    .description(t('cli.help.program'))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: () => {}, // told in the person's language by the caller
    })
    .option('--json', t('cli.help.json'))
    .option('--data-dir <folder>', t('cli.help.dataDir'))
    .version(version, '-V, --version', t('cli.help.version'));
  localizeHelp(program, t);
  addConsoleCommands(program, kit);
  addJobCommands(program, kit);
  addQueueCommands(program, kit);
  addNotifyCommands(program, kit);
  addLogCommand(program, kit);
  addRestoreCommand(program, kit);
  addCallCommand(program, kit);
  return program;
}

import path from 'node:path';
import { Command, CommanderError } from 'commander';
import { defaultDataFolder } from '#platform/folders.ts';
import type { HeadlessProgram } from './console-link.ts';
import { addCallCommand } from './commands/call.ts';
import { addConsoleCommands } from './commands/console.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addLogCommand } from './commands/logs.ts';
import { addQueueCommands } from './commands/queue.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { exitCodes } from './exit-codes.ts';
import { explain } from './failure.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';
import { createTexts } from './texts.ts';

/** The words after which a program's arguments are a command and not flags of the console itself. */
export const commandNames = [
  'start',
  'stop',
  'status',
  'health',
  'logs',
  'jobs',
  'queue',
  'restore',
  'call',
  'help',
] as const;

interface GlobalOptions {
  json?: boolean;
  dataDir?: string;
}

/** Runs one command line (without the program's name). Resolves with the exit code. */
export async function runCli(
  words: readonly string[],
  terminal: Terminal,
  options: { version: string; program: HeadlessProgram },
): Promise<number> {
  const t = createTexts(terminal.language);
  const sessionOf = (command: Command): Session => {
    const global = command.optsWithGlobals<GlobalOptions>();
    const folder = global.dataDir ?? terminal.environment['ATALAYA_DATA_DIR'];
    return {
      terminal,
      t,
      dataFolder: folder ? path.resolve(terminal.folder, folder) : defaultDataFolder(),
      isJson: global.json ?? false,
      program: options.program,
    };
  };
  const program = createProgram(terminal, options.version, sessionOf);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (terminal.interrupted.aborted) return exitCodes.interrupted;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { exitCode, words: explanation, failure } = explain(error, terminal.language);
    if (failure && words.includes('--json')) terminal.out(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    if (explanation) terminal.say(`atalaya: ${explanation}`);
    return exitCode;
  }
}

function createProgram(terminal: Terminal, version: string, sessionOf: (command: Command) => Session): Command {
  const program = new Command('atalaya')
    .description('Operator console: video queue, live')
    .version(version)
    .option('--json', 'prints one JSON value')
    .option('--data-dir <folder>', 'data folder of the console (ATALAYA_DATA_DIR)')
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.say(text.trimEnd()) });
  addConsoleCommands(program, sessionOf);
  addJobCommands(program, sessionOf);
  addQueueCommands(program, sessionOf);
  addLogCommand(program, sessionOf);
  addRestoreCommand(program, sessionOf);
  addCallCommand(program, sessionOf);
  for (const command of allCommands(program)) command.exitOverride().option('--json', 'prints one JSON value');
  return program;
}

/** Commander's settings of a parent reach subcommands only at their making; `--json` is welcome after any of them. */
function allCommands(parent: Command): Command[] {
  return parent.commands.flatMap((command) => [command as Command, ...allCommands(command as Command)]);
}

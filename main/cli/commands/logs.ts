import type { Command } from 'commander';
import { logLevels, type LogLevel, type LogLine } from '#shared/contract/logs.ts';
import { Option } from 'commander';
import { wholeNumber } from '../arguments.ts';
import { print, withConsole, type Session } from '../session.ts';
import { plain } from '../terminal.ts';

interface LogOptions {
  follow?: boolean;
  lines: number;
  level?: LogLevel;
  module?: string;
  file?: string[];
  search?: string;
}

/** `atalaya logs` (A64) */
export function addLogCommand(parent: Command, sessionOf: (command: Command) => Session): void {
  parent
    .command('logs')
    .description('shows the log files merged by time')
    .option('-f, --follow', 'goes on with new lines')
    .option('-n, --lines <n>', 'how many lines', wholeNumber(0, 2000), 50)
    .addOption(new Option('--level <level>', 'this level and above').choices(logLevels))
    .option('--module <name>', 'only of this module')
    .option('--file <name...>', 'only of these files')
    .option('--search <text>', 'only lines with this text')
    .action((options: LogOptions, command: Command) => showLogs(sessionOf(command), options));
}

async function showLogs(session: Session, options: LogOptions): Promise<void> {
  const filter = {
    ...(options.level ? { level: options.level } : {}),
    ...(options.module === undefined ? {} : { module: options.module }),
    ...(options.file ? { files: options.file } : {}),
    ...(options.search === undefined ? {} : { text: options.search }),
  };
  await withConsole(session, 'running', async ({ client }) => {
    const signal = session.terminal.interrupted;
    const following = options.follow ? await client.logs.follow(filter, { signal }) : null;
    const past = options.lines > 0 ? (await client.logs.list({ ...filter, limit: options.lines })).lines : [];
    // Followed lines are one JSON value each; a page of lines is one value.
    if (!following) return print(session, past, () => past.map(asText).join(''));
    for (const line of past) session.terminal.out(session.isJson ? `${JSON.stringify(line)}\n` : asText(line));
    const seen = new Set(past.map((line) => line.id));
    try {
      for await (const { lines } of following) {
        for (const line of lines) {
          if (!seen.has(line.id)) session.terminal.out(session.isJson ? `${JSON.stringify(line)}\n` : asText(line));
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}

function asText(line: LogLine): string {
  const fields = Object.entries(line.fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${line.at} ${line.level.padEnd(8)} ${plain(line.module)}: ${plain(line.message)}${plain(fields.join(''))}\n`;
}

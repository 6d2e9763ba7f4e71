import type { Command } from 'commander';
import { logLevels, type LogLevel, type LogLine } from '#shared/contract/logs.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
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
export function addLogCommand(parent: Command, { t, sessionOf }: CommandKit): void {
  parent
    .command('logs')
    .description(t('cli.help.logs'))
    .option('-f, --follow', t('cli.help.follow'))
    .option('-n, --lines <n>', t('cli.help.lines'), wholeNumber(t, 0, 2000), 50)
    .option('--level <level>', t('cli.help.level', { levels: logLevels.join(', ') }), oneOf(t, logLevels))
    .option('--module <name>', t('cli.help.module'))
    .option('--file <name...>', t('cli.help.file'))
    .option('--search <text>', t('cli.help.searchLogs'))
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
    for await (const { lines } of following) {
      for (const line of lines) {
        if (!seen.has(line.id)) session.terminal.out(session.isJson ? `${JSON.stringify(line)}\n` : asText(line));
      }
    }
  });
}

function asText(line: LogLine): string {
  const fields = Object.entries(line.fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${line.at} ${line.level.padEnd(8)} ${plain(line.module)}: ${plain(line.message)}${plain(fields.join(''))}\n`;
}

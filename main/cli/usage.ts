import type { Command, CommanderError } from 'commander';
import { AppError } from '#shared/contract/errors.ts';
import type { Texts } from './texts.ts';

/** The parser's help in the person's language: titles, and the words that it adds by itself. Commands made later inherit it. */
export function localizeHelp(program: Command, t: Texts): void {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('cli.help.title.usage'),
    'Options:': t('cli.help.title.options'),
    'Global Options:': t('cli.help.title.globalOptions'),
    'Arguments:': t('cli.help.title.arguments'),
    'Commands:': t('cli.help.title.commands'),
  };
  program
    .helpOption('-h, --help', t('cli.help.help'))
    .helpCommand('help [command]', t('cli.help.help'))
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => titles[title] ?? title,
      optionDescription({ description, defaultValue }) {
        const isShown = typeof defaultValue === 'string' || typeof defaultValue === 'number';
        return isShown ? `${description} (${t('cli.help.default', { value: String(defaultValue) })})` : description;
      },
    });
}

/** The command that `words` name, as it is typed; the program's own name where they name none. */
export function commandPath(program: Command, words: readonly string[]): string {
  let command = program;
  const path = [program.name()];
  for (const word of words) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (!next) continue;
    command = next as Command;
    path.push(word);
  }
  return path.join(' ');
}

/** What each of the parser's complaints is called in our texts, and where in its English line the names stand. */
const complaints: Readonly<Record<string, { key: string; pattern: RegExp }>> = {
  'commander.unknownOption': { key: 'unknownOption', pattern: /'(?<name>.*)'/ },
  'commander.unknownCommand': { key: 'unknownCommand', pattern: /'(?<name>.*)'/ },
  'commander.missingArgument': { key: 'missingArgument', pattern: /'(?<name>.*)'/ },
  'commander.optionMissingArgument': { key: 'needsValue', pattern: /'(?<name>.*)'/ },
  'commander.excessArguments': { key: 'excessArguments', pattern: /(?=)/ },
  'commander.help': { key: 'missingCommand', pattern: /(?=)/ },
};
const wrongOption = /^error: option '(?<name>.*?)' argument '(?<value>.*)' is invalid\. (?<expected>.*)$/s;
const wrongArgument =
  /^error: command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*?)'\. (?<expected>.*)$/s;

/** A wrong command line as an error of ours, in the person's language. */
export function usageError(error: CommanderError, t: Texts): AppError {
  const [line = ''] = error.message.split('\n(');
  const wrongValue = wrongOption.exec(line) ?? wrongArgument.exec(line);
  if (wrongValue)
    return new AppError('command-invalid', { reason: t('cli.usage.wrongValue', { ...wrongValue.groups }) });
  const known = complaints[error.code];
  const names = known && known.pattern.exec(line)?.groups;
  const reason = known ? t(`cli.usage.${known.key}`, { ...names }) : line.replace(/^error: /, '');
  return new AppError('command-invalid', { reason });
}

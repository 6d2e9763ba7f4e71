import type { Command } from 'commander';
import { AppError } from '#shared/contract/errors.ts';
import { contract, type Client } from '#shared/contract/index.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
import { table } from '../terminal.ts';

interface Operation {
  readonly name: string;
  readonly summary: string;
  readonly takesInput: boolean;
}

/** Every operation of the contract as `feature.verb`, with its summary. */
function listOperations(): Operation[] {
  return Object.entries(contract).flatMap(([feature, operations]) =>
    Object.entries(operations).map(([verb, { '~orpc': definition }]) => ({
      name: `${feature}.${verb}`,
      summary: definition.route.summary ?? '',
      takesInput: definition.inputSchema !== undefined,
    })),
  );
}

/** `atalaya call <operation> '<json>'` */
export function addCallCommand(parent: Command, { t, sessionOf }: CommandKit): void {
  parent
    .command('call')
    .description(t('cli.help.call'))
    .argument('[operation]', t('cli.help.operation'))
    .argument('[input]', t('cli.help.input'))
    .option('--list', t('cli.help.list'))
    .action((name: string | undefined, input: string | undefined, options: { list?: boolean }, command: Command) =>
      options.list ? list(sessionOf(command)) : call(sessionOf(command), name ?? '', input),
    );
}

function list(session: Session): void {
  const operations = listOperations().map(({ name, summary }) => ({ name, summary }));
  print(session, operations, () => table(operations.map(({ name, summary }) => [name, summary])));
}

/** Without words, what takes an input gets an empty one: its defaults. */
function parseInput(text: string | undefined, { takesInput }: Operation): unknown {
  if (text === undefined) return takesInput ? {} : undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message; // JSON.parse throws a SyntaxError that says where
    throw new CliExit(exitCodes.usage, new AppError('command-invalid', { reason }));
  }
}

type AnyOperation = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

function operationOf(client: Client, name: string): AnyOperation {
  const [feature = '', verb = ''] = name.split('.');
  // The name was found in the contract, and the input is parsed by the console.
  const found = (client as unknown as Record<string, Record<string, AnyOperation>>)[feature]?.[verb];
  if (!found) throw new Error(name);
  return found;
}

async function call(session: Session, name: string, text: string | undefined): Promise<void> {
  const operation = listOperations().find((candidate) => candidate.name === name);
  if (!operation) {
    const reason = session.t('cli.usage.operationUnknown', { name });
    throw new CliExit(exitCodes.usage, new AppError('command-invalid', { reason }));
  }
  const input = parseInput(text, operation);
  const { terminal } = session;
  await withConsole(session, 'work', async ({ client }) => {
    const answer = await operationOf(client, name)(input, { signal: terminal.interrupted });
    if (!isStream(answer)) return terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    for await (const item of answer) terminal.out(`${JSON.stringify(item)}\n`);
  });
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

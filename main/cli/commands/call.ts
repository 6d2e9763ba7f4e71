import type { Command } from 'commander';
import { contract, type Client } from '#shared/contract/index.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { withConsole, type Session } from '../session.ts';
import { table } from '../terminal.ts';

/** Every operation of the contract as `feature.verb`, with its summary. */
export function listOperations(): { name: string; summary: string }[] {
  return Object.entries(contract).flatMap(([feature, operations]) =>
    Object.entries(operations).map(([verb, operation]) => ({
      name: `${feature}.${verb}`,
      summary: operation['~orpc'].route.summary ?? '',
    })),
  );
}

/** `atalaya call <operation> '<json>'` */
export function addCallCommand(parent: Command, sessionOf: (command: Command) => Session): void {
  parent
    .command('call')
    .description('calls any operation of the contract; a stream prints one JSON value a line')
    .argument('[operation]', 'as jobs.list')
    .argument('[input]', 'its input as JSON')
    .option('--list', 'lists the operations')
    .action((name: string | undefined, input: string | undefined, options: { list?: boolean }, command: Command) =>
      options.list ? list(sessionOf(command)) : call(sessionOf(command), name, input),
    );
}

function list(session: Session): void {
  const operations = listOperations();
  const text = session.isJson
    ? `${JSON.stringify(operations, null, 2)}\n`
    : table(operations.map((operation) => [operation.name, operation.summary]));
  session.terminal.out(text);
}

function parseInput(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliExit(exitCodes.usage, (error as Error).message);
  }
}

type AnyOperation = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

function findOperation(client: Client, name: string): AnyOperation | null {
  if (!listOperations().some((operation) => operation.name === name)) return null;
  const [feature = '', verb = ''] = name.split('.');
  // The name was found in the contract; its input is parsed by the console.
  return (client as unknown as Record<string, Record<string, AnyOperation>>)[feature]?.[verb] ?? null;
}

async function call(session: Session, name: string | undefined, input: string | undefined): Promise<void> {
  const value = parseInput(input);
  if (name === undefined || !listOperations().some((operation) => operation.name === name)) {
    throw new CliExit(exitCodes.usage, session.t('cli.operationUnknown', { name: name ?? '' }));
  }
  await withConsole(session, 'started', async ({ client }) => {
    const operation = findOperation(client, name);
    const signal = session.terminal.interrupted;
    const answer = await operation?.(value, { signal });
    if (!isStream(answer)) return session.terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
    try {
      for await (const item of answer) session.terminal.out(`${JSON.stringify(item)}\n`);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  });
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

import type { Command } from 'commander';
import type { Outputs } from '#shared/contract/index.ts';
import { AppError } from '#shared/contract/errors.ts';
import { wholeNumber } from '../arguments.ts';
import { folderHolder } from '../console-link.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
import { table } from '../terminal.ts';

interface StopOptions {
  afterJobs?: boolean;
  timeout?: number;
}

/** `atalaya start|stop|status|health` */
export function addConsoleCommands(parent: Command, { t, sessionOf }: CommandKit): void {
  parent
    .command('start')
    .description(t('cli.help.start'))
    .action((_options: unknown, command: Command) => start(sessionOf(command)));
  parent
    .command('stop')
    .description(t('cli.help.stop'))
    .option('--after-jobs', t('cli.help.afterJobs'))
    .option('--timeout <seconds>', t('cli.help.timeout'), wholeNumber(t, 1, 2_000_000))
    .action((options: StopOptions, command: Command) => stop(sessionOf(command), options));
  parent
    .command('status')
    .description(t('cli.help.status'))
    .action((_options: unknown, command: Command) => status(sessionOf(command)));
  parent
    .command('health')
    .description(t('cli.help.health'))
    .action((_options: unknown, command: Command) => health(sessionOf(command)));
}

async function start(session: Session): Promise<void> {
  await withConsole(session, 'stay', async ({ client, control: { pid, port } }, alreadyRunning) => {
    const { url } = await client.access.createLink();
    const answer = { pid, port, url, alreadyRunning };
    print(
      session,
      answer,
      () => `${session.t(alreadyRunning ? 'cli.alreadyRunning' : 'cli.started', answer)}\n${url}\n`,
    );
  });
}

/** A console that is told to stop ends within this time, by force if need be. */
const stopLimitSeconds = 40;
const lookEveryMs = 50;

/** Comes back when the console has ended, so that what follows in a script finds the data folder free. */
async function stop(session: Session, { afterJobs = false, timeout }: StopOptions): Promise<void> {
  await withConsole(session, 'running', async ({ client, closed }) => {
    const limitSeconds = timeout ?? (afterJobs ? undefined : stopLimitSeconds);
    const limits = [session.terminal.interrupted];
    if (limitSeconds !== undefined) limits.push(AbortSignal.timeout(limitSeconds * 1000));
    const signal = AbortSignal.any(limits);
    await client.system.stop({ afterJobs });
    await Promise.race([closed, aborted(signal)]);
    while (!signal.aborted && folderHolder(session.dataFolder) !== null) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    if (signal.aborted) throw new CliExit(exitCodes.timedOut, new AppError('command-timed-out'));
    print(session, { done: true }, () => '');
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function status(session: Session): Promise<void> {
  await withConsole(session, 'running', async ({ client, control }) => {
    const [info, counts, { queues }] = await Promise.all([
      client.system.info(),
      client.jobs.counts({}),
      client.queues.list(),
    ]);
    print(session, { port: control.port, ...info, counts, queues }, () => {
      const lines = [
        [info.name, `${info.version} (${info.host}, pid ${info.pid}, http://127.0.0.1:${control.port})`],
        [session.t('cli.waiting'), String(counts.queued + counts.scheduled + counts.retrying + counts.held)],
        [session.t('cli.running'), String(counts.running)],
        [session.t('cli.done'), String(counts.succeeded)],
        [session.t('cli.failed'), String(counts.dead)],
      ];
      return `${table(lines)}${table(queues.map((queue) => [queue.name, session.t(`cli.queue.${queue.status}`), `${queue.busy}/${queue.workers}`]))}`;
    });
  });
}

async function health(session: Session): Promise<void> {
  await withConsole(session, 'running', async ({ client }) => {
    const found = await client.health.run();
    print(session, found, () => describeChecks(session, found.checks));
    if (found.status !== 'ok') throw new CliExit(exitCodes.failed);
  });
}

function describeChecks(session: Session, checks: Outputs['health']['run']['checks']): string {
  return table(
    checks.map((check) => [
      check.name,
      session.t(`cli.health.${check.state}`),
      check.cause ? session.t(`health.${check.cause}`, check.details) : '',
    ]),
  );
}

import type { Command } from 'commander';
import type { Outputs } from '#shared/contract/index.ts';
import { connect, startHeadless } from '../console-link.ts';
import { CliExit, exitCodes } from '../exit-codes.ts';
import { print, withConsole, type Session } from '../session.ts';
import { table } from '../terminal.ts';

type SessionOf = (command: Command) => Session;

/** `atalaya start|stop|status|health` */
export function addConsoleCommands(parent: Command, sessionOf: SessionOf): void {
  parent
    .command('start')
    .description('starts the console without a window, unless one runs, and prints a sign-in link')
    .action((_options: unknown, command: Command) => start(sessionOf(command)));
  parent
    .command('stop')
    .description('stops the console; running jobs are handed back to the queue')
    .option('--after-jobs', 'waits until no job waits or runs')
    .action((options: { afterJobs?: boolean }, command: Command) =>
      withConsole(sessionOf(command), 'running', async ({ client }) => {
        print(sessionOf(command), await client.system.stop({ afterJobs: options.afterJobs ?? false }), () => '');
      }),
    );
  parent
    .command('status')
    .description('shows whether the console runs, its queues and counts')
    .action((_options: unknown, command: Command) => status(sessionOf(command)));
  parent
    .command('health')
    .description('runs every health check; exit code 1 unless all is well')
    .action((_options: unknown, command: Command) => health(sessionOf(command)));
}

async function start(session: Session): Promise<void> {
  const running = await connect(session.dataFolder, session.terminal);
  const link = running ?? (await startHeadless(session.dataFolder, session.program, session.terminal));
  try {
    const { url } = await link.client.access.createLink();
    const answer = { pid: link.control.pid, port: link.control.port, url, alreadyRunning: running !== null };
    print(session, answer, () => {
      const line = session.t(running ? 'cli.alreadyRunning' : 'cli.started', answer);
      return `${line}\n${url}\n`;
    });
  } finally {
    link.close();
  }
}

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

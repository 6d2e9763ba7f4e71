import type { Command } from 'commander';
import type { Outputs } from '#shared/contract/index.ts';
import { wholeNumber } from '../arguments.ts';
import type { ConsoleLink } from '../console-link.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
import { table } from '../terminal.ts';

type Queues = Outputs['queues']['list'];

/** `atalaya queue …` (A68) */
export function addQueueCommands(parent: Command, { t, sessionOf }: CommandKit): void {
  const queue = parent.command('queue').description(t('cli.help.queue'));
  const named = (name: string, description: string) =>
    queue.command(name).description(description).option('-q, --queue <name>', t('cli.help.queueName'), 'video');
  named('start', t('cli.help.queueStart'))
    .option('-w, --workers <n>', t('cli.help.workers'), wholeNumber(t, 1, 64))
    .action((options: { queue: string; workers?: number }, command: Command) =>
      startQueue(sessionOf(command), options),
    );
  named('pause', t('cli.help.pause'))
    .option('--now', t('cli.help.pauseNow'))
    .action((options: { queue: string; now?: boolean }, command: Command) =>
      change(sessionOf(command), ({ client }) =>
        client.queues.pause({ name: options.queue, now: options.now ?? false }),
      ),
    );
  named('resume', t('cli.help.resume')).action((options: { queue: string }, command: Command) =>
    change(sessionOf(command), ({ client }) => client.queues.resume({ name: options.queue })),
  );
  named('drain', t('cli.help.drain'))
    .option('-n, --finish <n>', t('cli.help.finish'), wholeNumber(t, 0, 100_000))
    .action((options: { queue: string; finish?: number }, command: Command) =>
      change(sessionOf(command), ({ client }) =>
        client.queues.drain({
          name: options.queue,
          ...(options.finish === undefined ? {} : { finish: options.finish }),
        }),
      ),
    );
}

/** The console that this starts stays: it is the long-running form of the source's queue manager. */
async function startQueue(session: Session, options: { queue: string; workers?: number }): Promise<void> {
  await withConsole(session, 'stay', async ({ client }) => {
    const name = options.queue;
    if (options.workers !== undefined) await client.queues.setWorkers({ name, workers: options.workers });
    const answer = await client.queues.resume({ name });
    print(session, answer.queues, () => describe(session, answer.queues));
  });
}

async function change(session: Session, act: (link: ConsoleLink) => Promise<Pick<Queues, 'queues'>>): Promise<void> {
  await withConsole(session, 'work', async (link) => {
    const { queues } = await act(link);
    print(session, queues, () => describe(session, queues));
  });
}

const describe = (session: Session, queues: Queues['queues']): string =>
  table(
    queues.map((queue) => [
      queue.name,
      session.t(`cli.queue.${queue.status}`),
      session.t('cli.workersBusy', { busy: queue.busy, workers: queue.workers }),
      session.t('cli.waitingCount', { count: queue.waiting }),
    ]),
  );

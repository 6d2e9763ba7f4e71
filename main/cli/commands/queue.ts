import type { Command } from 'commander';
import type { Outputs } from '#shared/contract/index.ts';
import { wholeNumber } from '../arguments.ts';
import { connect, startHeadless, type ConsoleLink } from '../console-link.ts';
import { print, withConsole, type Session } from '../session.ts';
import { table } from '../terminal.ts';

type SessionOf = (command: Command) => Session;
type Queues = Outputs['queues']['list'];

/** `atalaya queue …` (A68) */
export function addQueueCommands(parent: Command, sessionOf: SessionOf): void {
  const queue = parent.command('queue').description('steers the queues');
  const named = (name: string, description: string) =>
    queue.command(name).description(description).option('-q, --queue <name>', 'which queue, or all', 'video');
  named('start', 'starts the workers, and the console where none runs')
    .option('-w, --workers <n>', 'how many jobs run at once', wholeNumber(1, 64))
    .action((options: { queue: string; workers?: number }, command: Command) =>
      startQueue(sessionOf(command), options),
    );
  named('pause', 'takes no further jobs')
    .option('--now', 'hands running jobs back too')
    .action((options: { queue: string; now?: boolean }, command: Command) =>
      change(sessionOf(command), ({ client }) =>
        client.queues.pause({ name: options.queue, now: options.now ?? false }),
      ),
    );
  named('resume', 'takes jobs again').action((options: { queue: string }, command: Command) =>
    change(sessionOf(command), ({ client }) => client.queues.resume({ name: options.queue })),
  );
  named('drain', 'finishes some more jobs, then pauses')
    .option('-n, --finish <n>', 'how many more; without it those that run now', wholeNumber(0, 100_000))
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
  const link =
    (await connect(session.dataFolder, session.terminal)) ??
    (await startHeadless(session.dataFolder, session.program, session.terminal));
  try {
    const name = options.queue;
    if (options.workers !== undefined) await link.client.queues.setWorkers({ name, workers: options.workers });
    const answer = await link.client.queues.resume({ name });
    print(session, answer.queues, () => describe(session, answer.queues));
  } finally {
    link.close();
  }
}

async function change(session: Session, act: (link: ConsoleLink) => Promise<Pick<Queues, 'queues'>>): Promise<void> {
  await withConsole(session, 'started', async (link) => {
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

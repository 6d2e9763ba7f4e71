import { InvalidArgumentError, type Command } from 'commander';
import type { Outputs } from '#shared/contract/index.ts';
import { sendNames } from '#shared/domain/notification.ts';
import { oneOf, wholeNumber } from '../arguments.ts';
import { print, withConsole, type CommandKit, type Session } from '../session.ts';
import { table } from '../terminal.ts';
import type { Texts } from '../texts.ts';

type SendName = keyof typeof sendNames;
type Sent = Outputs['notifications']['send'];

/** `atalaya notify …` (A40-A43, A49) */
export function addNotifyCommands(parent: Command, { t, sessionOf }: CommandKit): void {
  const notify = parent.command('notify').description(t('cli.help.notify'));
  notify
    .command('summary')
    .description(t('cli.help.notifySummary'))
    .option('--days <n>', t('cli.help.notifyDays'), wholeNumber(t, 1, 365), 1)
    .action((options: { days: number }, command: Command) =>
      withConsole(sessionOf(command), 'work', async ({ client }) =>
        tellSent(sessionOf(command), await client.notifications.summary(options)),
      ),
    );
  notify
    .command('send')
    .description(t('cli.help.notifySend'))
    .argument('<name>', t('cli.help.notifyName'), oneOf(t, Object.keys(sendNames) as SendName[]))
    .argument('[fields]', t('cli.help.notifyFields'), jsonObject(t), {})
    .option('--key <key>', t('cli.help.notifyKey'))
    .action((name: SendName, fields: Record<string, unknown>, options: { key?: string }, command: Command) =>
      withConsole(sessionOf(command), 'work', async ({ client }) =>
        tellSent(sessionOf(command), await client.notifications.send({ name, fields, ...options })),
      ),
    );
  notify
    .command('list')
    .description(t('cli.help.notifyList'))
    .option('-n, --limit <n>', t('cli.help.limit'), wholeNumber(t, 1, 100), 30)
    .action((options: { limit: number }, command: Command) => list(sessionOf(command), options.limit));
}

const tellSent = (session: Session, sent: Sent): void =>
  print(
    session,
    sent,
    () => `${session.t('cli.notify.sent', { id: sent.notificationId, count: sent.deliveries.length })}\n`,
  );

async function list(session: Session, limit: number): Promise<void> {
  await withConsole(session, 'work', async ({ client }) => {
    const { items } = await client.notifications.list({ limit });
    if (items.length === 0 && !session.isJson) return session.terminal.say(session.t('cli.notify.none'));
    print(session, items, () =>
      table(
        items.map(({ id, at, title, state, subject, deliveries }) => [
          String(id),
          at,
          state,
          title,
          subject,
          deliveries.map((delivery) => `${delivery.channel}: ${delivery.state}`).join(', '),
        ]),
      ),
    );
  });
}

function jsonObject(t: Texts): (text: string) => Record<string, unknown> {
  return (text) => {
    const value = parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new InvalidArgumentError(t('cli.usage.jsonObject'));
    return { ...value };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no object: told as the others
  }
}

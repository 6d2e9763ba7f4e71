import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanLine, cleanText } from '../../main/features/notifications/channels/text.ts';
import { channelTexts } from '../helpers/channel-texts.ts';
import { messageOf, openSinks } from '../helpers/channels.ts';
import { startDiscord } from '../peers/discord.ts';
import { startNtfy } from '../peers/ntfy.ts';
import { startSlack } from '../peers/slack.ts';
import { makeCertificate, startSmtp } from '../peers/smtp.ts';
import { startTeams } from '../peers/teams.ts';
import { startTelegram } from '../peers/telegram.ts';
import { startWebhook } from '../peers/webhook.ts';

const token = '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const hook = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';

type Seen = { title: string; text: string; html?: string; body?: string };
type Channel = { config: object; last: () => Seen; close: () => Promise<void> };
const sinks = openSinks();
const channels: Record<string, Channel> = {};

beforeAll(async () => {
  const telegram = await startTelegram({ token, chats: ['1'] });
  const slack = await startSlack(hook);
  const discord = await startDiscord('/api/webhooks/1/token');
  const teams = await startTeams('/workflows/secret-secret-secret');
  const ntfy = await startNtfy();
  const webhook = await startWebhook();
  const smtp = await startSmtp(makeCertificate(), { offersStartTls: false });
  const lastOf = <T>(list: T[]): T => list.at(-1) as T; // each test looks after its own send
  Object.assign(channels, {
    telegram: {
      config: { botToken: token, chatIds: ['1'], apiBase: telegram.url },
      last: () => {
        const { text, bold } = lastOf(telegram.taken);
        return { title: bold ?? '', text: text.slice((bold ?? '').length + 1) };
      },
      close: telegram.close,
    },
    slack: { config: { webhookUrl: slack.url + hook }, last: () => lastOf(slack.taken), close: slack.close },
    discord: {
      config: { webhookUrl: `${discord.url}/api/webhooks/1/token` },
      last: () => lastOf(discord.taken),
      close: discord.close,
    },
    teams: {
      config: { webhookUrl: `${teams.url}/workflows/secret-secret-secret` },
      last: () => {
        const { title, text } = lastOf(teams.taken);
        return { title: title.replaceAll('\u2060', ''), text: text.replaceAll('\u2060', '') };
      },
      close: teams.close,
    },
    ntfy: { config: { server: ntfy.url, topic: 'shop' }, last: () => lastOf(ntfy.taken), close: ntfy.close },
    webhook: {
      config: { url: webhook.url },
      last: () => lastOf(webhook.taken).payload as unknown as Seen, // its own fields, checked by the peer
      close: webhook.close,
    },
    email: {
      config: { server: '127.0.0.1', port: smtp.port, from: 'a@example.com', to: ['b@example.com'] },
      last: () => {
        const mail = lastOf(smtp.mails);
        return { title: mail.headers.subject ?? '', text: mail.text, html: mail.html, bcc: mail.headers.bcc };
      },
      close: smtp.close,
    },
    desktop: {
      config: {},
      last: () => ({ title: sinks.notes.at(-1)?.title ?? '', text: sinks.notes.at(-1)?.body ?? '' }),
      close: () => Promise.resolve(),
    },
  });
});
afterAll(async () => {
  await sinks.close();
  await Promise.all(Object.values(channels).map((channel) => channel.close()));
});

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const htmlText = (html: string): string =>
  (/<div[^>]*>([^]*?)<\/div>/.exec(html)?.[1] ?? '')
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => entities[name] ?? '?')
    .trimEnd();

const kinds = ['telegram', 'slack', 'discord', 'teams', 'ntfy', 'webhook', 'email', 'desktop'] as const;
const cases = kinds.flatMap((kind) =>
  channelTexts.map((text) => ({ kind, text, shown: JSON.stringify(text.slice(0, 24)) })),
);

/** The whole text, or its beginning up to the channel's mark, which lies between two graphemes. */
function expectSame(seen: string, input: string): void {
  if (seen === input) return;
  expect(seen.endsWith('…'), `${seen.slice(0, 60)} is not ${input.slice(0, 60)}`).toBe(true);
  const head = seen.slice(0, -1);
  expect(input.startsWith(head)).toBe(true);
  const ends = Array.from(new Intl.Segmenter().segment(input.slice(0, head.length + 60)), (part) => part.index);
  expect(ends).toContain(head.length);
}

test.each(cases)('a reader of $kind sees the text $shown as it was written [S18]', async ({ kind, text }) => {
  const channel = channels[kind] as Channel; // made above for each kind
  const outcome = await sinks.send(kind, channel.config, messageOf(`T ${text}`, `B ${text}`), {
    idempotencyKey: `k${channelTexts.indexOf(text)}`,
  });
  expect(outcome).toMatchObject({ kind: 'delivered' });
  const seen = channel.last();
  expectSame(seen.title, cleanLine(`T ${text}`));
  expectSame((seen.body ?? seen.text).trimEnd(), cleanText(`B ${text}`).trim());
  expect(seen.html === undefined ? '' : htmlText(seen.html)).toBe(seen.html === undefined ? '' : seen.text.trimEnd());
  expect(seen).not.toMatchObject({ isFormatted: true });
  expect(seen).not.toMatchObject({ bcc: expect.any(String) as string });
});

test.each(kinds)('a preview of %s is made without sending and says whether it was cut [S18]', (kind) => {
  const long = sinks.sink(kind).render(messageOf('Title', 'x'.repeat(300_000)), {});
  expect(long.isCut).toBe(true);
  const short = sinks.sink(kind).render(messageOf('Title', 'Body'), {});
  expect(short).toMatchObject({ isCut: false });
  expect(short.text).toContain('Title');
  expect(short.text).toContain('Body');
});

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { setDefaultCACertificates } from 'node:tls';
import { findChats } from '../../main/features/notifications/channels/telegram-chats.ts';
import { sign } from '../../main/features/notifications/channels/webhook.ts';
import { messageOf, openSinks, type SinkBench } from '../helpers/channels.ts';
import { startFaultServer } from '../peers/fault-servers.ts';
import { startDiscord } from '../peers/discord.ts';
import type { HttpPeer } from '../peers/http-peer.ts';
import { startNtfy } from '../peers/ntfy.ts';
import { startSlack } from '../peers/slack.ts';
import { makeCertificate, startSmtp, type SmtpOptions, type SmtpPeer } from '../peers/smtp.ts';
import { startTeams } from '../peers/teams.ts';
import { startTelegram, type TelegramMessage } from '../peers/telegram.ts';
import { startWebhook } from '../peers/webhook.ts';

const token = '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const hook = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';
const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let sinks: SinkBench;
const closers: (() => Promise<void>)[] = [];
const opened = async <T extends { close(): Promise<void> }>(peer: Promise<T>): Promise<T> => {
  const found = await peer;
  closers.push(() => found.close());
  return found;
};
beforeEach(() => {
  sinks = openSinks();
  closers.push(() => sinks.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const startBot = (): Promise<HttpPeer<TelegramMessage>> =>
  opened(startTelegram({ token, chats: ['1', '2'], blocked: ['3'], moved: { 4: -1004 } }));

test('one wrong chat is named and does not keep the message from the others [A18, A25]', async () => {
  const bot = await startBot();
  const config = { botToken: token, apiBase: bot.url };
  const outcome = await sinks.send('telegram', { ...config, chatIds: ['3', '1', '9', '2'] });
  expect(outcome).toMatchObject({
    kind: 'delivered',
    warning: {
      code: 'channel-target-gone',
      params: { target: 'chat 3', reason: 'Forbidden: bot was blocked by the user' },
    },
  });
  expect(bot.taken.map((message) => message.chat)).toEqual(['1', '2']);
  const gone = await sinks.send('telegram', { ...config, chatIds: ['9'] });
  expect(gone).toMatchObject({ kind: 'rejected', breaks: true, error: { code: 'channel-target-gone' } });
  const moved = await sinks.send('telegram', { ...config, chatIds: ['4'] });
  expect(moved).toMatchObject({ kind: 'rejected', breaks: true, error: { code: 'channel-target-gone' } });
  expect(JSON.stringify(moved.kind === 'rejected' && moved.error.params)).toContain('-1004');
});

test('a chat that has the message does not get it again when another one has to wait [A25]', async () => {
  const bot = await startBot();
  const config = { botToken: token, apiBase: bot.url, chatIds: ['1', '2'] };
  bot.script(
    { status: 200, body: { ok: true, result: {} } },
    {
      status: 429,
      body: { ok: false, description: 'Too Many Requests: retry after 7', parameters: { retry_after: 7 } },
    },
  );
  expect(await sinks.send('telegram', config)).toMatchObject({
    kind: 'retry',
    afterMs: 7000,
    quiets: true,
    error: { code: 'delivery-throttled' },
  });
  expect(await sinks.send('telegram', config, undefined, { attempt: 2 })).toMatchObject({ kind: 'delivered' });
  expect(bot.requests.map((request) => (JSON.parse(request.body) as { chat_id: string }).chat_id)).toEqual([
    '1',
    '2',
    '2',
  ]);
});

test('what Telegram cannot parse goes once as plain text [S18]', async () => {
  const bot = await startBot();
  bot.script({ status: 400, body: { ok: false, description: "Bad Request: can't parse entities: test" } });
  const config = { botToken: token, apiBase: bot.url, chatIds: ['1'] };
  expect(await sinks.send('telegram', config, messageOf('T', 'a<b>'))).toMatchObject({ kind: 'delivered' });
  expect(bot.taken).toEqual([{ chat: '1', text: 'T\na<b>', bold: null }]);
});

test.each([['654321:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'], ['nonsense']])(
  'the wrong bot token %s breaks the channel and stands in nothing that is kept [A17, S20]',
  async (wrong) => {
    const bot = await startBot();
    const outcome = await sinks.send('telegram', { botToken: wrong, apiBase: bot.url, chatIds: ['1', '2'] });
    expect(outcome).toMatchObject({ kind: 'rejected', breaks: true, error: { code: 'channel-credentials-refused' } });
    expect(JSON.stringify(outcome)).not.toContain(wrong);
    expect(bot.requests).toHaveLength(1);
  },
);

test('chats that wrote to the bot are found [A18]', async () => {
  const bot = await startBot();
  const found = await findChats(sinks.http, { botToken: token, apiBase: bot.url }, AbortSignal.timeout(5000));
  expect(found).toEqual([
    { id: '1', title: 'Ana 1', kind: 'private' },
    { id: '2', title: 'Ana 2', kind: 'private' },
  ]);
});

test.each([
  [404, 'no_service', 'channel-target-gone', true],
  [410, 'channel_is_archived', 'channel-target-gone', true],
  [404, 'channel_not_found', 'channel-target-gone', true],
  [403, 'invalid_token', 'channel-credentials-refused', true],
  [400, 'invalid_payload', 'delivery-refused', false],
])('Slack answers %i %s: %s [A19]', async (status, body, code, breaks) => {
  const slack = await opened(startSlack(hook));
  slack.script({ status, body });
  const outcome = await sinks.send('slack', { webhookUrl: slack.url + hook });
  expect(outcome).toMatchObject({ kind: 'rejected', breaks, error: { code } });
});

test('5,000 characters reach Slack in sections without losing one [A33]', async () => {
  const slack = await opened(startSlack(hook));
  const body = 'línea & <más>\n'.repeat(360).trim();
  expect(await sinks.send('slack', { webhookUrl: slack.url + hook }, messageOf('T', body))).toMatchObject({
    kind: 'delivered',
  });
  expect(slack.taken[0]?.text).toBe(body);
});

test('Discord says in its body how long to wait [A51]', async () => {
  const discord = await opened(startDiscord('/api/webhooks/1/token'));
  const config = { webhookUrl: `${discord.url}/api/webhooks/1/token` };
  discord.script({ status: 429, body: { message: 'limited', retry_after: 0.65, global: false } });
  expect(await sinks.send('discord', config)).toMatchObject({ kind: 'retry', afterMs: 650, quiets: true });
  expect(await sinks.send('discord', config)).toMatchObject({ kind: 'delivered' });
  expect(await sinks.send('discord', { webhookUrl: `${discord.url}/api/webhooks/1/other` })).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'channel-credentials-refused' },
  });
});

test('an old Teams connector that answers 200 with an error in words has not taken the message [A51]', async () => {
  const teams = await opened(startTeams('/workflows/1'));
  const config = { webhookUrl: `${teams.url}/workflows/1` };
  teams.script(
    {
      status: 200,
      body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
    },
    { status: 200, body: 'Webhook Bad Request - error: summary or text is required' },
    { status: 200, body: '1' },
  );
  expect(await sinks.send('teams', config)).toMatchObject({ kind: 'retry' });
  expect(await sinks.send('teams', config)).toMatchObject({ kind: 'rejected', error: { code: 'delivery-refused' } });
  expect(await sinks.send('teams', config)).toMatchObject({ kind: 'delivered' });
});

test('ntfy gets its priority by severity and its token as bearer [A51]', async () => {
  const ntfy = await opened(startNtfy({ token: 'tk_secretsecret' }));
  const config = { server: ntfy.url, topic: 'shop', token: 'tk_secretsecret' };
  const outcome = await sinks.send('ntfy', config, messageOf('T', 'B', { severity: 'critical' }));
  expect(outcome).toMatchObject({ kind: 'delivered' });
  expect(ntfy.taken).toEqual([{ topic: 'shop', title: 'T', text: 'B', priority: 5 }]);
  expect(JSON.stringify(outcome)).not.toContain('tk_secretsecret');
});

test('a webhook is signed as Standard Webhooks say and is known again by its key [S08]', async () => {
  expect(
    sign({ secret: whsec, id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' }),
  ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  const peer = await opened(startWebhook({ secret: whsec, authorization: 'Bearer canary-authorization' }));
  const config = {
    url: `${peer.url}/in?key=canary-query`,
    signingSecret: whsec,
    authorization: 'Bearer canary-authorization',
  };
  const outcomes = [
    await sinks.send('webhook', config, undefined, { idempotencyKey: 'd-1' }),
    await sinks.send('webhook', config, undefined, { idempotencyKey: 'd-1', attempt: 2 }),
  ];
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['delivered', 'delivered']);
  expect(peer.taken).toHaveLength(1);
  expect(peer.taken[0]).toMatchObject({ id: 'd-1', payload: { type: 'processing_failed', data: { job_id: 42 } } });
  expect(JSON.stringify(outcomes)).not.toMatch(/canary|MfKQ9r8/);
});

test.each([
  [401, 'rejected', 'channel-credentials-refused', true],
  [403, 'rejected', 'channel-credentials-refused', true],
  [404, 'rejected', 'channel-target-gone', true],
  [410, 'rejected', 'channel-target-gone', true],
  [400, 'rejected', 'delivery-refused', false],
  [413, 'rejected', 'delivery-refused', false],
  [422, 'rejected', 'delivery-refused', false],
  [302, 'retry', 'delivery-http-status', undefined],
  [408, 'retry', 'delivery-http-status', undefined],
  [425, 'retry', 'delivery-http-status', undefined],
  [429, 'retry', 'delivery-http-status', undefined],
  [500, 'retry', 'delivery-http-status', undefined],
  [503, 'retry', 'delivery-http-status', undefined],
])('a webhook that answers %i ends as %s with %s [F18]', async (status, kind, code, breaks) => {
  const peer = await opened(startWebhook());
  peer.script({ status, headers: { location: `${peer.url}/elsewhere` } });
  const outcome = await sinks.send('webhook', { url: peer.url });
  expect(outcome).toMatchObject({ kind, error: { code }, ...(breaks === undefined ? {} : { breaks }) });
  expect(peer.requests).toHaveLength(1);
});

test('no service that repeats a secret in its refusal gets it into what is kept [S20]', async () => {
  const peer = await opened(startWebhook());
  const canary = 'canary-0123456789abcdef';
  const forms = [canary, Buffer.from(canary).toString('base64'), encodeURIComponent(`${canary}/x`)].join(' ');
  const configs = [
    ['slack', { webhookUrl: `${peer.url}/services/T0/${canary}` }],
    ['discord', { webhookUrl: `${peer.url}/api/webhooks/1/${canary}` }],
    ['teams', { webhookUrl: `${peer.url}/workflows/x?sig=${canary}` }],
    ['webhook', { url: `${peer.url}/${canary}`, authorization: `Bearer ${canary}` }],
    ['ntfy', { server: peer.url, topic: 'shop', token: canary }],
    ['telegram', { botToken: canary, apiBase: peer.url, chatIds: ['1'] }],
  ] as const;
  for (const [kind, config] of configs) {
    peer.script({ status: 400, body: `refused: ${forms} ${peer.requests.at(-1)?.path ?? ''}` });
    const outcome = await sinks.send(kind, config);
    const kept =
      outcome.kind === 'delivered'
        ? outcome
        : { ...outcome, error: [outcome.error.code, outcome.error.params, outcome.error.stack] };
    expect(JSON.stringify([kind, kept])).not.toMatch(/canary-0123|Y2FuYXJ5/);
  }
});

// E-mail: a real server; its certificate is trusted as one that NODE_EXTRA_CA_CERTS names.
const certificate = makeCertificate();
beforeAll(() => setDefaultCACertificates([certificate.cert]));
afterAll(() => setDefaultCACertificates([]));
const account = { user: 'bot@example.com', password: 'canary-password-1' };
const mailTo = ['a@example.com', 'b@example.com'];
const startMail = (options: SmtpOptions = {}): Promise<SmtpPeer> =>
  opened(startSmtp(certificate, { ...account, ...options }));
const mailConfig = (peer: SmtpPeer) => ({ server: 'localhost', port: peer.port, ...account, to: mailTo });
const openMailSinks = (): SinkBench => {
  const bench = openSinks(['localhost']);
  closers.push(() => bench.close());
  return bench;
};

test('a mail goes with STARTTLS and AUTH, in HTML and in text, and its id is the same at each attempt [A20, A22, A24]', async () => {
  const server = await startMail();
  const bench = openMailSinks();
  const message = messageOf('Vídeo\r\nBcc: evil@example.com', '<b>ñ</b>\n.\nfin');
  const outcomes = [
    await bench.send('email', mailConfig(server), message),
    await bench.send('email', mailConfig(server), message, { attempt: 2 }),
  ];
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['delivered', 'delivered']);
  const [first, second] = server.mails;
  expect(first).toMatchObject({ isSecure: true, user: account.user, to: mailTo, from: account.user });
  expect(first?.text.trimEnd()).toBe('<b>ñ</b>\n.\nfin');
  expect(first?.html).toContain('&lt;b&gt;ñ&lt;/b&gt;');
  expect(first?.headers.subject).toBe('Vídeo Bcc: evil@example.com');
  expect(first?.headers.bcc).toBeUndefined();
  expect(second?.headers['message-id']).toBe(first?.headers['message-id']);
  expect(JSON.stringify(outcomes)).not.toContain(account.password);
});

test('one bad address among good ones is named, and the others have the mail [A24]', async () => {
  const server = await startMail({ refuse: (address) => (address.startsWith('gone') ? 550 : null) });
  const to = ['gone@example.com', 'a@example.com', 'no address'];
  const outcome = await openMailSinks().send('email', { ...mailConfig(server), to });
  expect(outcome).toMatchObject({
    kind: 'delivered',
    warning: { code: 'mail-recipients-refused', params: { addresses: 'no address, gone@example.com' } },
  });
  expect(server.mails[0]?.to).toEqual(['a@example.com']);
});

const mailCases: [string, SmtpOptions, string, string, boolean?][] = [
  ['a wrong password', { authStatus: () => 535 }, 'rejected', 'channel-credentials-refused', true],
  ['a busy sign-in', { authStatus: () => 454 }, 'retry', 'delivery-http-status'],
  ['a greylist', { refuse: () => 450 }, 'retry', 'delivery-http-status'],
  ['addresses that are all gone', { refuse: () => 550 }, 'rejected', 'mail-recipients-refused', false],
  ['a full server', { dataStatus: () => 452 }, 'retry', 'delivery-http-status'],
  ['a refused message', { dataStatus: () => 554 }, 'rejected', 'delivery-refused', false],
];
test.each(mailCases)('mail: %s ends as its class says [A25]', async (_name, options, kind, code, breaks) => {
  const server = await startMail(options);
  const outcome = await openMailSinks().send('email', mailConfig(server));
  expect(outcome).toMatchObject({ kind, error: { code }, ...(breaks === undefined ? {} : { breaks }) });
  expect(JSON.stringify(outcome)).not.toContain(account.password);
});

test('a mail server without STARTTLS gets no password, unless it is this machine itself [A21]', async () => {
  const server = await startMail({ offersStartTls: false });
  const lookup = (
    _host: string,
    _options: object,
    callback: (error: null, found: { address: string; family: number }[]) => void,
  ) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
  const bench = openSinks(['mail.test'], { lookup });
  closers.push(() => bench.close());
  const outcome = await bench.send('email', { ...mailConfig(server), server: 'mail.test' });
  expect(outcome).toMatchObject({ kind: 'rejected', breaks: true, error: { code: 'delivery-tls-failed' } });
  expect(server.mails).toHaveLength(0);
  const plain = await startMail({ offersStartTls: false, user: undefined as never });
  const { user: _user, password: _password, ...open } = mailConfig(plain);
  expect(await openMailSinks().send('email', { ...open, from: 'a@example.com' })).toMatchObject({ kind: 'delivered' });
});

test('a mail server whose certificate nobody vouches for is refused, and private ones stay out of reach [A21, S03]', async () => {
  const other = await opened(startSmtp(makeCertificate(), account));
  expect(await openMailSinks().send('email', mailConfig(other))).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-tls-failed' },
  });
  expect(await openSinks([]).send('email', mailConfig(other))).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-address-refused' },
  });
});

test('a mail server that is away is tried again, and a name that leads into this network is not [A25, S03]', async () => {
  const server = await startSmtp(certificate, account);
  await server.close();
  expect(await openMailSinks().send('email', mailConfig(server))).toMatchObject({
    kind: 'retry',
    error: { code: 'delivery-network', params: { reason: 'ECONNREFUSED' } },
  });
  const bench = openSinks([], {
    lookup: (_host, _options, callback) => callback(null, [{ address: '10.0.0.1', family: 4 }]),
  });
  closers.push(() => bench.close());
  expect(await bench.send('email', { ...mailConfig(server), server: 'mail.example.com' })).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-address-refused', params: { host: 'mail.example.com' } },
  });
});

test('a mail server that says nothing is left at the end of the attempt, and one that breaks off is tried again [F18]', async () => {
  const silent = await opened(startFaultServer(() => {}, { isEager: true }));
  const config = { server: 'localhost', ...account, to: mailTo };
  const bench = openMailSinks();
  const waited = bench.send('email', { ...config, port: silent.port }, undefined, { timeoutMs: 500 });
  expect(await waited).toMatchObject({ kind: 'retry', error: { code: 'delivery-timeout' } });
  const broken = await opened(startFaultServer((socket) => socket.end('220 hello\r\n'), { isEager: true }));
  expect(await bench.send('email', { ...config, port: broken.port })).toMatchObject({
    kind: 'retry',
    error: { code: 'delivery-network' },
  });
});

import { expect, test } from 'vitest';
import { Redactor } from '#platform/log/redact.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const canary = 'CANARY'.padEnd(36, 'x7');
const pem = ['-----BEGIN RSA PRIVATE KEY-----', `MIIE${canary}`, '-----END RSA PRIVATE KEY-----'].join('\n');

test.each([
  ['Telegram token', `https://api.telegram.org/bot123456789:${canary}/sendMessage`],
  ['Telegram token alone', `123456789:${canary}`],
  ['Slack address', `https://hooks.slack.com/services/T0/B0/${canary}`],
  ['Slack token', `xoxb-1-${canary}`],
  ['Discord address', `https://discord.com/api/webhooks/1/${canary}`],
  ['Teams address', `https://shop.webhook.office.com/webhookb2/${canary}`],
  ['SMTP password', `EMAIL_PASSWORD=${canary}`],
  ['signing secret', `whsec_${canary}`],
  ['app secret in a query', `https://graph.example/x?app_secret=${canary}&a=1`],
  ['verify token', `GET /webhook?hub.verify_token=${canary}&hub.challenge=1`],
  ['ngrok token', `ngrok authtoken: ${canary}`],
  ['JWT', `eyJhbGciOi.eyJzdWIiOi.${canary}`],
  ['API key', `sk-${canary}`],
  ['Meta token', `EAA${canary}`],
  ['Redis address', `redis://user:${canary}@host:6379`],
  ['address with a token as user', `https://${canary}@host/x`],
  ['Basic header', `Authorization: Basic ${canary}`],
  ['Bearer header', `{"authorization":"Bearer ${canary}"}`],
  ['cookie', `Cookie: a=1; atalaya_session=${canary}`],
  ['set-cookie', `set-cookie: atalaya_session=${canary}; Path=/`],
  ['session cookie alone', `atalaya_session=${canary}`],
  ['private key', pem],
  ['sign-in link', `http://127.0.0.1:5002/sign-in#code=${canary}`],
  ['exception message', `connect failed: password=${canary} rejected`],
  ['argument of a child', `curl -H "X-Api-Key: ${canary}" https://x`],
  ['quoted JSON inside text', `{\\"clientSecret\\":\\"${canary}\\"}`],
  ['AWS pair', `AWS_SECRET_ACCESS_KEY: x, secret = ${canary}`],
  ['Google key', `AIza${canary}`],
  ['GitHub token', `ghp_${canary}`],
])('%s never reaches the file by its form [S20]', (_, text) => {
  const shown = new Redactor().text(text);
  expect(shown).not.toContain('CANARY');
  expect(shown).toContain('[redacted]');
});

test('a secret that the console knows is taken out whatever stands around it, also encoded [S20]', () => {
  const redactor = new Redactor();
  const secret = `p&ss/"${canary}`;
  redactor.know([secret, 'short']);
  for (const form of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret),
  ])
    expect(redactor.text(`before ${form} after short`)).toMatch(/^before "?\[redacted\]=*"? after short$/);
});

test('fields of a secret’s name are taken out at any depth, counters and ordinary fields stay [S20]', () => {
  const error = new Error(`token=${canary}`, { cause: { headers: { 'Set-Cookie': [canary], Authorization: canary } } });
  const shown = new Redactor().value({
    list: [{ webhook_url: canary, appSecret: canary, apiKey: { nested: canary } }],
    error,
    leaseToken: 7,
    password: '',
    path: '/videos/token/clip.mp4',
    key: 'Enter',
    code: 'job-not-found',
  });
  expect(JSON.stringify(shown)).not.toContain('CANARY');
  expect(shown).toMatchObject({
    leaseToken: 7,
    password: '',
    path: '/videos/token/clip.mp4',
    key: 'Enter',
    code: 'job-not-found',
  });
});

test.each([
  'job 42 took 3:25 of 12345678 bytes',
  'C:\\Users\\ana\\clip.mp4',
  'https://example.org/v.mp4?size=1&page=2',
  'started ffmpeg -i file:/tmp/a.mp4 -t 30',
  '2026-01-05T12:00:00.000Z retry in 5 s',
])('ordinary words stay as they are: %s', (text) => expect(new Redactor().text(text)).toBe(text));

test.each([
  'y',
  '.',
  '?',
  'token',
  'a.',
  'http://',
  'cookie',
  '-----BEGIN ',
  '1',
  'eyJ',
  '&key',
  'Bearer ',
  '"',
  ' ',
  'sk-',
])('no form of text makes the search slow: 50 kB of %j [S23]', (piece) => {
  const text = piece.repeat(Math.ceil(50_000 / piece.length));
  const redactor = new Redactor();
  redactor.text(text);
  // Of the thread's own processor time: the machine may be busy with other tests.
  const start = process.threadCpuUsage();
  redactor.text(text);
  const { user, system } = process.threadCpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(50);
});

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Lookup } from '#platform/http/address-guard.ts';
import { openSinks } from '../helpers/channels.ts';
import { faults, startFaultServer, type FaultServer } from '../peers/fault-servers.ts';
import { makeCertificate } from '../peers/smtp.ts';
import { privateHosts } from '../helpers/private-hosts.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
const open = (allowed?: readonly string[], lookup?: Lookup) => {
  const sinks = openSinks(allowed, lookup ? { lookup } : {});
  closers.push(() => sinks.close());
  return sinks;
};
const started = async (...args: Parameters<typeof startFaultServer>): Promise<FaultServer> => {
  const server = await startFaultServer(...args);
  closers.push(() => server.close());
  return server;
};

const classes: [keyof typeof faults, object][] = [
  ['reset before the answer', { kind: 'retry', error: { code: 'delivery-network' } }],
  ['reset in the body', { kind: 'retry', error: { code: 'delivery-network' } }],
  ['end before the answer', { kind: 'retry', error: { code: 'delivery-network' } }],
  ['a short body', { kind: 'retry', error: { code: 'delivery-network' } }],
  ['silence', { kind: 'retry', error: { code: 'delivery-timeout' } }],
  ['a body without haste', { kind: 'retry', error: { code: 'delivery-timeout' } }],
  ['a header of 40 KB', { kind: 'retry', error: { code: 'delivery-network' } }],
  ['no HTTP', { kind: 'rejected', breaks: true, error: { code: 'channel-invalid' } }],
  ['a length beside chunks', { kind: 'rejected', breaks: true, error: { code: 'channel-invalid' } }],
  ['a gzip bomb', { kind: 'delivered', exchange: { status: 200, answer: '' } }],
  ['a body without end', { kind: 'delivered', exchange: { status: 200 } }],
  ['429', { kind: 'retry', afterMs: 7000, quiets: true, error: { code: 'delivery-throttled' } }],
  ['302', { kind: 'retry', error: { code: 'delivery-http-status', params: { status: 302 } } }],
];
test.each(classes)('an endpoint that answers with %s ends in its class [F18]', async (name, expected) => {
  const server = await started(faults[name]);
  const outcome = await open().send('webhook', { url: `http://127.0.0.1:${server.port}/` }, undefined, {
    // Only the silent ones use up their time.
    timeoutMs: name === 'silence' || name === 'a body without haste' ? 700 : 10_000,
  });
  expect(outcome).toMatchObject(expected);
  expect((outcome.exchange.answer ?? '').length).toBeLessThanOrEqual(20_480);
});

test('a header of 40 KB is asked for three times, then the channel counts as wrongly set [F18]', async () => {
  const server = await started(faults['a header of 40 KB']);
  const outcome = await open().send('webhook', { url: `http://127.0.0.1:${server.port}/` }, undefined, { attempt: 3 });
  expect(outcome).toMatchObject({ kind: 'rejected', breaks: true, error: { code: 'channel-invalid' } });
});

test('a refused connection, an unknown name and a slow name are tried again; a forbidden port is not [F18]', async () => {
  const server = await startFaultServer(faults['200']);
  await server.close();
  const refused = await open().send('webhook', { url: `http://127.0.0.1:${server.port}/` });
  expect(refused).toMatchObject({
    kind: 'retry',
    error: { code: 'delivery-network', params: { reason: 'ECONNREFUSED' } },
  });
  const unknown: Lookup = (_host, _options, callback) =>
    callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []);
  expect(await open([], unknown).send('webhook', { url: 'https://nobody.example.com/' })).toMatchObject({
    kind: 'retry',
    error: { code: 'delivery-network', params: { reason: 'ENOTFOUND' } },
  });
  const slow = open([], () => {}).send('webhook', { url: 'https://slow.example.com/' }, undefined, { timeoutMs: 200 });
  expect(await slow).toMatchObject({ kind: 'retry', error: { code: 'delivery-timeout' } });
  expect(await open([]).send('webhook', { url: 'http://example.com:6666/' })).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-address-refused' },
  });
});

const trusted = makeCertificate();
beforeAll(() => setDefaultCACertificates([trusted.cert]));
afterAll(() => setDefaultCACertificates([]));

const expired = (): { key: string; cert: string } => {
  const { key } = trusted;
  const args = [
    'req',
    '-x509',
    '-new',
    '-key',
    '/dev/stdin',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ];
  const dates = ['-not_before', '20200101000000Z', '-not_after', '20210101000000Z'];
  return {
    key,
    cert: execFileSync('openssl', [...args, ...dates], { input: key, stdio: ['pipe', 'pipe', 'ignore'] }).toString(),
  };
};
const hasDates = /-not_before/.test(execFileSync('sh', ['-c', 'openssl req -help 2>&1']).toString());

test('a private authority that the console trusts is taken [F18]', async () => {
  const server = await started(faults['200'], { tls: trusted });
  expect(await open().send('webhook', { url: `https://127.0.0.1:${server.port}/` })).toMatchObject({
    kind: 'delivered',
  });
});

const tlsCases: [string, () => { key: string; cert: string } | object][] = [
  ['a certificate that nobody vouches for', () => makeCertificate()],
  ['TLS 1.1 alone', () => ({ ...trusted, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' })],
  ...(hasDates ? ([['a certificate that has ended', expired]] as [string, typeof expired][]) : []),
];
test.each(tlsCases)('%s breaks the channel at once [F18]', async (_name, options) => {
  const server = await started(faults['200'], { tls: options() });
  expect(await open().send('webhook', { url: `https://127.0.0.1:${server.port}/` })).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-tls-failed' },
  });
});

test('a certificate for another host and a server without TLS break the channel at once [F18]', async () => {
  const other = makeCertificate('DNS:other.example.com');
  setDefaultCACertificates([trusted.cert, other.cert]);
  const server = await started(faults['200'], { tls: other });
  const plain = await started(faults['no HTTP']);
  for (const port of [server.port, plain.port])
    expect(await open().send('webhook', { url: `https://127.0.0.1:${port}/` })).toMatchObject({
      kind: 'rejected',
      breaks: true,
      error: { code: 'delivery-tls-failed' },
    });
});

const privateUrls = [...privateHosts, 'user@127.0.0.1', '127.0.0.1:80\\@example.com'].map((host) => `http://${host}`);
const malformed = [
  'http:/127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'http://127.0\t.0.1/',
  'file:///etc/passwd',
  'ftp://a.example',
  'gopher://a.example',
  'data:text/html,x',
  'javascript:alert(1)',
];

test('no packet goes to an address of this machine or its network, however it is written [S03]', async () => {
  const server = await started(faults['200']);
  const looked: string[] = [];
  const sinks = open([], (host, _options, callback) => {
    looked.push(host);
    callback(null, [{ address: '127.0.0.1', family: 4 }]);
  });
  for (const url of privateUrls) {
    const withPort = /:80\\|@/.test(url) ? `${url}/` : `${url}:${server.port}/`;
    const outcome = await sinks.send('webhook', { url: withPort });
    expect({ url, ...outcome }).toMatchObject({ url, kind: 'rejected', breaks: true });
    const code = outcome.kind === 'rejected' ? outcome.error.code : '';
    expect(`${url} ${code}`).toMatch(/ (?:delivery-address-refused|channel-invalid)$/);
  }
  for (const url of malformed)
    expect({ url, ...(await sinks.send('webhook', { url })) }).toMatchObject({
      url,
      kind: 'rejected',
      error: { code: 'channel-invalid' },
    });
  // A public name that answers with a private address gets as far as its lookup.
  expect(await sinks.send('webhook', { url: `http://127.0.0.1.nip.io:${server.port}/` })).toMatchObject({
    kind: 'rejected',
    breaks: true,
    error: { code: 'delivery-address-refused' },
  });
  expect(looked).toEqual(['127.0.0.1.nip.io']);
  expect(server.connections()).toBe(0);
});

test('a message goes by the proxy that is set, whose own address may be private [A25]', async () => {
  const asked: string[] = [];
  const target = await started(faults['200']);
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const through = connect(target.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('error', () => through.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => proxy.close(() => resolve())));
  const { port } = proxy.address() as AddressInfo;
  const sinks = open([]);
  const config = { url: 'http://hooks.example.com/x', proxy: `http://127.0.0.1:${port}` };
  expect(await sinks.send('webhook', config)).toMatchObject({ kind: 'delivered' });
  expect(asked).toEqual(['hooks.example.com:80']);
  expect(await sinks.send('webhook', { ...config, proxy: 'nonsense' })).toMatchObject({
    kind: 'rejected',
    error: { code: 'channel-invalid', params: { field: 'proxy' } },
  });
});

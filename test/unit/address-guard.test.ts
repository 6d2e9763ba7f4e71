import { expect, test } from 'vitest';
import { AddressGuard, isPublicAddress, type Lookup } from '#platform/http/address-guard.ts';
import { privateHosts } from '../helpers/private-hosts.ts';

const guard = new AddressGuard(() => []);

test.each(privateHosts)('the private host %s is refused when it is named [S03]', (host) => {
  expect(() => guard.checkUrl(`http://${host}/video.mp4`)).toThrow(
    expect.objectContaining({ code: 'download-address-refused' }),
  );
});

const badUrls = [
  'http:/127.0.0.1/',
  'http:\\\\127.0.0.1\\',
  'http://127.0\t.0.1/',
  'http://user@127.0.0.1/',
  'http://a:b@example.com/',
  'http://127.0.0.1:80\\@example.com/',
  'file:///etc/passwd',
  'ftp://example.com/x',
  'gopher://example.com/',
  'data:text/html,x',
  'javascript:alert(1)',
  'http://',
  'https:///x',
  '',
  'example.com',
  'http://exa mple.com/',
  'http://[::1',
  '-i',
  '--exec=id',
];

test.each(badUrls)('the link %j is refused as malformed [S03]', (url) => {
  expect(() => guard.checkUrl(url)).toThrow(expect.objectContaining({ code: 'download-url-invalid' }));
});

test.each([
  'http://1.1.1.1/',
  'https://[2606:4700:4700::1111]/x',
  'https://example.com:8443/a?b=c',
  'https://xn--bcher-kva.example/',
])('the public link %s passes [S03]', (url) => {
  expect(guard.checkUrl(url).href).toBe(new URL(url).href);
});

test.each([25, 6379, 22, 3306])('port %i answers no HTTP and is refused [S03]', (port) => {
  expect(() => guard.checkUrl(`http://example.com:${port}/`)).toThrow(
    expect.objectContaining({ code: 'download-address-refused' }),
  );
});

test('what the operator allows passes by host or by host and port, and nothing else does [S03]', () => {
  const allowing = new AddressGuard(() => ['127.0.0.1:8080', 'nas.local']);
  expect(allowing.checkUrl('http://127.0.0.1:8080/x').port).toBe('8080');
  expect(allowing.checkUrl('http://nas.local:9/x').hostname).toBe('nas.local');
  expect(() => allowing.checkUrl('http://127.0.0.1:8081/x')).toThrow('download-address-refused');
});

/** Answers each question with the next list of addresses. */
const resolver =
  (...answers: string[][]): Lookup =>
  (_host, _options, callback) => {
    const addresses = answers.shift() ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };

const lookUp = (found: AddressGuard): Promise<unknown> =>
  new Promise((resolve, reject) => {
    found.lookupFor(new URL('http://example.com/'))('example.com', { all: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

test('a name with one private address among public ones is refused, and so is one that changes its mind [S03]', async () => {
  await expect(lookUp(new AddressGuard(() => [], resolver(['1.1.1.1', '10.0.0.1'])))).rejects.toMatchObject({
    code: 'download-address-refused',
  });
  await expect(lookUp(new AddressGuard(() => [], resolver(['1.1.1.1', '::1'])))).rejects.toMatchObject({
    code: 'download-address-refused',
  });
  const turning = new AddressGuard(() => [], resolver(['1.1.1.1'], ['127.0.0.1']));
  await expect(lookUp(turning)).resolves.toEqual([{ address: '1.1.1.1', family: 4 }]);
  await expect(lookUp(turning)).rejects.toMatchObject({ code: 'download-address-refused' });
});

test('addresses are judged by their meaning, not by how they are written [S03]', () => {
  expect(['1.1.1.1', '8.8.8.8', '2606:4700::1'].map(isPublicAddress)).toEqual([true, true, true]);
  expect(['::ffff:127.0.0.1', 'fe80::1%eth0', '', 'x', '::127.0.0.1'].map(isPublicAddress)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

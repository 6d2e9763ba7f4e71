import { expect, test } from 'vitest';
import { isAppUrl } from '../../main/electron/app-origin.ts';
import { safeExternalUrl } from '../../main/electron/external-links.ts';

test.each([
  'file:///usr/bin/x',
  'smb://server/share',
  'ms-msdt:/id PCWDiagnostic',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  'vbscript:msgbox',
  'ssh://-oProxyCommand=x',
  'mailto:a@example.com?attach=/etc/passwd',
  'https://user@example.com/',
  'https://user:word@example.com/',
  'http://example.com/',
  'https://xn--pple-43d.com/',
  `https://example.com/${'a'.repeat(10_000)}`,
  '\\\\srv\\share',
  'app://atalaya/',
  'about:blank',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://localhost/',
  'https://printer.local/',
  'https://2130706433/',
])('the system is never asked to open %s [S25]', (address) => {
  expect(safeExternalUrl(address)).toBeNull();
});

test.each(['https://example.com/', 'https://docs.example.co.uk/a?b=c#d', 'https://example.com:8443/x'])(
  'a plain https address may be opened: %s [S25]',
  (address) => expect(safeExternalUrl(address)).toBe(address),
);

test('only our own pages count as ours [S01] [S24]', () => {
  expect(isAppUrl('app://atalaya/')).toBe(true);
  expect(isAppUrl('app://atalaya/jobs/1?x#y')).toBe(true);
  for (const address of [
    'app://atalaya.evil/',
    'app://evil@atalaya/',
    'app://evil/',
    'app://atalaya:80/',
    'https://atalaya/',
    'file:///app/atalaya',
    'about:blank',
    '',
  ]) {
    expect([address, isAppUrl(address)]).toEqual([address, false]);
  }
});

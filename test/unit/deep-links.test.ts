import { expect, test } from 'vitest';
import { linkAmong, pathOfLink } from '../../main/electron/deep-links.ts';

test.each([
  ['atalaya://jobs/42', '/jobs/42'],
  ['atalaya://jobs/42/', '/jobs/42'],
  ['atalaya:jobs/42', '/jobs/42'],
  ['atalaya://queue', '/queue'],
  ['atalaya://logs', '/logs'],
  ['atalaya://overview', '/'],
  ['atalaya://', '/'],
])('a link opens the page that it names: %s [S25]', (link, path) => {
  expect(pathOfLink(link)).toBe(path);
});

test.each([
  'atalaya://jobs/0',
  'atalaya://jobs/../settings',
  'atalaya://jobs/42/delete',
  'atalaya://jobs/4e9',
  'atalaya://jobs/9999999999999999',
  'atalaya://queue/pause',
  'atalaya://user@jobs/42',
  'atalaya://jobs:80/42',
  'atalaya://evil',
  'javascript:alert(1)',
  'https://jobs/42',
  'not a link',
  '',
  `atalaya://jobs/${'1'.repeat(400)}`,
])('a link that names no page opens nothing: %s [S25]', (link) => {
  expect(pathOfLink(link)).toBeNull();
});

test('the link among a program’s words is found, whatever stands around it [S25]', () => {
  expect(linkAmong(['.', '--hidden', 'atalaya://jobs/7', 'atalaya://jobs/8'])).toBe('atalaya://jobs/7');
  expect(linkAmong(['.', 'https://example.com'])).toBeNull();
  expect(linkAmong([`atalaya://${'x'.repeat(10_000)}`])).toBeNull();
});

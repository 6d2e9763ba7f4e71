import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('docs/requirements.md names the tests that prove each row as they stand now', () => {
  expect(() =>
    execFileSync(process.execPath, ['scripts/requirements.mjs', '--check'], { stdio: 'pipe' }),
  ).not.toThrow();
});

// The static checks: types of main and window, lint with type-aware rules, format. Used by `npm run check` and `npm test`.
import { run } from './toolchain.mjs';

const checks = [
  { name: 'types (main, shared, test)', command: 'tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'types (window)', command: 'tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'types (end-to-end tests)', command: 'tsc', args: ['-p', 'test/e2e'] },
  { name: 'types (shared, pure)', command: 'tsc', args: ['-p', 'tsconfig.shared.json'] },
  { name: 'lint', command: 'oxlint', args: ['--quiet'] },
  { name: 'format', command: 'oxfmt', args: ['--check'] },
];

/** Runs them one after the other; answers the names of those that failed. */
export async function runStaticChecks() {
  const failed = [];
  for (const { name, command, args } of checks) {
    console.error(`atalaya: checking ${name} …`);
    if ((await run(command, args, { shell: process.platform === 'win32' })) !== 0) failed.push(name);
  }
  return { count: checks.length, failed };
}

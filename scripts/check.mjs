// `npm run check`: static checks and unit tests, for use while working.
import { runStaticChecks } from './checks.mjs';
import { ensureInstalled, launch, run } from './toolchain.mjs';

await launch(async () => {
  ensureInstalled();
  const { failed } = await runStaticChecks();
  const unit = await run('vitest', ['run', 'test/unit'], { shell: process.platform === 'win32' });
  process.exitCode = failed.length > 0 || unit !== 0 ? 1 : 0;
});

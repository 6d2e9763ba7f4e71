// `npm test`: installs what the tests need and runs all of them. The last line says how many passed, failed and were skipped.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runStaticChecks } from './checks.mjs';
import { ensureSystemPackages } from './system-packages.mjs';
import { ensureReady, launch, root, run, toolEnvironment } from './toolchain.mjs';

const reports = path.join(root, 'out', 'reports');
const viaShell = { shell: process.platform === 'win32' };

function readReport(name) {
  const file = path.join(reports, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** A runner that ends badly without a failed test (a crash, a leak) counts as one failure. */
function withExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function runVitest() {
  rmSync(path.join(reports, 'vitest.json'), { force: true });
  const exitCode = await run('vitest', ['run'], { env: toolEnvironment(), ...viaShell });
  const tests = (readReport('vitest.json')?.testResults ?? []).flatMap((file) => file.assertionResults);
  const of = (...states) => tests.filter((test) => states.includes(test.status));
  const skipped = of('skipped', 'pending', 'todo').map((test) => test.fullName);
  return withExitCode({ passed: of('passed').length, failed: of('failed').length, skipped }, exitCode);
}

async function runPlaywright() {
  rmSync(path.join(reports, 'e2e.json'), { force: true });
  const exitCode = await run('playwright', ['test'], { env: toolEnvironment(), ...viaShell });
  const report = readReport('e2e.json');
  const stats = report?.stats ?? { expected: 0, unexpected: 0, flaky: 0 };
  const skipped = [...skippedSpecs(report?.suites ?? [])];
  const counts = { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped };
  return withExitCode(counts, exitCode);
}

function* skippedSpecs(suites) {
  for (const suite of suites) {
    for (const spec of suite.specs ?? []) {
      if (spec.tests.some((test) => test.status === 'skipped')) yield `${suite.file ?? ''} ${spec.title}`;
    }
    yield* skippedSpecs(suite.suites ?? []);
  }
}

await launch(async () => {
  await ensureReady();
  ensureSystemPackages();
  const checks = await runStaticChecks();
  const parts = [
    { passed: checks.count - checks.failed.length, failed: checks.failed.length, skipped: [] },
    await runVitest(),
    await runPlaywright(),
  ];
  for (const name of checks.failed) console.error(`failed check: ${name}`);
  const skipped = parts.flatMap((part) => part.skipped);
  for (const name of skipped) console.log(`skipped: ${name}`);
  const total = (key) => parts.reduce((sum, part) => sum + part[key], 0);
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${skipped.length} skipped`);
  process.exitCode = total('failed') > 0 ? 1 : 0;
});

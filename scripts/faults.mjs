// `npm run faults -- [F02 F26 …] [--quick]`: provokes faults on a built console and checks the invariants after each.
import { ensureBuilt, ensureInstalled, launch, nodeBinary, run } from './toolchain.mjs';

await launch(async () => {
  ensureInstalled();
  await ensureBuilt();
  process.exitCode = await run(nodeBinary(), ['test/faults/run.ts', ...process.argv.slice(2)]);
});

#!/usr/bin/env node
// `npx atalaya …`: the command line, built when needed and run on Node 24. Nothing of its own goes to stdout.
import { ensureReady, launch, nodeBinary, root, run, toolEnvironment } from './toolchain.mjs';
import path from 'node:path';

await launch(async () => {
  await ensureReady();
  const cli = path.join(root, 'out', 'main', 'cli.js');
  process.exitCode = await run(nodeBinary(), [cli, ...process.argv.slice(2)], {
    cwd: process.cwd(),
    env: toolEnvironment(),
  });
});

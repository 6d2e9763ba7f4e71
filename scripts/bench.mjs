// `npm run bench -- queue|video [options]`: runs one benchmark of test/bench on Node 24.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureBuilt, ensureInstalled, launch, nodeBinary, root, run, SetupError } from './toolchain.mjs';

await launch(async () => {
  ensureInstalled();
  const folder = path.join(root, 'test', 'bench');
  const [name, ...options] = process.argv.slice(2);
  const file = path.join(folder, `${name}.ts`);
  if (!name || !existsSync(file)) {
    const names = readdirSync(folder).filter((entry) => entry.endsWith('.ts'));
    throw new SetupError(`which benchmark? ${names.map((entry) => entry.slice(0, -3)).join(', ')}`);
  }
  await ensureBuilt();
  process.exitCode = await run(nodeBinary(), ['--expose-gc', file, ...options]);
});

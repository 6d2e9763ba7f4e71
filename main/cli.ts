import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Before the program itself is loaded: half of a short command's time is compiling it.
enableCompileCache();
const { runInTerminal } = await import('./cli/run-in-terminal.ts');
const { default: packageFile } = await import('../package.json', { with: { type: 'json' } });

const headless = path.join(import.meta.dirname, 'headless.js');
if (!existsSync(headless)) throw new Error('the console is not built: npm run build');

process.exitCode = await runInTerminal(process.argv.slice(2), {
  version: packageFile.version,
  program: { command: process.execPath, args: [headless] },
});

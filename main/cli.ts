import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { environmentLanguage } from '#shared/i18n/languages.ts';

// Before the program itself is loaded: half of a short command's time is compiling it.
enableCompileCache();
const { runCli } = await import('./cli/program.ts');
const { default: packageFile } = await import('../package.json', { with: { type: 'json' } });

const sameSignalMs = 1000;
const interrupt = new AbortController();
let signalledAt = -Infinity;
// One Ctrl+C can arrive more than once: from the terminal, and passed on by npm and the launcher. A later one ends at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const now = performance.now();
    if (interrupt.signal.aborted && now - signalledAt > sameSignalMs) process.exit(130);
    signalledAt = now;
    interrupt.abort();
  });
}
// A reader that leaves early (`| head`) is not an error; a full disk is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`atalaya: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
process.stderr.on('error', () => {}); // nobody is left to tell

const headless = path.join(import.meta.dirname, 'headless.js');
if (!existsSync(headless)) throw new Error('the console is not built: npm run build');

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(`${text}\n`),
    language: environmentLanguage(process.env),
    environment: process.env,
    folder: process.cwd(),
    interrupted: interrupt.signal,
  },
  { version: packageFile.version, program: { command: process.execPath, args: [headless] } },
);

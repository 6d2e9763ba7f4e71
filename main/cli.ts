import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { systemClock } from '#platform/clock.ts';
import { onStopSignals } from '#platform/process/stop-signals.ts';
import { environmentLanguage } from '#shared/i18n/languages.ts';

// Before the program itself is loaded: half of a short command's time is compiling it.
enableCompileCache();
const { runCli } = await import('./cli/program.ts');
const { default: packageFile } = await import('../package.json', { with: { type: 'json' } });

const interrupt = new AbortController();
onStopSignals(process, systemClock, (isRepeated) => {
  if (isRepeated) process.exit(130);
  interrupt.abort();
});
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

import { systemClock } from '#platform/clock.ts';
import { onStopSignals } from '#platform/process/stop-signals.ts';
import { environmentLanguage } from '#shared/i18n/languages.ts';
import { exitCodes } from './exit-codes.ts';
import { runCli } from './program.ts';
import type { HeadlessProgram } from './start-console.ts';

/** Runs one command line on this process's own streams, folder and signals. Resolves with the exit code. */
export function runInTerminal(
  words: readonly string[],
  options: { version: string; program: HeadlessProgram },
): Promise<number> {
  const interrupt = new AbortController();
  onStopSignals(process, systemClock, (isRepeated) => {
    if (isRepeated) process.exit(exitCodes.interrupted);
    interrupt.abort();
  });
  // A reader that leaves early (`| head`) is not an error; a full disk is.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.stderr.write(`atalaya: ${error.message}\n`);
    process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
  });
  process.stderr.on('error', () => {}); // nobody is left to tell
  return runCli(
    words,
    {
      out: (text) => process.stdout.write(text),
      say: (text) => process.stderr.write(`${text}\n`),
      language: environmentLanguage(process.env),
      environment: process.env,
      folder: process.cwd(),
      interrupted: interrupt.signal,
    },
    options,
  );
}

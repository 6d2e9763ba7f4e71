import { existsSync } from 'node:fs';
import path from 'node:path';
import { pickLanguage } from '#shared/i18n/languages.ts';
import packageFile from '../package.json' with { type: 'json' };
import { runCli } from './cli/program.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());
process.once('SIGTERM', () => interrupt.abort());
// A reader that leaves early (`| head`) is not an error.
process.stdout.on('error', () => process.exit(0));

const headless = path.join(import.meta.dirname, 'headless.js');
if (!existsSync(headless)) throw new Error('the console is not built: npm run build');

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(`${text}\n`),
    language: pickLanguage((process.env['LC_ALL'] ?? process.env['LANG'] ?? '').replace('_', '-')),
    environment: process.env,
    folder: process.cwd(),
    interrupted: interrupt.signal,
  },
  { version: packageFile.version, program: { command: process.execPath, args: [headless] } },
);

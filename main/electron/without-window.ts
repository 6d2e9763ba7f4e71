import { app } from 'electron';
import { commandNames } from '../cli/command-names.ts';

/** Whether the program was typed in a terminal as `atalaya jobs …` or `atalaya --headless …`. */
export const wantsNoWindow = (words: readonly string[]): boolean =>
  commandNames.includes(words[0] ?? '') || words.includes('--headless');

/**
 * The installed program as a command, or as the console without a window. Electron's program is the only one that an installation
 * brings, and its fuses keep it from being used as a plain Node.
 */
export async function runWithoutWindow(
  words: readonly string[],
  { version, rendererFolder }: { version: string; rendererFolder: string },
): Promise<void> {
  if (!words.includes('--headless')) return runCommand(words, version);
  // Electron answers a signal by quitting at once; the console hands its jobs back first, and then ends the process.
  let isTold = false;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (isTold) return;
    isTold = true;
    process.emit('SIGTERM');
  });
  const { runHeadless } = await import('../headless/run.ts');
  await runHeadless({ words, env: process.env, version, rendererFolder, isPackaged: app.isPackaged });
  // Wrong flags and questions have been answered; without a window nothing else would end the program.
  if (process.exitCode !== undefined || words.some((word) => questions.includes(word))) {
    app.exit(Number(process.exitCode ?? 0));
  }
}

const questions = ['--help', '-h', '--version', '-v'];

async function runCommand(words: readonly string[], version: string): Promise<void> {
  const { runInTerminal } = await import('../cli/run-in-terminal.ts');
  const own = app.isPackaged ? [] : [app.getAppPath()];
  // An AppImage's own file: the mount that it runs from goes with this command, and the console stays.
  const command = process.env['APPIMAGE'] ?? app.getPath('exe');
  const program = { command, args: [...own, '--headless'] };
  const code = await runInTerminal(words, { version, program });
  // What was printed into a pipe must have left before the program does.
  await new Promise((resolve) => process.stdout.write('', resolve));
  app.exit(code);
}

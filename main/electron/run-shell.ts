import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, crashReporter, dialog } from 'electron';
import { systemClock } from '#platform/clock.ts';
import { defaultDataFolder } from '#platform/folders.ts';
import type { HostShell } from '#platform/host-shell.ts';
import { AppError } from '#shared/contract/errors.ts';
import { pickLanguage } from '#shared/i18n/languages.ts';
import { renderError } from '#shared/i18n/render-error.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { readLaunchOptions, type LaunchOptions } from './launch-options.ts';
import { registerAppScheme } from './protocol.ts';
import type { ShellCore } from './shell-core.ts';
import { Shell } from './shell.ts';
import { claimInstance } from './single-instance.ts';

export interface CoreInputs {
  readonly host: HostShell;
  readonly dataFolder: string;
  readonly launch: LaunchOptions;
}

/**
 * Runs the shell around the core that `createCore` makes. Everything that must precede `ready` happens at once; `ready` is never awaited by
 * the entry's evaluation, because Electron says it only after that (electron issue 40719).
 */
export function runShell(outFolder: string, createCore: (inputs: CoreInputs) => ShellCore): void {
  const launch = readLaunchOptions(process.argv.slice(1), process.env);
  const dataFolder = path.resolve(launch.dataFolder ?? defaultDataFolder());
  const userData = path.join(dataFolder, 'electron');
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setName('Atalaya');
  app.setPath('userData', userData); // so that the single instance is one per data folder
  if (!claimInstance(app, { link: launch.link, isHidden: launch.isHidden })) {
    process.stderr.write(`${texts().t('shell.start.broughtForward')}\n`);
    app.exit(0);
    return;
  }
  app.enableSandbox();
  registerAppScheme();
  crashReporter.start({ uploadToServer: false }); // dumps stay on this computer
  const start = async () => {
    const shell = new Shell({
      dataFolder,
      outFolder,
      launch,
      clock: systemClock,
      createCore: (host) => createCore({ host, dataFolder, launch }),
    });
    watchForBugs(shell);
    await shell.start();
  };
  app.whenReady().then(start).catch(fail);
}

/** A rejection leaves the rest intact; after an exception no state can be trusted, so the console ends (and asks nobody, as Electron would). */
function watchForBugs(shell: Shell): void {
  process.on('uncaughtException', (error) => shell.endAfterBug(error));
  process.on('unhandledRejection', (error) => shell.tellBug('a rejection that nobody handled', error));
}

const texts = () => createI18n(pickLanguage(app.getPreferredSystemLanguages().join(',')));

/** Says in one line why there is no window, and ends. */
function fail(error: unknown): void {
  const { t, language } = texts();
  const isExpected = error instanceof AppError;
  const isHeld = isExpected && error.code === 'console-already-running';
  const known = isExpected ? renderError(error, pickLanguage(language), '').message : String(error);
  const reason = isHeld ? t('shell.start.alreadyRunning', error.params) : known;
  process.stderr.write(`atalaya: ${reason}\n`);
  if (!isExpected && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  if (app.isPackaged) dialog.showErrorBox(t('shell.start.failedTitle'), reason);
  app.exit(1);
}

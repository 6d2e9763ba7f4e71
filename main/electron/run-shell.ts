import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, crashReporter, dialog } from 'electron';
import { systemClock } from '#platform/clock.ts';
import { defaultDataFolder } from '#platform/folders.ts';
import { restoreDatabase } from '#platform/database/restore.ts';
import type { HostShell } from '#platform/host-shell.ts';
import { AppError } from '#shared/contract/errors.ts';
import { pickLanguage } from '#shared/i18n/languages.ts';
import { renderError } from '#shared/i18n/render-error.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { canBeRestored, describeRescue } from '../core/rescue.ts';
import { backupFolder, databaseFile } from '../core/storage.ts';
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
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => fail(error, dataFolder));
}

/** A rejection leaves the rest intact; after an exception no state can be trusted, so the console ends (and asks nobody, as Electron would). */
function watchForBugs(shell: Shell): void {
  process.on('uncaughtException', (error) => shell.endAfterBug(error));
  process.on('unhandledRejection', (error) => shell.tellBug('a rejection that nobody handled', error));
}

const language = () => pickLanguage(app.getPreferredSystemLanguages().join(','));
const texts = () => createI18n(language());

/** Says why there is no window, and ends; where a damaged database is why, the desk is asked whether to restore it. */
function fail(error: unknown, dataFolder: string): void {
  const { t } = texts();
  const isHeld = error instanceof AppError && error.code === 'console-already-running';
  const isExpected = error instanceof AppError;
  const reason = isHeld ? t('shell.start.alreadyRunning', error.params) : reasonOf(error);
  const lines = [reason, ...describeRescue(error, dataFolder, language())];
  for (const line of lines) process.stderr.write(`atalaya: ${line}\n`);
  if (!isExpected && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  if (!app.isPackaged) return app.exit(1);
  if (!canBeRestored(error)) dialog.showErrorBox(t('shell.start.failedTitle'), lines.join('\n'));
  else if (wantsRestore(lines)) restoreAndRelaunch(dataFolder);
  app.exit(1);
}

function restoreAndRelaunch(dataFolder: string): void {
  try {
    restoreDatabase({ file: databaseFile(dataFolder), backupFolder: backupFolder(dataFolder) });
    app.relaunch();
  } catch (error) {
    dialog.showErrorBox(texts().t('shell.start.failedTitle'), reasonOf(error));
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof AppError ? renderError(error, language(), '').message : String(error);

function wantsRestore([message = '', ...detail]: readonly string[]): boolean {
  const { t } = texts();
  const answer = dialog.showMessageBoxSync({
    type: 'error',
    title: t('shell.start.failedTitle'),
    message,
    detail: detail.join('\n'),
    buttons: [t('shell.start.quit'), t('shell.start.restore')],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

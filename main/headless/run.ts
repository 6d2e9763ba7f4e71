import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { environmentLanguage } from '#shared/i18n/languages.ts';
import { renderError } from '#shared/i18n/render-error.ts';
import { createI18n } from '#shared/i18n/translate.ts';
import { systemClock } from '#platform/clock.ts';
import { defaultDataFolder } from '#platform/folders.ts';
import { armKillPoints, reachKillPoint } from '#platform/kill-point.ts';
import type { LogFields } from '#platform/log/logger.ts';
import { onStopSignals } from '#platform/process/stop-signals.ts';
import { createCore } from '../core/create-core.ts';
import type { Core } from '../core/core-options.ts';
import { describeRescue } from '../core/rescue.ts';
import { AwakeKeeper } from './awake-keeper.ts';
import { readFlags, usage } from './flags.ts';
import { createHeadlessHost } from './host.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';

export interface HeadlessProgram {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly rendererFolder: string;
  readonly isPackaged: boolean;
}

/** Running jobs are handed back within this time; then the process ends all the same. */
const stopDeadlineMs = 25_000;
const pageKeptMs = 60_000;
export const exitCodes = { done: 0, failed: 1, usage: 2, forced: 130 } as const;

/** The console without a window: starts it, says where it is, and keeps it until it is told to end. */
export async function runHeadless({ words, env, version, rendererFolder, isPackaged }: HeadlessProgram): Promise<void> {
  const language = environmentLanguage(env);
  const texts = createI18n(language);
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const complain = (text: string) => process.stderr.write(`atalaya: ${text}\n`);
  const answer = readFlags(words);
  if (answer.kind === 'help') return void say(usage.trimEnd());
  if (answer.kind === 'version') return void say(version);
  if (answer.kind === 'wrong') {
    complain(texts.t(`system.headless.${answer.problem}`, { flag: answer.flag }));
    process.exitCode = exitCodes.usage;
    return;
  }
  if (!isPackaged) armKillPoints(env['ATALAYA_KILL_AT']);

  const { flags } = answer;
  const folder = flags['data-dir'] ?? env['ATALAYA_DATA_DIR'];
  const dataFolder = folder ? path.resolve(String(folder)) : defaultDataFolder();
  const ending = new Ending(complain);
  const awake = new AwakeKeeper({
    env,
    onUnavailable: (reason) => ending.note('the computer can’t be kept awake while jobs run', { reason }),
  });
  try {
    const core = createCore({
      dataFolder,
      host: createHeadlessHost((code) => ending.begin(code), awake),
      settingsInput: { env, flags },
      rendererFolder,
      version,
      endsWhenUnused: flags['until-idle'] === true,
    });
    ending.watch(core);
    await core.start();
    const link = core.createSignInLink();
    say(texts.t('system.headless.running', { version, address: core.controlAddress ?? '', folder: dataFolder }));
    const { notices } = await core.client.system.info();
    if (ending.isUnderWay) return;
    for (const { code, params } of notices) say(texts.t(`system.notices.${code}`, params));
    say(texts.t('system.headless.signIn', { url: link.url }));
    if (!core.settings.get('noOpen') && hasDisplay(env)) {
      const removePage = openBrowser(link.url, dataFolder);
      ending.onStop(removePage);
      setTimeout(removePage, pageKeptMs).unref();
    }
  } catch (error) {
    if (ending.isUnderWay) return; // told to end while it started: that is no failure
    const isPortTaken = error instanceof AppError && error.code === 'port-in-use';
    complain(
      error instanceof AppError
        ? `${renderError(error, language, '').message}${isPortTaken ? `\n${texts.t('system.headless.otherPort')}` : ''}`
        : `${texts.t('system.headless.failed')}\n${error instanceof Error ? error.stack : String(error)}`,
    );
    for (const line of describeRescue(error, dataFolder, language)) complain(line);
    process.exitCode =
      error instanceof AppError && error.code === 'setting-invalid' ? exitCodes.usage : exitCodes.failed;
    ending.leave();
  }
}

/** How the process ends: on a signal, when the console is told to stop, or after an error that nobody expected. */
class Ending {
  readonly #complain: (text: string) => void;
  readonly #cleanups: (() => void)[] = [];
  #core: Core | null = null;
  #isStopping = false;

  constructor(complain: (text: string) => void) {
    this.#complain = complain;
    onStopSignals(process, systemClock, (isRepeated) => {
      if (isRepeated) process.exit(exitCodes.forced);
      this.begin(exitCodes.done);
    });
    // A reader that went away is no failure of ours.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    process.on('uncaughtException', (error) => this.#onBug('an error that nobody caught', error, true));
    process.on('unhandledRejection', (error) => this.#onBug('a rejection that nobody handled', error, false));
  }

  get isUnderWay(): boolean {
    return this.#isStopping;
  }

  watch(core: Core): void {
    this.#core = core;
  }

  /** In the console's own log. */
  note(message: string, fields: LogFields): void {
    this.#core?.logger.info(message, fields);
  }

  onStop(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  begin(code: number): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    reachKillPoint('K20');
    for (const cleanup of this.#cleanups) cleanup();
    const stopped = this.#core?.stop(stopDeadlineMs) ?? Promise.resolve();
    const force = setTimeout(() => process.exit(code === 0 ? exitCodes.failed : code), stopDeadlineMs + 2000);
    void stopped.finally(() => {
      clearTimeout(force);
      process.exit(code);
    });
  }

  /** After a start that failed: nothing runs, so that nothing is stopped. */
  leave(): void {
    this.#isStopping = true;
    setTimeout(() => process.exit(), 500).unref();
  }

  /** A rejection leaves the rest intact; after an exception no state can be trusted, so the console ends and is started anew. */
  #onBug(what: string, error: unknown, isFatal: boolean): void {
    this.#core?.logger.critical(what, { error });
    this.#complain(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
    if (isFatal) this.begin(exitCodes.failed);
  }
}

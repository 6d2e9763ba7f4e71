import type { ElectronApplication } from 'playwright';
import { RealFolder, until } from './real-console.ts';
import { exitCodeOf, launchShell, visibleWindows } from './real-shell.ts';
import type { FaultReport } from './report.ts';

/**
 * F29 on the desk: two starts in the same instant, one of them hidden. Whichever owns the folder, its one window must be seen at the end,
 * because somebody asked for it. Every other owner is killed, so that the next pair meets the lock of a dead one.
 */
export async function provokeF29Shell(options: { pairs: number }): Promise<FaultReport> {
  const folder = new RealFolder();
  const failures: string[] = [];
  try {
    for (let pair = 0; pair < options.pairs; pair += 1) {
      const starts = await Promise.allSettled([launchShell(folder, ['--hidden']), launchShell(folder, someLinks())]);
      const apps = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
      const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [String(start.reason)] : []));
      const broken = await judge(folder, apps, refusals);
      failures.push(...broken.map((text) => `pair ${pair}: ${text}`));
      for (const app of apps) await end(app, pair % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
    }
    const started = folder.count("SELECT count(*) FROM events WHERE type = 'console.started'");
    if (started !== options.pairs) failures.push(`${started} consoles opened the database in ${options.pairs} pairs`);
    failures.push(...folder.findBroken());
  } finally {
    folder.remove();
  }
  return { id: 'F29', runs: options.pairs, failures, figures: {} };
}

const mostWords = 20;
const someLinks = (): string[] =>
  Array<string>(Math.floor(Math.random() * (mostWords + 1))).fill('--unknown-switch-of-the-desktop');

async function judge(folder: RealFolder, apps: readonly ElectronApplication[], refusals: readonly string[]) {
  const [app] = apps;
  if (apps.length !== 1 || !app) return [`${apps.length} consoles run: ${refusals.join()}`];
  const broken: string[] = [];
  try {
    await until('the window is seen', async () => (await visibleWindows(app)) === 1);
  } catch (error) {
    broken.push(String(error));
  }
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  if (windows !== 1) broken.push(`${windows} windows`);
  if (folder.owner() !== app.process().pid) broken.push(`${folder.owner()} is written down, ${app.process().pid} runs`);
  if (!refusals[0]?.includes('its window was brought forward')) broken.push(`the second said: ${refusals[0]}`);
  return broken;
}

async function end(app: ElectronApplication, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  const ended = exitCodeOf(app);
  app.process().kill(signal);
  await ended;
}

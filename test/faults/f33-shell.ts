import type { ElectronApplication } from 'playwright';
import { busyClip } from '../helpers/clips.ts';
import { findUnfinished, RealFolder, until } from './real-console.ts';
import { exitCodeOf, launchShell, originOf } from './real-shell.ts';
import type { FaultReport } from './report.ts';
import { addJobs, editOf, finishWork } from './video-work.ts';

/** How a person, or the desktop, ends the console. The answer may be lost with its process. */
const leavings: Record<string, (app: ElectronApplication) => Promise<unknown> | void> = {
  'closing the window': (app) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
  quitting: (app) => app.evaluate(({ app: program }) => program.quit()),
  'the session’s end': (app) => app.evaluate(({ powerMonitor }) => void powerMonitor.emit('shutdown')),
  SIGTERM: (app) => void app.process().kill('SIGTERM'),
  'system.stop': () => {},
};
export const leavingWays = Object.keys(leavings);

const budgetMs = 25_000;

/** F33 on the desk: jobs are under way when the window closes, the person quits, the session ends. */
export async function provokeF33Shell(options: { stops: number }): Promise<FaultReport> {
  const folder = new RealFolder();
  const failures: string[] = [];
  const added: number[] = [];
  let slowestMs = 0;
  try {
    const clip = await busyClip();
    for (let stop = 0; stop < options.stops; stop += 1) {
      const way = leavingWays[stop % leavingWays.length] ?? 'quitting';
      const app = await launchShell(folder);
      await until('the console serves', () => originOf(folder) !== null);
      added.push(...(await prepare(folder, app, clip)));
      const startedAt = performance.now();
      const ended = exitCodeOf(app);
      await leave(folder, app, way);
      const code = await ended;
      const tookMs = performance.now() - startedAt;
      slowestMs = Math.max(slowestMs, Math.round(tookMs));
      const broken = [...folder.findBroken(added), ...findUnfinished(folder)];
      if (code !== 0) broken.push(`ended with ${code}`);
      if (tookMs > budgetMs) broken.push(`took ${Math.round(tookMs)} ms`);
      failures.push(...broken.map((text) => `stop ${stop} by ${way}: ${text}`));
    }
    failures.push(...(await finishWork(folder)), ...folder.findBroken(added), ...findUnfinished(folder));
  } finally {
    folder.remove();
  }
  return { id: 'F33', runs: options.stops, failures, figures: { slowestMs } };
}

/** The window is open, closing it ends the console, and two jobs are under way. */
async function prepare(folder: RealFolder, app: ElectronApplication, clip: string): Promise<number[]> {
  const origin = originOf(folder) ?? '';
  await app.firstWindow();
  await folder.request(origin, '/api/v1/settings', { changes: { closeToTray: false } }, 'PATCH');
  const ids = [...(await addJobs(folder, origin, editOf(clip))), ...(await addJobs(folder, origin, editOf(clip)))];
  await until('a program of a job runs', () => folder.children() > 0);
  return ids;
}

async function leave(folder: RealFolder, app: ElectronApplication, way: string): Promise<void> {
  if (way === 'system.stop') await folder.request(originOf(folder) ?? '', '/api/v1/system/stop', { afterJobs: false });
  await Promise.resolve(leavings[way]?.(app)).catch(() => {}); // see `leavings`
}

import { busyClip } from '../helpers/clips.ts';
import { findUnfinished, RealFolder, until, type RunningConsole } from './real-console.ts';
import type { FaultReport } from './report.ts';
import { addJobs, editOf, finishWork } from './video-work.ts';

export const stopWays = ['SIGTERM', 'stop', 'SIGINT', 'stop after jobs'] as const;
type StopWay = (typeof stopWays)[number];

const budgetMs = 25_000;
const mostJobs = 3;
const knockEveryMs = 5;

interface Knocking {
  readonly added: number[];
  refused: number;
  readonly odd: string[];
}

/** F33: a console with 1 to 3 jobs under way is told to stop, while somebody goes on asking for new work. */
export async function provokeF33(options: { stops: number }): Promise<FaultReport> {
  const folder = new RealFolder();
  const failures: string[] = [];
  const figures = { slowestMs: 0, refused: 0, takenWhileStopping: 0 };
  const added: number[] = [];
  try {
    const clip = await busyClip();
    for (let stop = 0; stop < options.stops; stop += 1) {
      const way = stopWays[stop % stopWays.length] ?? 'SIGTERM';
      const found = await stopOnce(folder, { way, clip, jobs: 1 + (stop % mostJobs) });
      added.push(...found.added);
      figures.slowestMs = Math.max(figures.slowestMs, Math.round(found.tookMs));
      figures.refused += found.knocks.refused;
      figures.takenWhileStopping += found.knocks.added.length;
      const broken = [...found.broken, ...folder.findBroken(added), ...findUnfinished(folder)];
      failures.push(...broken.map((text) => `stop ${stop} by ${way}: ${text}`));
    }
    failures.push(...(await finishWork(folder)), ...folder.findBroken(added), ...findUnfinished(folder));
  } finally {
    folder.remove();
  }
  if (figures.refused === 0) failures.push('nobody was refused by name');
  return { id: 'F33', runs: options.stops, failures, figures };
}

async function stopOnce(folder: RealFolder, given: { way: StopWay; clip: string; jobs: number }) {
  const run = folder.start();
  const origin = await run.served;
  if (origin === null) throw new Error(`the console does not start: ${(await run.ended).stderr}`);
  const added: number[] = [];
  for (let job = 0; job < given.jobs; job += 1) added.push(...(await addJobs(folder, origin, editOf(given.clip))));
  await until('a program of a job runs', () => folder.children() > 0);
  const startedAt = performance.now();
  await tellToStop(folder, { run, origin, way: given.way });
  const knocks = await knock(folder, origin, given.clip);
  const { code, signal, stderr } = await run.ended;
  const tookMs = performance.now() - startedAt;
  const broken = [...knocks.odd];
  if (code !== 0) broken.push(`ended with ${signal ?? code}: ${stderr}`);
  if (tookMs > budgetMs) broken.push(`took ${Math.round(tookMs)} ms`);
  return { added: [...added, ...knocks.added], knocks, tookMs, broken };
}

async function tellToStop(
  folder: RealFolder,
  { run, origin, way }: { run: RunningConsole; origin: string; way: StopWay },
): Promise<void> {
  if (way === 'SIGTERM' || way === 'SIGINT') run.child.kill(way);
  else await folder.request(origin, '/api/v1/system/stop', { afterJobs: way === 'stop after jobs' });
}

/** Asks for new work until nobody answers: each time it is taken, refused by name, or the door is shut. */
async function knock(folder: RealFolder, origin: string, clip: string): Promise<Knocking> {
  const found: Knocking = { added: [], refused: 0, odd: [] };
  for (;;)
    try {
      const { status, body } = await folder.request(origin, '/api/v1/jobs', { ...editOf(clip), held: true });
      if (status === 201) found.added.push(...(body['jobs'] as { id: number }[]).map((job) => job.id)); // as the contract says
      else if (status === 503 && body['code'] === 'console-stopping') found.refused += 1;
      else found.odd.push(`new work was answered ${status} ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, knockEveryMs));
    } catch {
      return found; // no connection, or one that was cut
    }
}

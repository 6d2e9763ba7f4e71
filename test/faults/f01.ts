import { WorkFolder } from './work-folder.ts';
import type { FaultReport } from './report.ts';

interface KillPoint {
  readonly name: string;
  /** The times that it is armed for, in turn. */
  readonly times: readonly number[];
  /** One worker makes the order of the times certain: odd ones before, even ones after the completion's commit. */
  readonly workers?: number;
}

/** K04 to K08 are in F28; K20, and K01 and K02 through the door, in F01 on the real console. */
export const killPoints: readonly KillPoint[] = [
  { name: 'K01', times: [1, 2, 5, 9] },
  { name: 'K02', times: [1, 2, 3, 5] },
  { name: 'K03', times: [1, 2, 3] },
  { name: 'K09', times: [1, 3, 5], workers: 1 },
  { name: 'K09', times: [2, 4, 6], workers: 1 },
  { name: 'K12', times: [1, 2] },
  { name: 'K15', times: [1, 2, 3] },
];

/** Enough of each kind of job that every point is reached at its latest time. */
const jobsPerRun = 16;

/** F01: the console is killed at a named point, over and over on the same folder; at last everything that it took in is done, once. */
export async function provokeF01(options: { killsPerPoint: number }): Promise<FaultReport> {
  const failures: string[] = [];
  const figures = { points: killPoints.length, kills: 0, added: 0 };
  for (const point of killPoints) {
    const folder = new WorkFolder();
    try {
      const found = await killOften(folder, point, options.killsPerPoint);
      failures.push(...found.map((text) => `${point.name}:${point.times.join('/')}: ${text}`));
      figures.kills += options.killsPerPoint;
      figures.added += folder.addedCount;
    } finally {
      folder.remove();
    }
  }
  return { id: 'F01', runs: figures.kills, failures, figures };
}

async function killOften(folder: WorkFolder, point: KillPoint, kills: number): Promise<string[]> {
  const broken: string[] = [];
  const workers = point.workers ?? 3;
  for (let kill = 0; kill < kills; kill += 1) {
    const killAt = `${point.name}:${point.times[kill % point.times.length]}`;
    const end = await folder.run({ jobs: jobsPerRun, workers, killAt, untilIdle: true });
    // Nobody else sends this signal.
    if (end.signal !== 'SIGKILL') broken.push(`${killAt} was not reached (${end.signal ?? end.code}): ${end.stderr}`);
    broken.push(...folder.findDamage().map((text) => `after ${killAt}: ${text}`));
    if (broken.length > 0) return broken;
  }
  const last = await folder.run({ untilIdle: true });
  if (last.code !== 0) broken.push(`the last start ended with ${last.signal ?? last.code}: ${last.stderr}`);
  return [...broken, ...folder.findBroken()];
}

import type { FaultReport } from './report.ts';
import { WorkFolder } from './work-folder.ts';

/** So many deaths share one folder; then its work is brought to an end and looked at. */
const killsPerFolder = 50;
const longestMs = 60;

/** F02: killed 0 to 60 ms after it is up, while three jobs a tick are added and three claimed. */
export async function provokeF02(options: { kills: number }): Promise<FaultReport> {
  const failures: string[] = [];
  const figures = { added: 0, interrupted: 0 };
  for (let done = 0; done < options.kills; done += killsPerFolder) {
    const folder = new WorkFolder();
    try {
      failures.push(...(await killOften(folder, Math.min(killsPerFolder, options.kills - done))));
      figures.added += folder.addedCount;
      figures.interrupted += folder.count("SELECT count(*) FROM attempts WHERE outcome = 'interrupted'");
    } finally {
      folder.remove();
    }
  }
  if (figures.added === 0) failures.push('nothing was added: nothing could be lost');
  return { id: 'F02', runs: options.kills, failures, figures };
}

async function killOften(folder: WorkFolder, kills: number): Promise<string[]> {
  const broken: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const end = await folder.run({
      jobs: 1_000_000,
      onUp: (child) => setTimeout(() => child.kill('SIGKILL'), Math.random() * longestMs),
    });
    if (end.signal !== 'SIGKILL') broken.push(`ended by itself (${end.signal ?? end.code}): ${end.stderr}`);
    broken.push(...folder.findDamage());
    // What is lost once would only be told again by every later look.
    if (broken.length > 0) return broken;
  }
  const last = await folder.run({ untilIdle: true });
  if (last.code !== 0) broken.push(`the last start ended with ${last.signal ?? last.code}: ${last.stderr}`);
  return [...broken, ...folder.findBroken()];
}

import { muteClip } from '../helpers/clips.ts';
import { RealFolder, until } from './real-console.ts';
import type { FaultReport } from './report.ts';
import { addJobs, editOf, finishWork } from './video-work.ts';

/** `K01:3`, at the third time: before an insert's commit, and between the commit and the answer, behind the real door. */
const doorPoints = ['K01:1', 'K02:7', 'K01:3', 'K02:9'] as const;

/** F01 on the real console: killed behind its door while requests are under way, and inside its shutdown while ffmpeg runs. */
export async function provokeF01Real(options: { kills: number; shutdownKills: number }): Promise<FaultReport> {
  const failures: string[] = [];
  const figures = await killBehindDoor(options.kills, failures);
  await killInShutdown(options.shutdownKills, failures);
  return { id: 'F01', runs: options.kills + options.shutdownKills, failures, figures };
}

/** Who got no answer asks again with the same key: that must not make a second job. */
async function killBehindDoor(kills: number, failures: string[]): Promise<Record<string, number>> {
  const folder = new RealFolder();
  const added = new Map<string, number>();
  let waiting: string[] = [];
  const figures = { unanswered: 0, storedUnanswered: 0 };
  try {
    const clip = await muteClip();
    for (let kill = 0; kill < kills; kill += 1) {
      const point = doorPoints[kill % doorPoints.length] ?? 'K01:1';
      const run = folder.start({ env: { ATALAYA_KILL_AT: point } });
      const origin = await run.served;
      const keys = [...waiting, ...Array.from({ length: 4 }, (_, index) => `${kill}-${index}`)];
      waiting = [];
      for (const key of keys) {
        const id = origin && (await addHeld(folder, origin, { clip, key }));
        if (id) added.set(key, id);
        else waiting.push(key);
      }
      figures.unanswered += waiting.length;
      const { signal, code } = await run.ended;
      if (signal !== 'SIGKILL') failures.push(`${point} was not reached (${signal ?? code})`);
      figures.storedUnanswered += folder.count('SELECT count(*) FROM jobs') - added.size;
      failures.push(...folder.findBroken(added.values()).map((text) => `after ${point}: ${text}`));
    }
    const rows = folder.count('SELECT count(*) FROM jobs');
    const keys = folder.count('SELECT count(DISTINCT dedupe_key) FROM jobs');
    if (rows !== keys) failures.push(`I1 ${rows} jobs for ${keys} keys`);
  } finally {
    folder.remove();
  }
  if (figures.storedUnanswered === 0) failures.push('no kill came between a commit and its answer');
  return figures;
}

/** Null where the console died before it answered. */
async function addHeld(
  folder: RealFolder,
  origin: string,
  { clip, key }: { clip: string; key: string },
): Promise<number | null> {
  const work = { sources: [{ kind: 'file', value: clip }], held: true, dedupeKey: key };
  const answer = await folder.request(origin, '/api/v1/jobs', work).catch(() => null);
  const jobs = answer?.body['jobs'] as { id: number }[] | undefined; // the contract's answer
  return jobs?.[0]?.id ?? null;
}

/** K20: the first thing in the shutdown's handler. */
async function killInShutdown(kills: number, failures: string[]): Promise<void> {
  const folder = new RealFolder();
  const added: number[] = [];
  try {
    const clip = await muteClip();
    for (let kill = 0; kill < kills; kill += 1) {
      const run = folder.start({ env: { ATALAYA_KILL_AT: 'K20' } });
      const origin = await run.served;
      if (origin === null) throw new Error(`the console does not start: ${(await run.ended).stderr}`);
      added.push(...(await addJobs(folder, origin, editOf(clip))));
      await until('a program of a job runs', () => folder.children() > 0);
      run.child.kill('SIGTERM');
      const { signal, code } = await run.ended;
      if (signal !== 'SIGKILL') failures.push(`K20 was not reached (${signal ?? code})`);
      // From the third in a row on a run that ends with its console counts as an attempt, and five of them bury the job.
      if (kill % 2 === 1) failures.push(...(await finishWork(folder)));
    }
    failures.push(...(await finishWork(folder)), ...folder.findBroken(added));
  } finally {
    folder.remove();
  }
}

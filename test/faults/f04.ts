import { existsSync } from 'node:fs';
import path from 'node:path';
import { muteClip } from '../helpers/clips.ts';
import { findUnfinished, RealFolder, until } from './real-console.ts';
import type { FaultReport } from './report.ts';
import { addJobs, editOf, finishWork } from './video-work.ts';
import { WorkFolder } from './work-folder.ts';

/** F04: jobs go on while their console is restarted in order every so often; none is lost, and no stop costs an attempt. */
export async function provokeF04(options: { intervalsMs: readonly number[]; jobs: number }): Promise<FaultReport> {
  const failures: string[] = [];
  const figures = { restarts: 0, jobs: 0 };
  for (const intervalMs of options.intervalsMs) {
    const folder = new WorkFolder();
    try {
      const { broken, restarts } = await restartUntilDone(folder, intervalMs, options.jobs);
      failures.push(...broken.map((text) => `every ${intervalMs} ms: ${text}`));
      figures.restarts += restarts;
      figures.jobs += folder.addedCount;
    } finally {
      folder.remove();
    }
  }
  return { id: 'F04', runs: figures.restarts, failures, figures };
}

const workMs = 20;
const openJobs = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running', 'retrying')";

async function restartUntilDone(folder: WorkFolder, intervalMs: number, jobs: number) {
  const broken: string[] = [];
  let restarts = 0;
  do {
    const end = await folder.run({
      jobs: Math.max(0, jobs - folder.addedCount),
      workMs,
      onUp: (child) => setTimeout(() => child.kill('SIGTERM'), intervalMs),
    });
    restarts += 1;
    if (end.code !== 0) broken.push(`ended with ${end.signal ?? end.code}: ${end.stderr}`);
    broken.push(...folder.findDamage());
    const running = folder.count("SELECT count(*) FROM jobs WHERE state = 'running' OR interruptions > 0");
    if (running > 0) broken.push(`${running} jobs were not handed back`);
  } while (broken.length === 0 && (folder.addedCount < jobs || folder.count(openJobs) > 0));
  // The scripted failures are the only attempts that may have been used up.
  const burnt = folder.count("SELECT count(*) FROM jobs WHERE attempt > 1 + (payload ->> 'kind' = 'fails-once')");
  if (burnt > 0) broken.push(`${burnt} jobs lost an attempt to a stop`);
  return { broken: [...broken, ...folder.findBroken()], restarts };
}

/**
 * The same on the real console; the time runs from the launch of its process. `duringStart` further stops come at any moment between
 * owning its folder and being up.
 */
export async function provokeF04Real(options: {
  restarts: readonly (readonly [intervalMs: number, times: number])[];
  duringStart: number;
  jobs: number;
}): Promise<FaultReport> {
  const folder = new RealFolder();
  const failures: string[] = [];
  let runs = 0;
  try {
    const clip = await muteClip();
    const first = folder.start();
    const origin = await first.served;
    if (origin === null) throw new Error(`the console does not start: ${(await first.ended).stderr}`);
    const added: number[] = [];
    for (let job = 0; job < options.jobs; job += 1) added.push(...(await addJobs(folder, origin, editOf(clip))));
    first.child.kill('SIGTERM');
    await first.ended;
    const moments: Moment[] = options.restarts.flatMap(([ms, times]) =>
      Array.from({ length: times }, () => ({ since: 'launch', ms })),
    );
    for (let start = 0; start < options.duringStart; start += 1)
      moments.push({ since: 'owning its folder', ms: Math.round(Math.random() * startingMs) });
    for (const moment of moments) {
      runs += 1;
      const broken = await stopAt(folder, moment, added);
      failures.push(...broken.map((text) => `${moment.ms} ms after ${moment.since}: ${text}`));
    }
    failures.push(...(await finishWork(folder)), ...folder.findBroken(added), ...findUnfinished(folder));
  } finally {
    folder.remove();
  }
  return { id: 'F04', runs, failures, figures: { jobs: options.jobs } };
}

interface Moment {
  readonly since: 'launch' | 'owning its folder';
  readonly ms: number;
}

/** Its own part of a start, without the loading of the program before (measured: 40 to 80 ms). */
const startingMs = 80;

async function stopAt(folder: RealFolder, { since, ms }: Moment, added: readonly number[]): Promise<string[]> {
  const run = folder.start();
  if (since === 'owning its folder')
    await until('the console owns its folder', () => existsSync(path.join(folder.data, 'console.pid')));
  setTimeout(() => run.child.kill('SIGTERM'), ms);
  const { code, signal, stderr } = await run.ended;
  const broken = [...folder.findBroken(added), ...findUnfinished(folder)];
  // Before its handlers stand, the signal's own meaning counts: nothing had been opened yet.
  if (code !== 0 && !(since === 'launch' && signal === 'SIGTERM')) broken.push(`ended with ${signal ?? code}`);
  if (stderr !== '') broken.push(`complained: ${stderr}`);
  return broken;
}

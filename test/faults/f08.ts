import { closeSync, existsSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requireConsole, type RunningConsole } from './console-process.ts';
import { findBrokenInFile } from './invariants.ts';
import { mountSmallDisk } from './machine.ts';
import type { FaultReport } from './report.ts';

interface TimeLimits {
  readonly enterMs: number;
  readonly recoverMs: number;
}
/** The goals, for a machine that does nothing else. */
export const goalTimes: TimeLimits = { enterMs: 1000, recoverMs: 5000 };
/** Where other tests run beside it (an ordinary add took 0.7 s at a load of 20 on two cores) only hanging is a failure. */
export const patientTimes: TimeLimits = { enterMs: 15_000, recoverMs: 15_000 };
const callers = 4;

/**
 * F08: the disk of the data folder fills while jobs are added. The first one that finds no room is answered by `disk-full` and 507, reads
 * go on, what was acknowledged stays, and once there is room again adding works by itself.
 */
export async function provokeF08({ cycles, times }: { cycles: number; times: TimeLimits }): Promise<FaultReport> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f08-'));
  // Small, so that it fills at once; the ballast shrinks with it.
  const disk = await mountSmallDisk(root, 160);
  if (!disk) {
    rmSync(root, { recursive: true, force: true });
    return {
      id: 'F08',
      runs: 0,
      failures: [],
      figures: {},
      skipped: ['this machine mounts neither an image nor a tmpfs'],
    };
  }
  const failures: string[] = [];
  const acked = new Set<number>();
  const worst: Worst = { enterMs: 0, waitMs: 0, takenAfterFill: 0, sinceFillMs: 0, recoverMs: 0 };
  const dataFolder = path.join(disk.folder, 'data');
  try {
    const started = await requireConsole({ dataFolder, outputFolder: path.join(root, 'videos') });
    await started.request('/api/v1/queues/video/pause', { method: 'POST', body: {} });
    for (let cycle = 0; cycle < cycles; cycle += 1)
      failures.push(
        ...(await fillOnce(started, disk.folder, { cycle, acked, worst, times })).map(
          (text) => `cycle ${cycle}: ${text}`,
        ),
      );
    const end = await started.stop();
    if (end.code !== 0) failures.push(`the console ended with ${end.signal ?? end.code}: ${end.complaint.slice(-300)}`);
    failures.push(...findBrokenInFile(path.join(dataFolder, 'atalaya.db'), { added: acked }));
  } finally {
    await disk.release();
    rmSync(root, { recursive: true, force: true });
  }
  return { id: 'F08', runs: cycles, failures, figures: { acked: acked.size, ...worst, [disk.kind]: 1 } };
}

/** The largest of all cycles. */
interface Worst {
  /** From the last add that found room to the first that was refused. */
  enterMs: number;
  /** The longest that a refused add waited for its answer. */
  waitMs: number;
  /** Jobs taken after the filler had taken the rest: what was left, and the slack inside the write-ahead log, is room. */
  takenAfterFill: number;
  /** From the filling to the first refusal, those adds among it. */
  sinceFillMs: number;
  recoverMs: number;
}

interface Course {
  readonly cycle: number;
  readonly acked: Set<number>;
  readonly worst: Worst;
  readonly times: TimeLimits;
}

function noteWorst(worst: Worst, found: Partial<Worst>): void {
  for (const [name, value] of Object.entries(found) as [keyof Worst, number][])
    // its own keys
    worst[name] = Math.max(worst[name], Math.round(value));
}

async function fillOnce(
  started: RunningConsole,
  folder: string,
  { cycle, acked, worst, times }: Course,
): Promise<string[]> {
  const broken: string[] = [];
  const filler = path.join(folder, 'filler');
  // Room for some more jobs, another one each time: the disk fills in the midst of a write, of a checkpoint, of a line of a log.
  fill(filler, (cycle % 8) * 40_960 + cycle * 7);
  const filledAt = performance.now();
  const ackedBefore = acked.size;
  const refusals = await Promise.all(Array.from({ length: callers }, () => addUntilRefused(started, acked)));
  const firstAt = Math.min(...refusals.map((refusal) => refusal.at));
  const lastTakenAt = Math.max(
    filledAt,
    ...refusals.flatMap((refusal) => refusal.takenAt).filter((at) => at < firstAt),
  );
  const [enterMs, waitMs] = [firstAt - lastTakenAt, Math.max(...refusals.map((refusal) => refusal.waitMs))];
  noteWorst(worst, { enterMs, waitMs, takenAfterFill: acked.size - ackedBefore, sinceFillMs: firstAt - filledAt });
  if (Math.max(enterMs, waitMs) > times.enterMs)
    broken.push(`disk-full came ${Math.round(enterMs)} ms after the last add, one waited ${Math.round(waitMs)} ms`);
  for (const { status, code } of refusals)
    if (status !== 507 || code !== 'disk-full') broken.push(`a full disk is answered by ${status} ${code}`);
  for (const where of ['/health', '/api/v1/jobs?limit=5', '/api/v1/jobs/counts', '/api/dashboard/stats']) {
    const { status } = await started.request(where);
    if (status !== 200) broken.push(`${where} answers ${status} while the disk is full`);
  }
  rmSync(filler);
  const recoverMs = await timeToRecover(started, acked, times.recoverMs);
  noteWorst(worst, { recoverMs });
  if (recoverMs > times.recoverMs) broken.push(`adding works again only after ${recoverMs} ms`);
  if (!existsSync(path.join(folder, 'data', 'ballast'))) broken.push('no ballast lies there after the recovery');
  return broken;
}

/** To the last byte but `leftBytes`. */
function fill(file: string, leftBytes: number): void {
  const handle = openSync(file, 'w');
  try {
    for (let size = 1_048_576; size >= 1;)
      try {
        // A part of what was asked for may have been taken.
        if (writeSync(handle, Buffer.alloc(size, 1)) < size) size = Math.floor(size / 2);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // node:fs throws nothing else
        size = Math.floor(size / 2);
      }
    ftruncateSync(handle, Math.max(0, fstatSync(handle).size - leftBytes));
  } finally {
    closeSync(handle);
  }
}

interface Refusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly at: number;
  readonly waitMs: number;
  /** When each add before it was acknowledged. */
  readonly takenAt: number[];
}

async function addUntilRefused(started: RunningConsole, acked: Set<number>): Promise<Refusal> {
  const takenAt: number[] = [];
  for (;;) {
    const startedAt = performance.now();
    const { status, code } = await addJobs(started, acked);
    const at = performance.now();
    if (status !== 201) return { status, code, at, waitMs: at - startedAt, takenAt };
    takenAt.push(at);
  }
}

/** Ten jobs with long names at once: the write-ahead log's slack is used up in a moment. */
async function addJobs(started: RunningConsole, acked: Set<number>): Promise<{ status: number; code?: string }> {
  const sources = Array.from({ length: 10 }, () => ({
    kind: 'url',
    value: `https://example.com/${'x'.repeat(1500)}.mp4`,
  }));
  const answer = await started.request('/api/v1/jobs', { method: 'POST', body: { sources } });
  const body = (await answer.json()) as { code?: string; jobs?: { id: number }[] }; // the contract's
  for (const job of body.jobs ?? []) acked.add(job.id);
  return { status: answer.status, ...(body.code === undefined ? {} : { code: body.code }) };
}

/** Gives up at twice the limit. */
async function timeToRecover(started: RunningConsole, acked: Set<number>, limitMs: number): Promise<number> {
  const freedAt = performance.now();
  while (performance.now() - freedAt < 2 * limitMs) {
    if ((await addJobs(started, acked)).status === 201) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Math.round(performance.now() - freedAt);
}

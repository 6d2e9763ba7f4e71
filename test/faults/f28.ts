import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { ownerMark } from '#platform/process/child-registry.ts';
import { processesWith } from './f26.ts';
import type { FaultReport } from './report.ts';

/** Where the console dies: while ffmpeg runs, before and after each step of publishing. `null`: at a random moment. */
export const videoKillPoints = ['K04:1', 'K04:2', 'K05:1', 'K06:1', 'K07:1', 'K08:1', null] as const;

/**
 * F28 (and F01 at K04 to K08): the console is killed while it works on a video, then started again. No process of the dead one is
 * left, no unfinished file, and each job has one result that is what was recorded.
 */
export async function provokeF28(options: { runs: number; clip: string }): Promise<FaultReport> {
  const failures: string[] = [];
  let killed = 0;
  for (let run = 0; run < options.runs; run += 1) {
    const point = videoKillPoints[run % videoKillPoints.length] ?? null;
    const root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f28-'));
    try {
      const first = await runConsole(root, [options.clip, options.clip], point);
      if (first.signal === 'SIGKILL') killed += 1;
      else if (point !== null)
        failures.push(`${point}: was not reached (${first.signal ?? first.code}): ${first.stderr.slice(-300)}`);
      const second = await runConsole(root, [], undefined);
      if (second.code !== 0)
        failures.push(`${point}: the second start ended with ${second.code}: ${second.stderr.slice(-300)}`);
      failures.push(...findBrokenPromises(root).map((text) => `${point}: ${text}`));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return { id: 'F28', runs: options.runs, failures, figures: { killed } };
}

interface ConsoleEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** `point`: a kill point, null for a random kill after the first 600 ms of work, undefined to let it end. */
function runConsole(root: string, files: readonly string[], point: string | null | undefined): Promise<ConsoleEnd> {
  const script = path.join(import.meta.dirname, 'video-console.ts');
  const env = { ...process.env, ...(point ? { ATALAYA_KILL_AT: point } : {}) };
  const child = spawn(process.execPath, ['--no-warnings', script, root, ...files], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)));
  child.stdout.on('data', (chunk: Buffer) => {
    if (point === null && chunk.toString().includes('ready'))
      setTimeout(() => child.kill('SIGKILL'), Math.random() * 600);
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, stderr }));
  });
}

/** I1, I2 and I6 of the video work, read from the disk. */
function findBrokenPromises(root: string): string[] {
  const broken: string[] = [];
  const output = path.join(root, 'output');
  const database = new Sqlite(path.join(root, 'atalaya.db'), { readonly: true });
  const jobs = database.prepare('SELECT id, state, result, error FROM jobs').all() as {
    id: number;
    state: string;
    result: string | null;
    error: string | null;
  }[]; // the columns named
  const hashes = database.prepare('SELECT output_path AS path, output_hash AS hash FROM video_results').all() as {
    path: string;
    hash: string;
  }[]; // the columns named
  const journal = database.prepare('SELECT count(*) FROM video_outputs').pluck().get();
  database.close();
  if (jobs.length !== 2) broken.push(`${jobs.length} jobs instead of 2`);
  for (const job of jobs) if (job.state !== 'succeeded') broken.push(`job ${job.id} is ${job.state}: ${job.error}`);
  const results = jobs.map((job) => JSON.parse(job.result ?? '{}') as { outputPath?: string; thumbnailPath?: string }); // a JobResult
  const named = results
    .flatMap((result) => [result.outputPath ?? '', result.thumbnailPath ?? ''])
    .map((file) => path.basename(file));
  const there = existsSync(output) ? readdirSync(output) : [];
  if (there.toSorted().join() !== named.toSorted().join())
    broken.push(`files ${there.join()} instead of ${named.join()}`);
  for (const { path: file, hash } of hashes)
    if (createHash('sha256').update(readFileSync(file)).digest('hex') !== hash)
      broken.push(`${file} is not what was recorded`);
  if (hashes.length !== 2) broken.push(`${hashes.length} recorded results`);
  if (journal !== 0) broken.push(`${String(journal)} rows left in the journal`);
  const left = processesWith(ownerMark(path.resolve(root)));
  if (left > 0) broken.push(`${left} processes left`);
  const work = path.join(root, 'temp', 'work');
  if (existsSync(work) && readdirSync(work).length > 0) broken.push('working folders left');
  return broken;
}

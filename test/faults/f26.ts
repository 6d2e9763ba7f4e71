import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { systemClock } from '#platform/clock.ts';
import { runFfmpeg } from '#platform/ffmpeg/run-ffmpeg.ts';
import { ChildRegistry } from '#platform/process/child-registry.ts';
import { writeFakeFfmpeg, type FakeKind } from '../peers/fake-ffmpeg.ts';
import type { FaultReport } from './report.ts';

const kinds: readonly (FakeKind | 'stopped')[] = ['stopped', 'stands-still', 'deaf', 'with-child'];
/** TERM, then KILL: what a run that ignores TERM may take beyond the rule. */
const killMs = 400;

/** F26: an ffmpeg that hangs is found by the age of its progress, and all of it is gone afterwards. */
export async function provokeF26(options: { runs: number; stallMs?: number }): Promise<FaultReport> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f26-'));
  const stallMs = options.stallMs ?? 500;
  const registry = new ChildRegistry({ folder: path.join(folder, 'children'), owner: folder, env: process.env });
  const failures: string[] = [];
  let slowestMs = 0;
  try {
    for (let run = 0; run < options.runs; run += 1) {
      const kind = kinds[run % kinds.length] ?? 'stopped';
      const { error, lateMs, mark } = await hang({ kind, folder, registry, stallMs });
      slowestMs = Math.max(slowestMs, lateMs);
      if (!(error instanceof AppError && error.code === 'ffmpeg-stalled'))
        failures.push(`${kind}: ended as ${String(error)}`);
      if (lateMs > killMs + 600) failures.push(`${kind}: ${Math.round(lateMs)} ms after the rule`);
      const left = processesWith(mark);
      if (left > 0) failures.push(`${kind}: ${left} processes left`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { id: 'F26', runs: options.runs, failures, figures: { slowestMs: Math.round(slowestMs) } };
}

async function hang(given: { kind: FakeKind | 'stopped'; folder: string; registry: ChildRegistry; stallMs: number }) {
  const { kind, folder, registry, stallMs } = given;
  const tool = { path: kind === 'stopped' ? 'ffmpeg' : writeFakeFfmpeg(folder, kind) };
  // Endless input at the speed of the clock: it lives until it is stopped.
  const args =
    '-nostdin -loglevel error -progress pipe:3 -stats_period 0.05 -re -f lavfi -i testsrc=s=64x64 -f null -'.split(' ');
  const mark = registry.environment()['ATALAYA_CHILD_OF'] ?? '';
  let lastSign = performance.now();
  let pid = 0;
  let isStopped = false;
  const error = await runFfmpeg({
    tool,
    args,
    cwd: folder,
    clock: systemClock,
    registry,
    signal: new AbortController().signal,
    stallMs,
    onSpawn: (found) => (pid = found),
    onReport: (report) => {
      if (kind !== 'stopped' || isStopped) return;
      lastSign = performance.now();
      if ((report.frame ?? 0) < 2) return;
      isStopped = true;
      process.kill(pid, 'SIGSTOP');
    },
  }).catch((thrown: unknown) => thrown);
  return { error, lateMs: performance.now() - lastSign - stallMs, mark };
}

/** Processes, zombies among them, whose environment bears the mark. */
export function processesWith(mark: string): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`ATALAYA_CHILD_OF=${mark}`);
      } catch {
        // Gone while we looked, or not ours.
        return false;
      }
    }).length;
}

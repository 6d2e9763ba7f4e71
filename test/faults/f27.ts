import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { systemClock } from '#platform/clock.ts';
import { runFfmpeg } from '#platform/ffmpeg/run-ffmpeg.ts';
import { ChildRegistry } from '#platform/process/child-registry.ts';
import { writeFakeFfmpeg, type FakeKind } from '../peers/fake-ffmpeg.ts';
import type { FaultReport } from './report.ts';

/** How each sick program must be called. */
const expected: readonly [FakeKind, string][] = [
  ['exit-1', 'ffmpeg-failed {"code":1,"reason":"Error while decoding: something odd"}'],
  ['exit-137', 'ffmpeg-killed {"signal":"SIGKILL"}'],
  ['segfault', 'ffmpeg-killed {"signal":"SIGSEGV"}'],
  ['broken-pipe', 'ffmpeg-killed {"signal":"SIGPIPE"}'],
  ['missing', 'ffmpeg-missing {}'],
  ['other-machine', 'ffmpeg-not-executable'],
  ['not-executable', 'ffmpeg-not-executable'],
  ['huge-stderr', 'ffmpeg-failed'],
  ['no-space', 'disk-full'],
];
/** What is kept, not what waits to be collected, is what counts. */
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void; // V8's own function

const growthLimitBytes = 10_000_000;

/** F27: each way in which ffmpeg dies gets its own name, and however much it says, we keep little of it. */
export async function provokeF27(options: { rounds: number; stderrBytes?: number }): Promise<FaultReport> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f27-'));
  const registry = new ChildRegistry({ folder: path.join(folder, 'children'), owner: folder, env: process.env });
  const failures: string[] = [];
  let [runs, growth] = [0, 0];
  try {
    for (let round = 0; round < options.rounds; round += 1)
      for (const [kind, code] of expected) {
        runs += 1;
        const before = keptBytes();
        const found = await die(kind, { folder, registry, stderrBytes: options.stderrBytes ?? 200_000_000 });
        growth = Math.max(growth, await growthSince(before));
        if (!found.startsWith(code)) failures.push(`${kind}: ${found} instead of ${code}`);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (growth > growthLimitBytes) failures.push(`memory grew by ${growth} bytes`);
  return { id: 'F27', runs, failures, figures: { growthBytes: growth } };
}

function keptBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Buffers are given back by another thread, a moment after their collection. */
async function growthSince(before: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const growth = keptBytes() - before;
    if (growth <= growthLimitBytes || performance.now() - startedAt > 2000) return growth;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function die(
  kind: FakeKind,
  given: { folder: string; registry: ChildRegistry; stderrBytes: number },
): Promise<string> {
  const tool = { path: writeFakeFfmpeg(given.folder, kind, given.stderrBytes) };
  try {
    await runFfmpeg({
      tool,
      args: [],
      cwd: given.folder,
      clock: systemClock,
      registry: given.registry,
      signal: new AbortController().signal,
      stallMs: 60_000,
    });
    return 'ended well';
  } catch (error) {
    const { code, params } = error as { code: string; params: object }; // an AppError, or the comparison fails
    return `${code} ${JSON.stringify(params)}`;
  }
}

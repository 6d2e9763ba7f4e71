// `npm run bench -- video [--runs N] [--clips N] [--quick]`: short clips through the console, against the very command lines that
// it ran, driven by `xargs -P`. Each round runs the product and every peer once, in turned order.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchClips } from './video/clips.ts';
import { runPeer, writeScripts } from './video/peer.ts';
import { runProduct, type ProductRun } from './video/product.ts';

const goal = 1.1;

interface Entrant {
  readonly name: string;
  /** 0 is the product. */
  readonly atOnce: number;
  readonly seconds: number[];
  readonly cpuSeconds: number[];
}

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, runs: { type: 'string' }, clips: { type: 'string' } },
});
const rounds = Number(options.runs ?? (options.quick ? 1 : 5));
const count = Number(options.clips ?? (options.quick ? 4 : 20));

const clips = await benchClips(count);
const root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-bench-video-'));
try {
  report(await runRounds());
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function runRounds(): Promise<Entrant[]> {
  const entrants = [0, 1, 2, 3].map((atOnce): Entrant => ({
    name: atOnce === 0 ? 'Atalaya, 3 workers' : `xargs -P ${atOnce}`,
    atOnce,
    seconds: [],
    cpuSeconds: [],
  }));
  // The lines are taken from a run that is not counted; it also brings clips and programs into the page cache.
  const first = await runProduct(clips, path.join(root, 'first'));
  const scripts = writeScripts(first.jobs, first.outputFolder, path.join(root, 'scripts'));
  for (let round = 0; round < rounds; round += 1) {
    const order = entrants.map((_, turn) => entrants[(turn + round) % entrants.length]);
    for (const entrant of order) if (entrant) await runEntrant(entrant, { first, scripts });
    console.error(`round ${round + 1} of ${rounds} is done`);
  }
  return entrants;
}

async function runEntrant(
  { atOnce, seconds, cpuSeconds }: Entrant,
  { first, scripts }: { first: ProductRun; scripts: readonly string[] },
): Promise<void> {
  const folder = path.join(root, 'run');
  const run = atOnce === 0 ? await runProduct(clips, folder) : await runPeer(scripts, atOnce, folder);
  seconds.push(run.seconds);
  if (run.cpuSeconds !== null) cpuSeconds.push(run.cpuSeconds);
  if (atOnce > 0) requireSameFiles(first, folder);
  rmSync(folder, { recursive: true });
}

/** A peer that made something else would prove nothing. */
function requireSameFiles(first: ProductRun, folder: string): void {
  const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
  for (const job of first.jobs) {
    const made = job.result?.outputPath ?? '';
    if (hashOf(made) !== hashOf(path.join(folder, path.basename(made))))
      throw new Error(`the peer made another file of ${job.title}`);
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function report(entrants: readonly Entrant[]): void {
  const rows = entrants.map((entrant) => ({
    ...entrant,
    median: median(entrant.seconds) ?? 0,
    cpuMedian: median(entrant.cpuSeconds),
  }));
  const best = Math.min(...rows.slice(1).map((row) => row.median));
  const ratio = (rows[0]?.median ?? 0) / best;
  console.log(`${count} clips, ${rounds} rounds, ${os.availableParallelism()} cores, Node ${process.versions.node}`);
  console.log(`${'median'.padStart(27)}  processor   each round`);
  for (const row of rows) {
    const [wall, cpu] = [row.median.toFixed(1), row.cpuMedian?.toFixed(1) ?? '-'];
    const each = row.seconds.map((value) => value.toFixed(1)).join(' ');
    console.log(`${row.name.padEnd(20)}${wall.padStart(6)}s${cpu.padStart(9)}s   ${each}`);
  }
  console.log(`product / best peer: ${ratio.toFixed(3)} (goal: at most ${goal.toFixed(2)})`);
  const folder = path.resolve(import.meta.dirname, '../../out/reports');
  mkdirSync(folder, { recursive: true });
  const ffmpeg = execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }).split('\n')[0];
  const machine = { cores: os.availableParallelism(), node: process.versions.node, ffmpeg };
  const figures = { clips: count, rounds, machine, rows, ratio, goal };
  writeFileSync(path.join(folder, 'bench-video.json'), `${JSON.stringify(figures, null, 2)}\n`);
  if (ratio > goal) process.exitCode = 1;
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readRecording } from './power-loss/recording.ts';
import { replayPowerCuts, type PowerCuts } from './power-loss/replay.ts';
import { seededRandom } from './random.ts';
import type { FaultReport } from './report.ts';

const run = promisify(execFile);
const here = path.join(import.meta.dirname, 'power-loss');
/** Memory, where there is some: ten thousand images would wear a disk for nothing. */
const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

interface PowerLossOptions {
  /** Images at FULL, the console's own setting. */
  images: number;
  /** Images of each control. */
  controls: number;
  jobs: number;
  seed?: number;
}

/**
 * F05: the power goes while the queue works. What was acknowledged is there at the next start, and the database is whole. The same with
 * weaker settings must fail: otherwise this test could not see a loss.
 */
export async function provokeF05({ images, controls, jobs, seed = 1 }: PowerLossOptions): Promise<FaultReport> {
  const folder = mkdtempSync(path.join(memoryFolder, 'atalaya-f05-'));
  try {
    const recorder = await buildRecorder(folder);
    if (recorder === null) return { id: 'F05', runs: 0, failures: [], figures: {}, skipped: ['needs Linux and gcc'] };
    const cut = async (synchronous: Synchronous, count: number): Promise<PowerCuts> => {
      const operations = await recordWork({ folder, recorder, synchronous, jobs });
      return replayPowerCuts({
        operations,
        images: count,
        random: seededRandom(seed),
        folder: path.join(folder, 'image'),
      });
    };
    return toReport({
      full: await cut('FULL', images),
      normal: await cut('NORMAL', controls),
      off: await cut('OFF', controls),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toReport({ full, normal, off }: { full: PowerCuts; normal: PowerCuts; off: PowerCuts }): FaultReport {
  const failures = full.failures.map((text) => `FULL: ${text}`);
  const offFailed = off.corrupt + off.lost + off.odd;
  if (offFailed < off.images * 0.9) failures.push(`control OFF failed in only ${offFailed} of ${off.images} images`);
  if (normal.lost === 0) failures.push(`control NORMAL lost nothing in ${normal.images} images`);
  return {
    id: 'F05',
    runs: full.images,
    failures,
    figures: {
      torn: full.torn,
      corrupt: full.corrupt,
      withLoss: full.lost,
      normalImages: normal.images,
      normalCorrupt: normal.corrupt,
      normalWithLoss: normal.lost,
      offImages: off.images,
      offFailed,
    },
  };
}

/** Null where the machine can't: then the report names it as skipped. */
async function buildRecorder(folder: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const library = path.join(folder, 'recorder.so');
  try {
    await run('gcc', [
      '-O1',
      '-Wall',
      '-Werror',
      '-shared',
      '-fPIC',
      '-o',
      library,
      path.join(here, 'recorder.c'),
      '-ldl',
      '-pthread',
    ]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // no gcc
    throw error;
  }
  return library;
}

async function recordWork(given: { folder: string; recorder: string; synchronous: Synchronous; jobs: number }) {
  const work = path.join(given.folder, `work-${given.synchronous}`);
  const recording = path.join(given.folder, `recording-${given.synchronous}`);
  mkdirSync(work);
  const program = path.join(here, 'program.ts');
  await run(process.execPath, ['--no-warnings', program, work, String(given.jobs), given.synchronous], {
    env: { ...process.env, LD_PRELOAD: given.recorder, REC_FOLDER: work, REC_LOG: recording },
  });
  return readRecording(recording);
}

import { busyClip } from '../helpers/clips.ts';
import { provokeF01Storage } from './f01-storage.ts';
import { provokeF05 } from './f05.ts';
import { provokeF08 } from './f08.ts';
import { provokeF11 } from './f11.ts';
import { provokeF12 } from './f12.ts';
import { provokeF26 } from './f26.ts';
import { provokeF27 } from './f27.ts';
import { provokeF28, videoKillPoints } from './f28.ts';
import type { FaultReport } from './report.ts';

export interface Fault {
  readonly id: string;
  readonly title: string;
  /** With the goal figures of docs/faults.md. */
  full(): Promise<FaultReport>;
  /** Seconds, not minutes: each form of the fault at least once. */
  short(): Promise<FaultReport>;
}

const GiB = 1024 ** 3;

/** One line a fault; an id with several lines has several parts. */
// prettier-ignore
export const catalogue: readonly Fault[] = [
  { id: 'F01', title: 'the console is killed while it works on its files', full: () => provokeF01Storage({ killsPerPoint: 100 }), short: () => provokeF01Storage({ killsPerPoint: 2 }) },
  { id: 'F05', title: 'the power goes while the queue works', full: () => provokeF05({ images: 10_000, controls: 500, jobs: 600 }), short: () => provokeF05({ images: 100, controls: 100, jobs: 150 }) },
  { id: 'F08', title: 'the disk fills while jobs are added', full: () => provokeF08({ cycles: 50 }), short: () => provokeF08({ cycles: 2 }) },
  { id: 'F11', title: 'the database can only be read', full: async () => provokeF11({ clip: await busyClip() }), short: async () => provokeF11({ clip: await busyClip() }) },
  { id: 'F12', title: 'the database file is damaged', full: () => provokeF12({ pages: 200, bits: 200 }), short: () => provokeF12({ pages: 15, bits: 15 }) },
  { id: 'F26', title: 'ffmpeg hangs', full: () => provokeF26({ runs: 100 }), short: () => provokeF26({ runs: 4 }) },
  { id: 'F27', title: 'ffmpeg dies or never starts', full: () => provokeF27({ rounds: 1, stderrBytes: GiB }), short: () => provokeF27({ rounds: 1 }) },
  { id: 'F28', title: 'the console is killed while ffmpeg runs', full: async () => provokeF28({ runs: 100, clip: await busyClip() }), short: async () => provokeF28({ runs: videoKillPoints.length, clip: await busyClip() }) },
];

import { busyClip } from '../helpers/clips.ts';
import { provokeF01 } from './f01.ts';
import { provokeF01Real } from './f01-real.ts';
import { provokeF02 } from './f02.ts';
import { provokeF04, provokeF04Real } from './f04.ts';
import { provokeF01Deliveries } from './f01-deliveries.ts';
import { provokeF01Storage } from './f01-storage.ts';
import { provokeF05 } from './f05.ts';
import { goalTimes, patientTimes, provokeF08 } from './f08.ts';
import { provokeF11 } from './f11.ts';
import { provokeF12 } from './f12.ts';
import { provokeF14 } from './f14.ts';
import { provokeF26 } from './f26.ts';
import { provokeF27 } from './f27.ts';
import { provokeF28, videoKillPoints } from './f28.ts';
import { provokeF29 } from './f29.ts';
import { provokeF29Shell } from './f29-shell.ts';
import { provokeF33 } from './f33.ts';
import { leavingWays, provokeF33Shell } from './f33-shell.ts';
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

const restartsMs = [100, 250, 500, 1000, 2000, 4000, 8000];

/** One line a fault; an id with several lines has several parts. */
// prettier-ignore
export const catalogue: readonly Fault[] = [
  { id: 'F01', title: 'the console is killed while it works on its files', full: () => provokeF01Storage({ killsPerPoint: 100 }), short: () => provokeF01Storage({ killsPerPoint: 2 }) },
  { id: 'F01', title: 'the queue is killed at a named point', full: () => provokeF01({ killsPerPoint: 100 }), short: () => provokeF01({ killsPerPoint: 1 }) },
  { id: 'F01', title: 'the console is killed behind its door and in its shutdown', full: () => provokeF01Real({ kills: 100, shutdownKills: 100 }), short: () => provokeF01Real({ kills: 2, shutdownKills: 1 }) },
  { id: 'F01', title: 'the console is killed while it delivers', full: () => provokeF01Deliveries({ events: 1000, kills: 20 }), short: () => provokeF01Deliveries({ events: 60, kills: 3 }) },
  { id: 'F02', title: 'the queue is killed at a random moment', full: () => provokeF02({ kills: 1000 }), short: () => provokeF02({ kills: 15 }) },
  { id: 'F04', title: 'the queue is restarted over and over', full: () => provokeF04({ intervalsMs: restartsMs, jobs: 1000 }), short: () => provokeF04({ intervalsMs: [100, 500], jobs: 60 }) },
  { id: 'F04', title: 'the console is restarted over and over', full: () => provokeF04Real({ restarts: restartsMs.map((ms) => [ms, ms < 1000 ? 10 : 3]), duringStart: 40, jobs: 40 }), short: () => provokeF04Real({ restarts: [[500, 1]], duringStart: 3, jobs: 4 }) },
  { id: 'F05', title: 'the power goes while the queue works', full: () => provokeF05({ images: 10_000, controls: 500, jobs: 600 }), short: () => provokeF05({ images: 100, controls: 100, jobs: 150 }) },
  { id: 'F08', title: 'the disk fills while jobs are added', full: () => provokeF08({ cycles: 50, times: goalTimes }), short: () => provokeF08({ cycles: 2, times: patientTimes }) },
  { id: 'F11', title: 'the database can only be read', full: async () => provokeF11({ clip: await busyClip() }), short: async () => provokeF11({ clip: await busyClip() }) },
  { id: 'F12', title: 'the database file is damaged', full: () => provokeF12({ pages: 200, bits: 200 }), short: () => provokeF12({ pages: 15, bits: 15 }) },
  { id: 'F14', title: 'the clock is changed around the daily summary', full: () => provokeF14({ plainDays: 300 }), short: () => provokeF14({ plainDays: 10, zones: ['Africa/Cairo', 'Antarctica/Troll', 'Australia/Lord_Howe'] }) },
  { id: 'F26', title: 'ffmpeg hangs', full: () => provokeF26({ runs: 100 }), short: () => provokeF26({ runs: 4 }) },
  { id: 'F27', title: 'ffmpeg dies or never starts', full: () => provokeF27({ rounds: 1, stderrBytes: GiB }), short: () => provokeF27({ rounds: 1 }) },
  { id: 'F28', title: 'the console is killed while ffmpeg runs', full: async () => provokeF28({ runs: 100, clip: await busyClip() }), short: async () => provokeF28({ runs: videoKillPoints.length, clip: await busyClip() }) },
  { id: 'F29', title: 'two consoles start on one folder at once', full: () => provokeF29({ pairs: 50 }), short: () => provokeF29({ pairs: 3 }) },
  { id: 'F29', title: 'two shells start on one folder at once', full: () => provokeF29Shell({ pairs: 50 }), short: () => provokeF29Shell({ pairs: 2 }) },
  { id: 'F33', title: 'the console is stopped while jobs run', full: () => provokeF33({ stops: 160 }), short: () => provokeF33({ stops: 4 }) },
  { id: 'F33', title: 'the shell is left while jobs run', full: () => provokeF33Shell({ stops: 8 * leavingWays.length }), short: () => provokeF33Shell({ stops: 2 }) },
];

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Job } from '#shared/domain/job.ts';
import type { ConsoleLink } from '../../../main/cli/console-link.ts';
import { startConsole } from '../../../main/cli/start-console.ts';
import type { Terminal } from '../../../main/cli/terminal.ts';
import { waitForJob } from '../../../main/cli/wait.ts';

export interface ProductRun {
  readonly seconds: number;
  /** Of the console and its programs; null where the system doesn't tell. */
  readonly cpuSeconds: number | null;
  readonly jobs: readonly Job[];
  readonly outputFolder: string;
}

/** The built console as users have it, with nothing changed but its folders. */
const program = {
  command: process.execPath,
  args: [path.resolve(import.meta.dirname, '../../../out/main/headless.js')],
};

/** From the order of all clips to the end of the last job, on a fresh console that has started already. */
export async function runProduct(clips: readonly string[], folder: string): Promise<ProductRun> {
  const outputFolder = path.join(folder, 'videos');
  const terminal: Terminal = {
    out: () => {},
    say: () => {},
    language: 'en',
    environment: {
      ...process.env,
      HOME: folder,
      ATALAYA_CONTROL_PORT: '0',
      ATALAYA_OUTPUT_DIR: outputFolder,
      LANG: 'en',
    },
    folder,
    interrupted: new AbortController().signal,
  };
  const link = await startConsole({ dataFolder: path.join(folder, 'data'), program, untilIdle: false }, terminal);
  try {
    const cpuBefore = cpuSecondsOf(link.control.pid);
    const started = performance.now();
    const { jobs: added } = await link.client.jobs.add({ sources: clips.map((value) => ({ kind: 'file', value })) });
    const jobs: Job[] = [];
    for (const { id } of added) jobs.push(await waitForJob(link.client, id, terminal.interrupted, () => {}));
    const seconds = (performance.now() - started) / 1000;
    const cpuAfter = cpuSecondsOf(link.control.pid);
    const cpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
    for (const job of jobs)
      if (job.state !== 'succeeded' || job.result?.cached !== false)
        throw new Error(`job ${job.id} is ${job.state}: ${job.error?.message ?? 'taken from the cache'}`);
    return { seconds, cpuSeconds, jobs, outputFolder };
  } finally {
    await stop(link);
  }
}

/** User and system time of a process and of the children that it has seen end, from Linux's `/proc`. */
function cpuSecondsOf(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // utime, stime, cutime, cstime (proc(5)), in the kernel's ticks of 10 ms.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

async function stop(link: ConsoleLink): Promise<void> {
  await link.client.system.stop({ afterJobs: false });
  link.close();
  const isAlive = (): boolean => {
    try {
      return process.kill(link.control.pid, 0);
    } catch {
      // ESRCH: it has ended.
      return false;
    }
  };
  while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 50));
}

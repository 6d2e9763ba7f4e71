import { stat, statfs } from 'node:fs/promises';
import type { HostShell } from '#platform/host-shell.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Outputs } from '#shared/contract/index.ts';

type Info = Outputs['system']['info'];
export type Notice = Info['notices'][number];

export interface SystemDependencies {
  readonly host: HostShell;
  readonly version: string;
  readonly startedAt: number;
  readonly dataFolder: string;
  readonly outputFolder: () => string;
  readonly isReadOnly: () => boolean;
  readonly notices: () => readonly Notice[];
  /** Absolute path of a job's result; throws `job-not-found` and `media-not-found`. */
  readonly resultPath: (jobId: number) => string;
  /** Begins to stop the console; `afterJobs` waits until no job waits or runs. */
  readonly stop: (afterJobs: boolean) => void;
  /** Takes back a stop that waits. */
  readonly stay: () => void;
}

/** What this console is, and what it can do on the desk that it runs on. */
export function createSystemService(deps: SystemDependencies) {
  const { host } = deps;
  return {
    async info(): Promise<Info> {
      const outputFolder = deps.outputFolder();
      return {
        name: 'Atalaya',
        version: deps.version,
        host: host.kind,
        pid: process.pid,
        platform: process.platform,
        startedAt: new Date(deps.startedAt).toISOString(),
        dataFolder: deps.dataFolder,
        outputFolder,
        freeBytes: (await freeBytes(outputFolder)) ?? (await freeBytes(deps.dataFolder)),
        isReadOnly: deps.isReadOnly(),
        notices: [...deps.notices()],
        can: { ...host.can },
      };
    },
    async showInFolder(jobId: number): Promise<{ done: true }> {
      await host.showInFolder(await existing(deps.resultPath(jobId), jobId));
      return { done: true };
    },
    async openFile(jobId: number): Promise<{ done: true }> {
      await host.openFile(await existing(deps.resultPath(jobId), jobId));
      return { done: true };
    },
    stop(afterJobs: boolean): { done: true } {
      deps.stop(afterJobs);
      return { done: true };
    },
    stay(): { done: true } {
      deps.stay();
      return { done: true };
    },
  };
}
export type SystemService = ReturnType<typeof createSystemService>;

async function existing(path: string, jobId: number): Promise<string> {
  const found = await stat(path).catch(() => null); // gone since: the same answer as never there
  if (!found?.isFile()) throw new AppError('media-not-found', { id: jobId });
  return path;
}

/** Null where the folder is not there yet. */
async function freeBytes(folder: string): Promise<number | null> {
  const facts = await statfs(folder).catch(() => null);
  return facts && facts.bavail * facts.bsize;
}

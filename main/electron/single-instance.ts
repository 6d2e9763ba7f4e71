import { readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';
import { z } from 'zod';
import { FolderLock } from '#platform/database/folder-lock.ts';
import { AppError } from '#shared/contract/errors.ts';
import { linkAmong } from './deep-links.ts';

/** What a second start tells the first. Small on purpose: larger messages have killed the first instance (electron issue 52020). */
const messageSchema = z.object({ link: z.string().max(300).nullable(), isHidden: z.boolean() });
export type InstanceMessage = z.infer<typeof messageSchema>;

/**
 * Whether this process is the one that serves the data folder. Electron's own lock goes stale after a kill -9 on Linux (it then says "second
 * instance" for ever), so its no is believed only while its holder lives; what stands in the way otherwise is removed and asked again. Of
 * two starts that find the same dead holder one does so at a time: the other would remove the lock that the first has just taken.
 */
export function claimInstance(app: App, message: InstanceMessage): boolean {
  if (app.requestSingleInstanceLock(message)) return true;
  const folder = app.getPath('userData');
  if (process.platform === 'win32' || isHolderAlive(folder)) return false;
  const turn = takeTurn(folder);
  try {
    if (isHolderAlive(folder)) return app.requestSingleInstanceLock(message);
    removeStaleLock(folder);
    // A start that comes in between has it now; where it is nobody's, the core's folder lock decides.
    return app.requestSingleInstanceLock(message) || !isHolderAlive(folder);
  } finally {
    turn?.release();
  }
}

/** Null where another start has held it for long: the core's folder lock then decides between the two. */
function takeTurn(folder: string): FolderLock | null {
  try {
    return FolderLock.acquire(folder);
  } catch (error) {
    if (error instanceof AppError && error.code === 'console-already-running') return null;
    throw error;
  }
}

function removeStaleLock(folder: string): void {
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
    rmSync(path.join(folder, name), { force: true });
  }
}

/** Chromium's lock is a symbolic link to `host-pid`. */
function isHolderAlive(folder: string): boolean {
  let target: string;
  try {
    target = readlinkSync(path.join(folder, 'SingletonLock'));
  } catch {
    return false; // no lock at all
  }
  const pid = Number(/-([0-9]+)$/.exec(target)?.[1] ?? 0);
  if (pid === 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, of another user
  }
}

/** What a second start asks for; arguments count where the message is missing or not ours. */
export function readInstanceMessage(argv: readonly string[], additionalData: unknown): InstanceMessage {
  const parsed = messageSchema.safeParse(additionalData);
  return parsed.success ? parsed.data : { link: linkAmong(argv), isHidden: argv.includes('--hidden') };
}

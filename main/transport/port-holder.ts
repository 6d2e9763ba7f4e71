import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

/** What stands for a holder that this system does not tell. */
export const unknownHolder = '?';

/** `port-in-use` with the name of the process that holds it, where this system tells (Linux, own processes). */
export async function portInUse(port: number, cause: unknown): Promise<AppError> {
  const holder = await findHolder(port).catch(() => null); // a look for the message's sake only
  return new AppError('port-in-use', { port, holder: holder ?? unknownHolder }, { cause });
}

async function findHolder(port: number): Promise<string | null> {
  const inodes = new Set<string>();
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(table, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const line of lines) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(wanted) && state === '0A' && inode) inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (await holds(pid, inodes)) return `${await nameOf(pid)} (${pid})`;
  return null;
}

/** Node names its threads: a process that did not name itself is called by its program. */
async function nameOf(pid: string): Promise<string> {
  const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  return name === 'MainThread' ? path.basename(await readlink(`/proc/${pid}/exe`)) : name;
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []); // of another user, or gone
  const targets = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')));
  return targets.some((target) => sockets.has(target));
}

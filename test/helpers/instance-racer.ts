// One of two that claim the same folders at the same instants: `node instance-racer.ts STARTS_AT FOLDER…`. The lock is Chromium's on
// Linux, a symbolic link to `host-pid`. Prints for each folder whether it was told to serve it.
import { readlinkSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';
import { claimInstance } from '../../main/electron/single-instance.ts';

const [startsAt = '0', ...folders] = process.argv.slice(2);
const apartMs = 20;

function holderOf(lock: string): string {
  try {
    return readlinkSync(lock);
  } catch {
    return ''; // taken away since
  }
}

const appOf = (folder: string) => ({
  getPath: () => folder,
  requestSingleInstanceLock() {
    const lock = path.join(folder, 'SingletonLock');
    try {
      symlinkSync(`host-${process.pid}`, lock);
      return true;
    } catch {
      return holderOf(lock) === `host-${process.pid}`;
    }
  },
});

const served = folders.map((folder, index) => {
  while (Date.now() < Number(startsAt) + index * apartMs);
  // The two functions above are all that it asks of the program.
  return claimInstance(appOf(folder) as unknown as App, { link: null, isHidden: false });
});
console.log(JSON.stringify(served));
// Its locks hold while it lives: the other one must have ended its round too.
process.stdin.once('data', () => process.exit(0));

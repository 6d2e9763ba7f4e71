import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether somebody sits in front of this machine. */
export const hasDisplay = (env: Env, platform: NodeJS.Platform = process.platform): boolean =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Opens the one-time link in the person's browser, by way of a page that only its owner reads: on the browser's command line every
 * user of the machine would see the code. Returns what removes the page.
 */
export function openBrowser(url: string, dataFolder: string): () => void {
  const page = path.join(dataFolder, 'open.html');
  const remove = () => rmSync(page, { force: true });
  remove();
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}">\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, pathToFileURL(page).href], { stdio: 'ignore', detached: true });
  // The link has been printed, so that a machine without a browser loses nothing.
  child.once('error', remove);
  child.unref();
  return remove;
}

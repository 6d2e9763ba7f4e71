import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** `Atalaya` in the user's videos folder: as the desktop names it (xdg-user-dirs), else the system's usual one. */
export function defaultOutputFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  const home = env['HOME'] || env['USERPROFILE'] || os.homedir();
  const videos = platform === 'darwin' ? 'Movies' : 'Videos';
  return path.join((platform === 'linux' && xdgVideos(env, home)) || path.join(home, videos), 'Atalaya');
}

function xdgVideos(env: Env, home: string): string | null {
  if (env['XDG_VIDEOS_DIR'] && path.isAbsolute(env['XDG_VIDEOS_DIR'])) return env['XDG_VIDEOS_DIR'];
  const file = path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'user-dirs.dirs');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null; // no desktop has written one
  }
  const found = /^XDG_VIDEOS_DIR="(.*)"$/m.exec(text)?.[1]?.replace(/^\$HOME(?=\/|$)/, home);
  // The desktop writes the home folder itself for a folder that it does not want.
  return found && path.isAbsolute(found) && path.resolve(found) !== path.resolve(home) ? found : null;
}

// Where Electron's program is, without requiring the package (that would start a download).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './toolchain.mjs';

const usualPlace = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** Absolute path of the binary (or of the one that ELECTRON_OVERRIDE_DIST_PATH puts in its place); null where there is none. */
export function electronBinary() {
  const folder = path.join(root, 'node_modules', 'electron');
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const named = path.join(folder, 'path.txt');
  // Written once all is unpacked: without it, what lies there is a fetch that was cut off.
  if (!override && !existsSync(named)) return null;
  const program = existsSync(named) ? readFileSync(named, 'utf8') : (usualPlace[process.platform] ?? 'electron');
  const binary = path.resolve(root, override || path.join(folder, 'dist'), program);
  return existsSync(binary) ? binary : null;
}

import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { shellProgram } from '../e2e/shell-program.ts';
import type { RealFolder } from './real-console.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The desktop's console on this folder: in Electron where it is here, else in its stand-in. Rejects where it gives way to another. */
export function launchShell(folder: RealFolder, words: readonly string[] = []): Promise<ElectronApplication> {
  if (!existsSync(path.join(root, 'out/main/index.js')))
    throw new Error('out/main/index.js is not built: run `npm run build` first');
  return _electron.launch({
    executablePath: shellProgram().path,
    args: ['.', ...words],
    cwd: root,
    env: folder.environment(),
    timeout: 30_000,
  });
}

export const visibleWindows = (app: ElectronApplication): Promise<number> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length);

/** The code that its process ended with. */
export async function exitCodeOf(app: ElectronApplication): Promise<number | null> {
  const child = app.process();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Where it serves; null before it does. */
export function originOf(folder: RealFolder): string | null {
  const file = path.join(folder.data, 'control.json');
  if (!existsSync(file)) return null;
  const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port: number }; // its own schema
  return `http://127.0.0.1:${port}`;
}

// What every launcher shares: the packages are installed, the bundles are fresh, and Node 24 runs them.
// Runs itself on Node 20 with no package at hand.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const isWindows = process.platform === 'win32';
const oldestNode = [22, 12];

/** A problem that the person at the terminal can solve; printed without a stack. */
export class SetupError extends Error {}

/** Runs a launcher's main function: what it cannot solve becomes one line and exit code 1. */
export async function launch(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `atalaya: ${error.message}` : error);
    process.exitCode = 1;
  }
}

const lockStamp = path.join(root, 'node_modules', '.atalaya-lock');
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Installs the locked packages unless exactly these are there. A linked node_modules belongs to someone else and stays as it is. */
export function ensureInstalled() {
  const folder = path.join(root, 'node_modules');
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return;
  const wanted = hashOf(path.join(root, 'package-lock.json'));
  if (existsSync(lockStamp) && readFileSync(lockStamp, 'utf8') === wanted) return;
  console.error('atalaya: installing packages (once, about a minute) …');
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm ? [process.execPath, npm] : [isWindows ? 'npm.cmd' : 'npm'];
  const result = spawnSync(command, [...before, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !npm && isWindows,
  });
  if (result.status !== 0) throw new SetupError('the packages could not be installed; the lines above say why');
  writeFileSync(lockStamp, wanted);
}

/** Node 24 from npm; where its package lacks this platform, a system Node that is new enough. */
export function nodeBinary() {
  const shipped = path.join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(shipped)) return shipped;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath;
  throw new SetupError(
    `npm has no Node 24 for ${process.platform}-${process.arch}; install Node ${oldestNode.join('.')} or newer (this is ${process.versions.node})`,
  );
}

/** The environment in which `node` and the packages' commands are the project's own. */
export function toolEnvironment(extra = {}) {
  const bins = [path.dirname(nodeBinary()), path.join(root, 'node_modules', '.bin')];
  return { ...process.env, ...extra, PATH: [...bins, process.env.PATH ?? ''].join(path.delimiter) };
}

const sources = ['main', 'shared', 'preload', 'renderer', 'resources', 'scripts/build.mjs', 'package-lock.json'];

function newestChange(target) {
  if (!existsSync(target)) return 0;
  const found = statSync(target);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(target).map((name) => newestChange(path.join(target, name))));
}

const buildStamp = path.join(root, 'out', '.built');

/** Builds the bundles when a source is newer than the last build. */
export async function ensureBuilt() {
  const builtAt = existsSync(buildStamp) ? statSync(buildStamp).mtimeMs : 0;
  if (builtAt > Math.max(...sources.map((name) => newestChange(path.join(root, name))))) return;
  console.error('atalaya: building …');
  const code = await run(nodeBinary(), ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new SetupError('the build failed; the lines above say why');
  mkdirSync(path.dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, '');
}

/** Resolves with the exit code; a signal to this process is passed on. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: toolEnvironment(), ...options });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

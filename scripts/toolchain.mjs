// What every launcher shares: the packages are installed, the bundles are fresh, and Node 24 runs them.
// Runs itself on Node 20 with no package at hand.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

const setupLock = path.join(root, 'out', '.setup');
const setupLimitMs = 600_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock; false while a living launcher holds it. A dead one's is taken over. */
function takeSetupLock() {
  mkdirSync(path.dirname(setupLock), { recursive: true });
  try {
    writeFileSync(setupLock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = existsSync(setupLock) ? Number(readFileSync(setupLock, 'utf8')) : 0;
  if (holder > 0 && !isAlive(holder)) rmSync(setupLock, { force: true });
  return false;
}

/** Installs and builds what is not fresh; one launcher at a time, because both replace whole folders. */
export async function ensureReady() {
  if (isInstalled() && isBuilt()) return;
  const deadline = Date.now() + setupLimitMs;
  while (!takeSetupLock()) {
    if (Date.now() > deadline) throw new SetupError(`another launcher holds ${setupLock}`);
    await pause(200);
  }
  try {
    ensureInstalled();
    await ensureBuilt();
  } finally {
    rmSync(setupLock, { force: true });
  }
}

const lockStamp = path.join(root, 'node_modules', '.atalaya-lock');
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Whether exactly the locked packages are there. A linked node_modules belongs to someone else and is taken as it is. */
function isInstalled() {
  const folder = path.join(root, 'node_modules');
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return true;
  const wanted = hashOf(path.join(root, 'package-lock.json'));
  return existsSync(lockStamp) && readFileSync(lockStamp, 'utf8') === wanted;
}

/** The npm that started us, else the one in PATH. yarn, pnpm and npx name their own program in the same variable. */
function npmCommand() {
  const npm = path.join(path.dirname(process.env.npm_execpath ?? ''), 'npm-cli.js');
  if (process.env.npm_execpath && existsSync(npm)) return [process.execPath, npm];
  return [isWindows ? 'npm.cmd' : 'npm'];
}

/** Installs the locked packages unless exactly these are there. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.error('atalaya: installing packages (once, about a minute) …');
  const [command, ...before] = npmCommand();
  const result = spawnSync(command, [...before, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm.cmd',
  });
  if (result.status !== 0) throw new SetupError('the packages could not be installed; the lines above say why');
  writeFileSync(lockStamp, hashOf(path.join(root, 'package-lock.json')));
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

/** Written by the build, with the time at which it began. */
const buildStamp = path.join(root, 'out', '.built');

function isBuilt() {
  const isThere = existsSync(buildStamp) && existsSync(path.join(root, 'out', 'main', 'headless.js'));
  const builtAt = isThere ? statSync(buildStamp).mtimeMs : 0;
  return builtAt > Math.max(...sources.map((name) => newestChange(path.join(root, name))));
}

/** Builds the bundles when a source is newer than the last build. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  console.error('atalaya: building …');
  const code = await run(nodeBinary(), ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) throw new SetupError('the build failed; the lines above say why');
}

const parentLookMs = 500;

/**
 * Resolves with the exit code; a signal to this process is passed on. (On Windows Ctrl+C reaches both, and passing it on would kill.)
 * npm passes a signal to its shell alone, which dies of it and says nothing: under npm, losing the parent is the signal.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: toolEnvironment(), ...options });
    const forward = (signal) => isWindows || child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const parent = process.ppid;
    const watch = process.env.npm_lifecycle_event
      ? setInterval(() => process.ppid !== parent && forward('SIGTERM'), parentLookMs)
      : undefined;
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

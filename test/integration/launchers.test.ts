import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FolderLock } from '#platform/database/folder-lock.ts';
import { killIfAlive, listenTo, personEnvironment } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/database.ts';

vi.setConfig({ testTimeout: 60_000 });
const patience = { timeout: 20_000 };

const root = path.resolve(import.meta.dirname, '../..');
/** The launchers must run on whatever Node the system has. */
const systemNode = existsSync('/usr/bin/node') ? '/usr/bin/node' : process.execPath;

/** A checkout in a folder with a space in its name, built, its packages linked; no git. */
function checkOut(): { project: string; dataFolder: string; env: NodeJS.ProcessEnv } {
  const folder = temporaryFolder();
  const project = path.join(folder, 'my console');
  mkdirSync(path.join(project, 'out'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'scripts'])
    cpSync(path.join(root, name), path.join(project, name), { recursive: true });
  for (const name of ['main', 'shared', 'preload', 'renderer', 'node_modules', 'out/main', 'out/renderer'])
    symlinkSync(path.join(root, name), path.join(project, name));
  writeFileSync(path.join(project, 'out/.built'), '');
  utimesSync(path.join(project, 'out/.built'), new Date(), new Date(Date.now() + 60_000));
  const env = { ...personEnvironment(folder), PATH: `${path.dirname(systemNode)}:${process.env['PATH'] ?? ''}` };
  return { project, dataFolder: path.join(folder, 'data'), env };
}

/** In a process group of its own, as a terminal makes one. */
function launch(
  { project, env }: ReturnType<typeof checkOut>,
  [command = '', ...words]: readonly string[],
): ReturnType<typeof listenTo> & { child: ChildProcess } {
  const child = spawn(command, words, { cwd: project, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => killIfAlive(-(child.pid ?? 0)));
  return { child, ...listenTo(child) };
}

const start = (world: ReturnType<typeof checkOut>, ...words: string[]) =>
  launch(world, [systemNode, path.join(world.project, 'scripts/start.mjs'), ...words]);
const npmStart = (world: ReturnType<typeof checkOut>, ...words: string[]) =>
  launch(world, ['npm', 'start', '--', ...words]);
const isServing = (said: string) => /http:\/\/127\.0\.0\.1:\d+\/sign-in#code=[\w-]+(?=\n)/.exec(said)?.[0];

test('without a display npm start says so in a line, serves the window and a link that works, and one Ctrl+C ends all of it', async () => {
  const world = checkOut();
  const { child, answer, said } = start(world);
  await expect.poll(() => isServing(said()), patience).toBeDefined();
  const link = new URL(isServing(said()) ?? '');
  expect(await (await fetch(link.origin)).text()).toContain('<title>');
  const signIn = await fetch(`${link.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: link.origin },
    body: JSON.stringify({ code: link.hash.replace('#code=', '') }),
  });
  expect(signIn.headers.get('set-cookie')).toContain('HttpOnly');
  process.kill(-(child.pid ?? 0), 'SIGINT'); // the whole group at once: the console also hears it from its launcher
  const { code, stderr } = await answer;
  expect(code).toBe(0);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^atalaya: there is no display; starting headless/),
  ]);
  expect(existsSync(path.join(world.dataFolder, 'console.pid'))).toBe(false);
  expect(existsSync(path.join(world.dataFolder, 'atalaya.db-wal'))).toBe(false);
});

test('a second start on the same data folder names the process that holds it, and never touches the database', async () => {
  const world = checkOut();
  mkdirSync(world.dataFolder);
  const lock = FolderLock.acquire(world.dataFolder);
  onTestFinished(() => lock.release());
  const { code, stdout, stderr } = await start(world, '--headless').answer;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`(process ${process.pid})`)]);
  expect(existsSync(path.join(world.dataFolder, 'atalaya.db'))).toBe(false);
});

test('a wrong flag or value ends npm start with 2 and a line, and the next start is none the worse', async () => {
  const world = checkOut();
  for (const words of [['--bogus'], ['--port=abc'], ['--port'], ['-p', '70000'], ['--headless=1'], ['word']]) {
    const { code, stdout, stderr } = await start(world, '--headless', ...words).answer;
    expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^atalaya: /)]);
  }
  expect(await start(world, '--help').answer).toMatchObject({ code: 0, stderr: '' });
  const { child, answer, said } = start(world, '--headless', '--port=0', `--data-dir=${world.dataFolder}`);
  await expect.poll(() => isServing(said()), patience).toBeDefined();
  child.kill('SIGTERM');
  expect(await answer).toMatchObject({ code: 0, stderr: '' });
});

test('a signal to npm alone ends the console too, although npm passes none on', async () => {
  const world = checkOut();
  const { child, said } = npmStart(world, '--headless');
  await expect.poll(() => isServing(said()), patience).toBeDefined();
  expect(existsSync(path.join(world.dataFolder, 'console.pid'))).toBe(true);
  child.kill('SIGTERM');
  await expect.poll(() => existsSync(path.join(world.dataFolder, 'console.pid')), patience).toBe(false);
});

test('npx atalaya takes a command from any folder, on the system’s own Node [V46]', async () => {
  const world = checkOut();
  const { project } = world;
  const ask = { ...world, project: path.join(project, 'scripts') };
  const { code, stdout, stderr } = await launch(ask, ['npx', '--no', 'atalaya', 'status', '--json']).answer;
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('console-unreachable') as string });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'console-unreachable' } });
});

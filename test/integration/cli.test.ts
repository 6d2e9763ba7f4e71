import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import type { Job } from '#shared/domain/job.ts';
import { languages } from '#shared/i18n/languages.ts';
import { runCli } from '../../main/cli/program.ts';
import { listOperations } from '../../main/transport/operations.ts';
import { createCliWorld, killIfAlive, type CliWorld } from '../helpers/cli.ts';
import { talkingClip } from '../helpers/clips.ts';

// A test here is a dozen processes, each of which starts in a third of a second when nothing else runs.
vi.setConfig({ testTimeout: 60_000 });

const quickRecipe = JSON.stringify({
  steps: [{ kind: 'reframe', longSidePixels: 240 }],
  output: { encoderPreset: 'ultrafast' },
});
const hostileName = `it's "a" clip; $(x) 🎬 ñ.mp4`;

async function placeClip({ folder }: CliWorld, name: string): Promise<string> {
  cpSync(await talkingClip(), path.join(folder, name));
  return name;
}

/** Other work on the machine may slow a start down. */
const patience = { timeout: 15_000 };

const fromApi = async (world: CliWorld, route: string): Promise<unknown> => {
  const found = world.control();
  const answer = await fetch(`http://127.0.0.1:${found?.port}${route}`, {
    headers: { authorization: `Bearer ${found?.token}` },
  });
  return answer.json();
};

test('a video is added by its path here, waited for and shown, in the shape of the API; stop leaves nothing [V46]', async () => {
  const world = createCliWorld();
  const name = await placeClip(world, hostileName);
  const started = await world.run(['start', '--json']);
  expect(started).toMatchObject({ code: 0, stderr: expect.stringContaining('Starting a console') as string });
  expect(started.json()).toMatchObject({ alreadyRunning: false, port: world.control()?.port });
  expect(statSync(path.join(world.dataFolder, 'control.json')).mode & 0o777).toBe(0o600);

  const file = path.join(world.folder, name);
  const typed = [name, `./${name}`, pathToFileURL(file).href];
  const added = await world.run(['jobs', 'add', ...typed, '--recipe', quickRecipe, '--json']);
  expect(added).toMatchObject({ code: 0, stderr: '' });
  const jobs = added.json<Job[]>();
  expect(jobs.map((job) => job.source?.value)).toEqual([file, file, file]);

  const id = jobs[0]?.id ?? 0;
  const ended = (await world.run(['jobs', 'wait', String(id), '--json'])).json<Job>();
  expect(ended).toMatchObject({ id, state: 'succeeded', attempts: [{ outcome: 'succeeded' }], error: null });
  expect(existsSync(ended.result?.outputPath ?? '')).toBe(true);
  expect(await fromApi(world, `/api/v1/jobs/${id}`)).toEqual(ended);
  expect((await world.run(['jobs', 'show', String(id), '--json'])).json()).toEqual(ended);
  expect((await world.run(['jobs', 'show', String(id)])).stdout).toContain(ended.result?.outputPath);
  expect((await world.run(['status'])).stdout).toContain(`http://127.0.0.1:${world.control()?.port}`);

  expect((await world.run(['stop', '--json'])).json()).toEqual({ done: true });
  expect(existsSync(path.join(world.dataFolder, 'console.pid'))).toBe(false);
  expect(world.control()).toBeNull();
  expect(await world.run(['status'])).toMatchObject({ code: 3, stdout: '' });
});

test('without a console a command starts one, four at once only one, and it leaves when the work is done [V46]', async () => {
  const world = createCliWorld();
  const name = await placeClip(world, 'clip.mp4');
  const answers = await Promise.all(
    [1, 2, 3, 4].map((priority) =>
      world.run(['jobs', 'add', name, '--recipe', quickRecipe, '--priority', String(priority), '--json']),
    ),
  );
  expect(answers.map((answer) => answer.code)).toEqual([0, 0, 0, 0]);
  const ids = answers.map((answer) => answer.json<Job[]>()[0]?.id ?? 0);
  expect(new Set(ids)).toEqual(new Set([1, 2, 3, 4]));
  await expect.poll(() => world.control(), patience).toBeNull();
  // The next command finds them done, in a console of its own, which it leaves to the people of `start`.
  const done = (await world.run(['jobs', 'wait', ...ids.map(String), '--json'])).json<Job[]>();
  expect(done.map((job) => job.state)).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  const kept = (await world.run(['start', '--json'])).json<{ alreadyRunning: boolean; pid: number }>();
  expect(await fromApi(world, '/api/v1/system')).toMatchObject({ pid: kept.pid });
});

test('a video is edited with no network at all [Z16]', async ({ skip }) => {
  const under = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
  const isPossible = await promisify(execFile)('unshare', [...under.slice(1), 'true']).catch(() => null);
  if (!isPossible) skip('this system lets no process have a network of its own');
  const world = createCliWorld();
  const name = await placeClip(world, 'clip.mp4');
  const words = ['jobs', 'add', name, '--recipe', quickRecipe, '--wait', '--json'];
  const ended = (await world.run(words, { under })).json<Job[]>();
  expect(ended[0]).toMatchObject({ state: 'succeeded' });
  expect(existsSync(ended[0]?.result?.outputPath ?? '')).toBe(true);
  // Its console is in that network; nothing out here can tell it to stop.
  await expect.poll(() => world.control(), patience).toBeNull();
});

test('every failure has its exit code, its words on stderr and, with --json, one value on stdout [V46]', async () => {
  const world = createCliWorld();
  const told = async (code: number, error: string, words: string[]) => {
    const [plain, answer] = await Promise.all([world.run(words), world.run([...words, '--json'])]);
    expect({ words, code: plain.code, stdout: plain.stdout }).toEqual({ words, code, stdout: '' });
    expect(plain.stderr).toContain(`(${error})`);
    expect({ words, code: answer.code, ...answer.json<object>() }).toMatchObject({
      words,
      code,
      error: { code: error },
    });
  };
  await told(3, 'console-unreachable', ['logs']);
  writeFileSync(
    path.join(world.dataFolder, 'control.json'),
    JSON.stringify({ pid: process.pid, port: 9, token: 'of one that died, whose number is ours now' }),
  );
  await told(3, 'console-unreachable', ['status']);
  rmSync(path.join(world.dataFolder, 'control.json'));
  await told(2, 'command-invalid', ['queue', 'start', '-w', '0']);
  await told(2, 'command-invalid', ['call', 'jobs.list', '{"limit":']);
  await told(2, 'command-invalid', ['call', 'jobs.nothing']);
  const unstartable = await world.run(['jobs', 'list', '--json'], { env: { ATALAYA_CONTROL_PORT: 'abc' } });
  expect(unstartable).toMatchObject({ code: 3 });
  expect(unstartable.json()).toMatchObject({
    error: { code: 'console-start-failed', message: expect.stringContaining('ATALAYA_CONTROL_PORT') as string },
  });

  expect(await world.run(['start'])).toMatchObject({ code: 0 }); // the start that failed left nothing broken
  await told(1, 'job-not-found', ['jobs', 'wait', '99']);
  await told(1, 'video-source-not-found', ['jobs', 'add', 'missing.mp4']);
  await told(1, 'request-query-invalid', ['call', 'jobs.list', '{"limit":-1}']);
  const file = path.join(world.dataFolder, 'control.json');
  const right = world.control();
  writeFileSync(file, JSON.stringify({ ...right, token: 'wrong' }));
  await told(3, 'console-refused', ['status']);
  writeFileSync(file, JSON.stringify(right));
  chmodSync(file, 0o600);
  killIfAlive(right?.pid ?? 0);
  await told(3, 'console-unreachable', ['status']);
});

test('waiting for a job: one that fails ends it with 1, a limit with 4, Ctrl+C with 130, a console that dies with 3 [V46]', async () => {
  const world = createCliWorld();
  const name = await placeClip(world, 'clip.mp4');
  await world.run(['start']);
  await world.run(['jobs', 'add', name, name, '--hold']);
  rmSync(path.join(world.folder, name));
  const late = await world.run(['jobs', 'wait', '1', '2', '--timeout', '1', '--json']);
  expect(late).toMatchObject({ code: 4, stderr: expect.stringContaining('command-timed-out') as string });
  expect(late.json()).toMatchObject([{ state: 'held' }, { state: 'held' }]);

  await world.run(['call', 'jobs.act', '{"action":"release","selection":{"ids":[1]}}']);
  const dead = await world.run(['jobs', 'wait', '1', '--json']);
  expect(dead.code).toBe(1);
  expect(dead.json()).toMatchObject({ state: 'dead', error: { code: 'video-source-not-found' } });

  const interrupted = world.begin(['jobs', 'wait', '2', '--json']);
  await expect.poll(interrupted.said, patience).toContain('Job 2: on hold');
  for (let times = 0; times < 3; times += 1) interrupted.child.kill('SIGINT'); // as npm and a terminal pass one on
  expect(await interrupted.answer).toMatchObject({ code: 130 });
  expect((await interrupted.answer).json()).toMatchObject({ id: 2, state: 'held' });

  const lost = world.begin(['jobs', 'wait', '2', '--json']);
  await expect.poll(lost.said, patience).toContain('Job 2: on hold');
  killIfAlive(world.control()?.pid ?? 0);
  expect(await lost.answer).toMatchObject({ code: 3 });
  expect((await lost.answer).json()).toMatchObject({ error: { code: 'console-unreachable' } });
});

test('the logs go on with new lines, one JSON value each, until Ctrl+C [A64]', async () => {
  const world = createCliWorld();
  await world.run(['start']);
  expect((await world.run(['logs', '--lines', '1', '--json'])).json()).toHaveLength(1);
  const following = world.begin(['logs', '--follow', '--lines', '1', '--json']);
  await expect.poll(following.said, patience).toContain('\n');
  await world.run(['queue', 'pause']);
  await expect.poll(following.said, patience).toContain('queue.paused');
  following.child.kill('SIGINT');
  const { code, stdout } = await following.answer;
  expect(code).toBe(130);
  for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('level');
});

test('queue start sets the workers in a console that stays; pause, drain and resume are answered [A68]', async () => {
  const world = createCliWorld();
  const queueAfter = async (...words: string[]) => (await world.run(['queue', ...words, '--json'])).json<object[]>();
  expect(await queueAfter('start', '-w', '2')).toMatchObject([{ name: 'video', status: 'running', workers: 2 }]);
  const pid = world.control()?.pid;
  expect(await queueAfter('drain', '--finish', '2')).toMatchObject([{ status: 'draining', remaining: 2 }]);
  expect(await queueAfter('pause')).toMatchObject([{ status: 'paused' }]);
  expect(await queueAfter('resume', '--queue', 'all')).toMatchObject([{ status: 'running', workers: 2 }]);
  expect(world.control()?.pid).toBe(pid);
});

test('call reaches every operation of the contract, with its defaults, and its list may be cut short [V46]', async () => {
  const world = createCliWorld();
  const listed = (await world.run(['call', '--list', '--json'])).json<{ name: string }[]>();
  expect(listed.map(({ name }) => name).toSorted()).toEqual(
    listOperations()
      .map(({ name }) => name)
      .toSorted(),
  );
  await world.run(['start']);
  expect((await world.run(['call', 'jobs.counts'])).json()).toMatchObject({ queued: 0 });
  expect((await world.run(['call', 'jobs.list', '{"limit":1}'])).json()).toMatchObject({ items: [], total: 0 });
  const cut = `set -o pipefail; "${process.execPath}" "${path.resolve('out/main/cli.js')}" call --list | head -1`;
  expect(await promisify(execFile)('bash', ['-c', cut])).toMatchObject({ stderr: '' });
});

test('the program that an installation brings takes the same commands, and starts itself without a window [V46]', async () => {
  const world = createCliWorld();
  // Electron's own program can't be had everywhere; the built bundle is the same.
  const program = [path.resolve('test/electron-host/electron'), path.resolve('.')];
  const name = await placeClip(world, 'clip.mp4');
  const ended = await world.run(['jobs', 'add', name, '--recipe', quickRecipe, '--wait', '--json'], { program });
  expect(ended.json()).toMatchObject([{ state: 'succeeded' }]);
  expect(await world.run(['queue', 'start', '-w', '0'], { program })).toMatchObject({ code: 2, stdout: '' });
  await expect.poll(() => world.control(), patience).toBeNull();
});

test('help and complaints are in the three languages, with no text missing', async () => {
  const read = async (language: (typeof languages)[number], words: string[]) => {
    let said = '';
    const add = (text: string) => void (said += text);
    const terminal = {
      out: add,
      say: add,
      language,
      environment: {},
      folder: '/',
      interrupted: new AbortController().signal,
    };
    await runCli(words, terminal, { version: '1.0.0', program: { command: 'false', args: [] } });
    return said;
  };
  const groups = [[], ['start'], ['stop'], ['status'], ['health'], ['logs'], ['call'], ['jobs'], ['queue']];
  const jobs = ['add', 'list', 'show', 'retry', 'cancel', 'wait'].map((verb) => ['jobs', verb]);
  const queues = ['start', 'pause', 'resume', 'drain'].map((verb) => ['queue', verb]);
  const helps = [...groups, ...jobs, ...queues].map((words) => [...words, '--help']);
  const wrong = [
    ['nope'],
    ['jobs'],
    ['jobs', 'show'],
    ['jobs', 'show', 'x'],
    ['jobs', 'list', '--limit'],
    ['status', 'x'],
  ];
  for (const words of [...helps, ...wrong, ['jobs', 'list', '--nope'], ['logs', '--level', 'x'], ['call', 'x']]) {
    const texts = await Promise.all(languages.map((language) => read(language, words)));
    expect(new Set(texts).size).toBe(languages.length);
    for (const text of texts) expect(text).not.toMatch(/cli\.|errors\.|undefined|\{\{/);
  }
});

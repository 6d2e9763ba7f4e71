import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AwakeKeeper } from '../../main/headless/awake-keeper.ts';
import { temporaryFolder } from '../helpers/database.ts';
import { runHeadlessProcess, startHeadlessProcess, storeSetting, type HeadlessProcess } from '../helpers/headless.ts';
import { freePort } from '../helpers/ports.ts';
import { neverEnds, startVideoServer, type VideoServer } from '../peers/video-server.ts';

function folderWithPort(port: number): string {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'data'));
  storeSetting(path.join(folder, 'data'), 'controlPort', port);
  return folder;
}

// Three consoles start one after the other, each compiling its sources.
test('a second console on the same port serves on another one and says whose the first is; one that was told the port ends with that name [A01] [A67]', async () => {
  const port = await freePort();
  const first = await startHeadlessProcess({ folder: folderWithPort(port) });
  expect(first.origin).toBe(`http://127.0.0.1:${port}`);
  const holder = process.platform === 'linux' ? `atalaya (${first.child.pid})` : 'another program';

  const second = await startHeadlessProcess({ folder: folderWithPort(port) });
  const own = new URL(second.origin).port;
  expect(own).not.toBe(String(port));
  expect(second.said()).toContain(`Port ${port} is held by ${holder}; this console is on ${own}.`);
  const info = (await (await second.call('/api/v1/system')).json()) as { notices: { code: string }[] };
  expect(info.notices).toMatchObject([{ params: { port, own: Number(own) } }]);
  expect(await (await fetch(`${first.origin}/health`)).json()).toEqual({ status: expect.any(String) as string });

  const third = await runHeadlessProcess({
    folder: temporaryFolder(),
    args: ['--port', String(port)],
    env: { LANG: 'es' },
  });
  expect(third.code).toBe(1);
  expect(third.said).toMatch(new RegExp(`^atalaya: El puerto ${port} ya lo usa .*\\n.*«--port 0»`));
  expect(third.said).toContain(process.platform === 'linux' ? holder : 'otro programa');
  expect(await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')])).toEqual([0, 0]);
}, 90_000);

/** A console with a job that runs for as long as it is let. */
async function startWithJob(folder: string, server: VideoServer, env: Record<string, string> = {}) {
  const console = await startHeadlessProcess({
    folder,
    args: ['--port', '0'],
    env: { ATALAYA_ALLOW_PRIVATE_TARGETS: server.host, ...env },
  });
  await addJob(console, server);
  return console;
}

async function addJob(console: HeadlessProcess, server: VideoServer): Promise<number> {
  const before = server.requests.length;
  const sources = [{ kind: 'url', value: `${server.url}/clip.mp4?${before}` }];
  const { jobs } = (await (await console.call('/api/v1/jobs', { sources })).json()) as { jobs: { id: number }[] };
  await expect.poll(() => server.requests.length).toBe(before + 1);
  return jobs[0]?.id ?? 0;
}

test('told to end while a job runs, it hands the job back and ends with 0 [A70] [I1]', async () => {
  const server = await startVideoServer({ '/clip.mp4': neverEnds });
  const folder = temporaryFolder();
  const console = await startWithJob(folder, server);
  expect(await console.end('SIGTERM')).toBe(0);
  const database = new Sqlite(path.join(folder, 'data', 'atalaya.db'), { readonly: true });
  expect(database.prepare('SELECT state, attempt FROM jobs').all()).toEqual([{ state: 'queued', attempt: 0 }]);
  database.close();
  expect(existsSync(path.join(folder, 'data', 'control.json'))).toBe(false);
});

/** Stands for logind's tool: notes its words and its pid, and becomes the command that it was given. */
function writeInhibitor(folder: string): { env: { PATH: string }; notes: () => string[][] } {
  const notes = path.join(folder, 'inhibitor.notes');
  const file = path.join(folder, 'systemd-inhibit');
  writeFileSync(notes, '');
  writeFileSync(
    file,
    `#!/bin/sh\necho "$$|$*" >> '${notes}'\nwhile [ "\${1#--}" != "$1" ]; do shift; done\nexec "$@"\n`,
  );
  chmodSync(file, 0o755);
  return {
    env: { PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` },
    notes: () =>
      readFileSync(notes, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('|')),
  };
}

/** A zombie that its parent has not yet collected counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // no such process
  }
}

const isLinux = process.platform === 'linux';

test.skipIf(!isLinux)(
  'the computer is kept awake while jobs run, and no longer: not after the last one, not after a killed console [A70]',
  async () => {
    const folder = temporaryFolder();
    const inhibitor = writeInhibitor(folder);
    const server = await startVideoServer({ '/clip.mp4': neverEnds });
    const console = await startHeadlessProcess({
      folder,
      args: ['--port', '0'],
      env: { ATALAYA_ALLOW_PRIVATE_TARGETS: server.host, ...inhibitor.env },
    });
    expect(inhibitor.notes()).toEqual([]);
    const ids = [await addJob(console, server), await addJob(console, server)];
    await expect.poll(() => inhibitor.notes().length).toBe(1);
    const [pid = '', words] = inhibitor.notes()[0] ?? [];
    expect(words).toMatch(/^--what=sleep:idle --who=Atalaya --why=\S.* --mode=block cat$/);
    await console.call(`/api/v1/jobs/${ids[0]}/cancel`, {});
    await expect
      .poll(async () => ((await (await console.call(`/api/v1/jobs/${ids[0]}`)).json()) as { state: string }).state)
      .toBe('cancelled');
    expect(isAlive(Number(pid))).toBe(true);
    await console.call(`/api/v1/jobs/${ids[1]}/cancel`, {});
    await expect.poll(() => isAlive(Number(pid))).toBe(false);

    await addJob(console, server);
    await expect.poll(() => inhibitor.notes().length).toBe(2);
    const second = Number(inhibitor.notes()[1]?.[0]);
    await expect.poll(() => isAlive(second)).toBe(true);
    expect(await console.end('SIGKILL')).toBe(null);
    await expect.poll(() => isAlive(second)).toBe(false);
  },
);

test.skipIf(!isLinux)(
  'where the computer can’t be kept awake, jobs run all the same, and it is said once [A70]',
  async () => {
    const told: string[] = [];
    const keeper = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
      new AwakeKeeper({ env, platform, onUnavailable: (reason) => told.push(reason) });
    const missing = keeper({ PATH: '/nowhere' });
    missing.hold('video')();
    await expect.poll(() => told).toEqual(['ENOENT']);
    missing.hold('video')();
    keeper({}, 'win32').hold('video')();
    expect(told).toEqual(['ENOENT', 'unsupported']);

    // Refused, as by a machine without logind.
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'systemd-inhibit'), '#!/bin/sh\nexit 1\n');
    chmodSync(path.join(folder, 'systemd-inhibit'), 0o755);
    const release = keeper({ PATH: folder }).hold('video');
    await expect.poll(() => told.at(-1)).toBe('code 1');
    release();
    release();
    expect(told).toHaveLength(3);
  },
);

test.skipIf(!isLinux)('on a Mac the helper watches the console itself [A70]', async () => {
  const folder = temporaryFolder();
  const notes = path.join(folder, 'notes');
  writeFileSync(path.join(folder, 'caffeinate'), `#!/bin/sh\necho "$*" > '${notes}'\nexec cat\n`);
  chmodSync(path.join(folder, 'caffeinate'), 0o755);
  const PATH = `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const keeper = new AwakeKeeper({ env: { PATH }, platform: 'darwin', pid: 4321, onUnavailable: () => {} });
  const release = keeper.hold('video');
  await expect.poll(() => existsSync(notes) && readFileSync(notes, 'utf8')).toBe('-i -w 4321\n');
  release();
});

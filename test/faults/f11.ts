import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRunning, requireConsole, startConsole, type RunningConsole } from './console-process.ts';
import { mountSmallDisk, tryRun } from './machine.ts';
import type { FaultReport } from './report.ts';

interface Form {
  readonly name: string;
  /** Makes the folder one that can only be read; answers where it is then, and null where the machine can't. */
  make(dataFolder: string): Promise<{ folder: string; through?: readonly string[]; undo(): Promise<unknown> } | null>;
}

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

const forms: readonly Form[] = [
  {
    name: 'read-only mount',
    async make(dataFolder) {
      const folder = `${dataFolder}-mount`;
      mkdirSync(folder);
      if ((await tryRun('mount', '--bind', dataFolder, folder)) === null) return null;
      const undo = () => tryRun('umount', folder);
      if ((await tryRun('mount', '-o', 'remount,ro,bind', folder)) !== null) return { folder, undo };
      await undo();
      return null;
    },
  },
  {
    name: 'immutable file',
    async make(dataFolder) {
      const file = path.join(dataFolder, 'atalaya.db');
      if ((await tryRun('chattr', '+i', file)) === null) return null;
      return { folder: dataFolder, undo: () => tryRun('chattr', '-i', file) };
    },
  },
  {
    name: 'no permission',
    async make(dataFolder) {
      if ((await tryRun(nobody[0] ?? '', ...nobody.slice(1), 'true')) === null) return null;
      return { folder: dataFolder, through: nobody, undo: async () => {} };
    },
  },
];

/** What must be refused, each by its typed error. */
const writes: readonly [method: string, where: string, body: (file: string) => unknown][] = [
  ['POST', '/api/v1/jobs', (file) => ({ sources: [{ kind: 'file', value: file }] })],
  ['POST', '/api/v1/queues/video/pause', () => ({})],
  ['PATCH', '/api/v1/settings', () => ({ changes: { workers: 2 } })],
  ['POST', '/api/v1/uploads', () => ({ name: 'clip.mp4', sizeBytes: 10 })],
];

/** F11: a console whose database can only be read starts, says so, shows everything and refuses every change; and it writes nothing. */
export async function provokeF11(options: { clip: string }): Promise<FaultReport> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f11-'));
  const failures: string[] = [];
  const skipped: string[] = [];
  let runs = 0;
  // Not every file system knows immutable files.
  const disk = await mountSmallDisk(root, 96);
  try {
    const place = disk?.folder ?? root;
    await tryRun('chmod', '755', root, place);
    const videos = path.join(root, 'videos');
    mkdirSync(videos, { mode: 0o777 });
    const original = path.join(place, 'original');
    await makeDatabase(original, videos, options.clip);
    for (const form of forms) {
      const dataFolder = path.join(place, form.name.replaceAll(' ', '-'));
      cpSync(original, dataFolder, { recursive: true });
      await tryRun('chmod', '755', dataFolder);
      const made = await form.make(dataFolder);
      if (!made) {
        skipped.push(`${form.name}: refused by this machine`);
        continue;
      }
      runs += 1;
      try {
        const found = await judge({ ...made, videos, clip: options.clip });
        failures.push(...found.map((text) => `${form.name}: ${text}`));
      } finally {
        await made.undo();
      }
    }
  } finally {
    await disk?.release();
    rmSync(root, { recursive: true, force: true });
  }
  return { id: 'F11', runs, failures, figures: { forms: forms.length }, skipped };
}

/** A database with a job in it, closed in order, without ballast. */
async function makeDatabase(dataFolder: string, outputFolder: string, clip: string): Promise<void> {
  const first = await requireConsole({ dataFolder, outputFolder });
  await first.request('/api/v1/jobs', {
    method: 'POST',
    body: { sources: [{ kind: 'file', value: clip }], held: true },
  });
  await first.stop();
  rmSync(path.join(dataFolder, 'ballast'), { force: true });
}

interface Judged {
  readonly folder: string;
  readonly through?: readonly string[];
  readonly videos: string;
  readonly clip: string;
}

async function judge({ folder, through, videos, clip }: Judged): Promise<string[]> {
  const before = fingerprint(folder);
  const started = await startConsole({ dataFolder: folder, outputFolder: videos, ...(through && { through }) });
  if (!isRunning(started)) return [`did not start: ${started.complaint.slice(-500)}`];
  const broken = [...(await findBroken(started, clip))];
  const end = await started.stop();
  if (end.code !== 0) broken.push(`ended with ${end.signal ?? end.code}: ${end.complaint.slice(-300)}`);
  if (end.complaint !== '') broken.push(`complained: ${end.complaint.slice(0, 300)}`);
  if (fingerprint(folder) !== before) broken.push('the database was written to');
  return broken;
}

async function findBroken(started: RunningConsole, clip: string): Promise<string[]> {
  const broken: string[] = [];
  if (!started.output().includes('can only be read')) broken.push('does not say that it can only read');
  const info = (await (await started.request('/api/v1/system')).json()) as {
    isReadOnly: boolean;
    notices: { code: string }[];
  }; // the contract's
  if (!info.isReadOnly || !info.notices.some((notice) => notice.code === 'database-read-only'))
    broken.push(`tells the window nothing: ${JSON.stringify(info.notices)}`);
  const list = (await (await started.request('/api/v1/jobs')).json()) as { total: number }; // the contract's
  if (list.total !== 1) broken.push(`shows ${list.total} jobs instead of 1`);
  for (const where of [
    '/health',
    '/api/v1/jobs/1',
    '/api/v1/jobs/counts',
    '/api/v1/logs',
    '/api/dashboard/stats',
    '/api/v1/settings',
  ]) {
    const answer = await started.request(where);
    if (answer.status !== 200) broken.push(`${where} answers ${answer.status}`);
  }
  for (const [method, where, body] of writes) {
    const answer = await started.request(where, { method, body: body(clip) });
    const { code } = (await answer.json()) as { code?: string }; // every door's error
    if (answer.status !== 503 || code !== 'database-read-only')
      broken.push(`${method} ${where} answers ${answer.status} ${code}`);
  }
  if (!(await canSignIn(started))) broken.push('nobody can sign in to look');
  return broken;
}

async function canSignIn(started: RunningConsole): Promise<boolean> {
  const code = /#code=(\S+)/.exec(started.output())?.[1];
  const answer = await fetch(`${started.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: started.origin },
    body: JSON.stringify({ code }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const session = await fetch(`${started.origin}/api/v1/session`, { headers: { cookie } });
  return session.status === 200;
}

function fingerprint(folder: string): string {
  const file = path.join(folder, 'atalaya.db');
  const wal = existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0;
  return `${readFileSync(file).toString('base64')} ${wal} ${readdirSync(folder).includes('control.json')}`;
}

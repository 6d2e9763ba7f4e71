import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { isWhole } from '#platform/database/backup.ts';
import { migrations } from '#platform/database/migrations/index.ts';
import { applicationId } from '#platform/database/open.ts';
import { listRotated } from '#platform/log/log-file.ts';
import { insertJob } from '../helpers/job-rows.ts';
import { findBrokenInFile } from './invariants.ts';
import type { FaultReport } from './report.ts';

interface StorageKill {
  readonly name: string;
  readonly times: readonly number[];
  readonly work: 'jobs' | 'log';
  /** Before the run that is killed. */
  prepare?(folder: string): void;
  /** After the run that followed it. `told`: what both said. */
  judge(folder: string, told: readonly number[]): string[];
}

const oldJobs = 50;
const fileIn = (folder: string): string => path.join(folder, 'atalaya.db');

/** A checkpoint at the end, a backup and each migration's two sides on the way from the oldest schema, the rotation of a log. */
const kills: readonly StorageKill[] = [
  { name: 'K16', times: [1, 2, 3, 4], work: 'jobs', judge: judgeJobs },
  { name: 'K17', times: [1, 2], work: 'jobs', prepare: makeOldDatabase, judge: judgeMigrated },
  {
    name: 'K18',
    times: Array.from({ length: 2 * (migrations.length - 1) }, (_, index) => index + 1),
    work: 'jobs',
    prepare: makeOldDatabase,
    judge: judgeMigrated,
  },
  { name: 'K19', times: [1, 2, 3], work: 'log', judge: judgeLog },
];

/** F01 at what the console does to its files: killed there and started again, nothing that it told of is lost and nothing half stays. */
export async function provokeF01Storage({ killsPerPoint }: { killsPerPoint: number }): Promise<FaultReport> {
  const failures: string[] = [];
  for (const kill of kills)
    for (let run = 0; run < killsPerPoint; run += 1) {
      const killAt = `${kill.name}:${kill.times[run % kill.times.length]}`;
      failures.push(...(await killOnce(kill, killAt)).map((text) => `${killAt}: ${text}`));
    }
  return { id: 'F01', runs: kills.length * killsPerPoint, failures, figures: { points: kills.length } };
}

async function killOnce(kill: StorageKill, killAt: string): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f01-'));
  try {
    kill.prepare?.(folder);
    const first = await run([folder, kill.work, '1', '20'], killAt);
    const broken =
      first.signal === 'SIGKILL' ? [] : [`was not reached (${first.signal ?? first.code}): ${first.stderr}`];
    const second = await run([folder, kill.work, '1001', '5']);
    if (second.code !== 0) broken.push(`the next start ended with ${second.signal ?? second.code}: ${second.stderr}`);
    return [...broken, ...kill.judge(folder, [...first.told, ...second.told])];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly told: number[];
  readonly stderr: string;
}

function run(words: readonly string[], killAt?: string): Promise<RunEnd> {
  const program = path.join(import.meta.dirname, 'storage-console.ts');
  const child = spawn(process.execPath, ['--no-warnings', program, ...words], {
    env: { ...process.env, ...(killAt && { ATALAYA_KILL_AT: killAt }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-500)));
  return new Promise((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code, signal, stderr, told: stdout.split('\n').filter(Boolean).map(Number) }),
    );
  });
}

function judgeJobs(folder: string, told: readonly number[]): string[] {
  return findBrokenInFile(fileIn(folder), { added: told });
}

/** As the first released schema left it, with rows, closed in order. */
function makeOldDatabase(folder: string): void {
  const connection = new Sqlite(fileIn(folder));
  connection.pragma('journal_mode = WAL');
  connection.exec(migrations[0] ?? '');
  connection.pragma('user_version = 1');
  connection.pragma(`application_id = ${applicationId}`);
  for (let id = 1; id <= oldJobs; id += 1) insertJob(connection, { id });
  connection.close();
}

/** At the newest schema, with every old row, a whole copy of the old one beside it, and no part of a copy. */
function judgeMigrated(folder: string, told: readonly number[]): string[] {
  const old = Array.from({ length: oldJobs }, (_, index) => index + 1);
  const backups = path.join(folder, 'backups');
  const names = readdirSync(backups);
  const copies = names.filter((name) => name.endsWith('.db')).map((name) => path.join(backups, name));
  const halves = names.filter((name) => !name.endsWith('.db'));
  return [
    ...findBrokenInFile(fileIn(folder), { added: [...old, ...told] }),
    ...(copies.length > 0 ? [] : ['no copy was made before the migration']),
    ...copies.filter((copy) => !isWhole(copy)).map((copy) => `${path.basename(copy)} is not whole`),
    ...halves.map((name) => `I6 ${name} was left`),
  ];
}

/** Each line that was told of stands once in the log or in one of its rotated files. */
function judgeLog(folder: string, told: readonly number[]): string[] {
  const files = [...listRotated(folder, 'queue.log').map(({ file }) => file), path.join(folder, 'queue.log')];
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean));
  const numbers = lines.map((line) => (JSON.parse(line) as { n: number }).n); // the program's own lines
  const lost = told.filter((number) => !numbers.includes(number));
  const doubled = numbers.length - new Set(numbers).size;
  return [
    ...(lost.length > 0 ? [`lines lost: ${lost.join()}`] : []),
    ...(doubled > 0 ? [`${doubled} lines stand twice`] : []),
  ];
}

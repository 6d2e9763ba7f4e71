import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#shared/contract/errors.ts';
import { openDatabase } from '#platform/database/open.ts';
import { restoreDatabase } from '#platform/database/restore.ts';
import { isRunning, requireConsole, startConsole } from './console-process.ts';
import { damageBit, damageKinds, damagePage, type DamageKind } from './damage/kinds.ts';
import { careOf, databaseIn, dump, makeSpecimens, type Specimens } from './damage/specimen.ts';
import { findBrokenInvariants } from './invariants.ts';
import { seededRandom } from './random.ts';
import type { FaultReport } from './report.ts';

const run = promisify(execFile);
/** Built: the command starts the built console where it needs one. */
const cli = path.resolve(import.meta.dirname, '../../out/main/cli.js');

/** Beside `start` and `check`: a damaged version number looks like that of a later program, which is refused untouched; nothing the console holds is different, or a value is, which no check of SQLite sees. */
type Outcome = 'start' | 'newer' | 'check' | 'harmless' | 'contentOnly';

/**
 * F12: the database file is damaged. The console never goes on as if nothing had been there: it refuses to start or tells of it once its check
 * has found it, keeps what it found, and `restore` makes a database of it that opens and holds at least what the last copy held.
 */
export async function provokeF12({ pages, bits }: { pages: number; bits: number }): Promise<FaultReport> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-f12-'));
  const random = seededRandom(12);
  const failures: string[] = [];
  const outcomes: Record<Outcome, number> = { start: 0, newer: 0, check: 0, harmless: 0, contentOnly: 0 };
  const report = (name: string, { outcome, broken }: Judgement) => {
    outcomes[outcome] += 1;
    failures.push(...broken.map((text) => `${name}: ${text}`));
  };
  try {
    const specimens = await makeSpecimens(root);
    for (const kind of damageKinds) report(kind.name, await judgeKind(root, kind, specimens));
    failures.push(...(await judgeAsOperator(root, specimens)).map((text) => `operator: ${text}`));
    for (let run = 0; run < pages; run += 1)
      report(`page ${run}`, await judge(root, 'closed', specimens, (folder) => damagePage(databaseIn(folder), random)));
    for (let run = 0; run < bits; run += 1)
      report(`bit ${run}`, await judge(root, 'closed', specimens, (folder) => damageBit(databaseIn(folder), random)));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return { id: 'F12', runs: damageKinds.length + pages + bits, failures, figures: outcomes };
}

/** With the real programs: the console says what is wrong and what to do, the command does it, and the console starts. */
async function judgeAsOperator(root: string, specimens: Specimens): Promise<string[]> {
  const folder = path.join(root, 'damaged');
  cpSync(specimens.closed, folder, { recursive: true });
  try {
    damageKinds.find((kind) => kind.name === 'half file')?.damage(folder, specimens);
    const wish = { dataFolder: folder, outputFolder: path.join(root, 'videos') };
    const refused = await startConsole(wish);
    if (isRunning(refused)) return [`it started: ${JSON.stringify(await refused.stop())}`];
    const said = [
      'The database is damaged',
      path.join(folder, 'backups', 'damaged-'),
      'daily-',
      `--data-dir ${folder}`,
    ];
    const unsaid = said.filter((text) => !refused.complaint.includes(text));
    const broken = unsaid.map((text) => `does not say "${text}" but: ${refused.complaint}`);
    if (refused.code !== 1) broken.push(`the refused start ended with ${refused.signal ?? refused.code}`);
    const restored = await run(process.execPath, ['--no-warnings', cli, 'restore', '--json', '--data-dir', folder]);
    const { source } = JSON.parse(restored.stdout) as { source: string }; // `Restored`
    if (source !== 'backup') broken.push(`restored from ${source}`);
    const started = await requireConsole(wish);
    const list = (await (await started.request('/api/v1/jobs')).json()) as { total: number }; // the contract's
    if (list.total < 150) broken.push(`shows ${list.total} jobs after restoring`);
    await started.stop();
    return broken;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Judgement {
  readonly outcome: Outcome;
  readonly broken: string[];
}

async function judgeKind(root: string, kind: DamageKind, specimens: Specimens): Promise<Judgement> {
  const { outcome, broken } = await judge(root, kind.of, specimens, (folder) => kind.damage(folder, specimens));
  return { outcome, broken: outcome === kind.found ? broken : [...broken, `found by ${outcome}, not ${kind.found}`] };
}

async function judge(
  root: string,
  of: 'closed' | 'killed',
  specimens: Specimens,
  damage: (folder: string) => void,
): Promise<Judgement> {
  const folder = path.join(root, 'damaged');
  cpSync(specimens[of], folder, { recursive: true });
  try {
    damage(folder);
    const before = bytesOf(databaseIn(folder));
    const { outcome, broken } = await lookInto(folder, specimens.content);
    if (outcome === 'start') broken.push(...findUnkept(folder, before));
    if (outcome === 'start' || outcome === 'check') broken.push(...restoreAndLook(folder));
    return { outcome, broken };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a start sees it, and the check that follows it. */
async function lookInto(folder: string, content: string): Promise<Judgement> {
  let database;
  try {
    database = openDatabase(databaseIn(folder));
  } catch (error) {
    const code = error instanceof AppError ? error.code : '';
    if (code === 'database-newer') return { outcome: 'newer', broken: [] };
    const isNamed = code === 'database-damaged' || code === 'database-emptied';
    return { outcome: 'start', broken: isNamed ? [] : [`refused by ${String(error)}`] };
  }
  try {
    let found = null as string | null;
    await careOf(database, path.join(folder, 'backups'), (detail) => (found = detail)).look();
    if (found !== null) return { outcome: 'check', broken: [] };
    return judgeWhole(dump(database.connection), content);
  } catch (error) {
    return { outcome: 'check', broken: [`its check found nothing, and reading ended in ${String(error)}`] };
  } finally {
    database.close();
  }
}

/** All the rows must be there: a value that differs is the one thing that SQLite can't see. */
function judgeWhole(now: string, before: string): Judgement {
  if (now === before) return { outcome: 'harmless', broken: [] };
  const rows = (text: string) => text.split('},{').length;
  const isShort = rows(now) < rows(before);
  return { outcome: 'contentOnly', broken: isShort ? ['rows are gone and nothing told of it'] : [] };
}

const bytesOf = (file: string): Buffer | null =>
  existsSync(file) && statSync(file).isFile() ? readFileSync(file) : null;

/** A refused database is left as it was, with a copy of it beside the others. An empty one has nothing to keep. */
function findUnkept(folder: string, before: Buffer | null): string[] {
  const now = bytesOf(databaseIn(folder));
  if (before === null || before.length === 0)
    return now === null || now.length === 0 ? [] : ['a new database was made'];
  if (now === null || !now.equals(before)) return ['the damaged file was changed'];
  const copies = readdirSync(path.join(folder, 'backups')).filter((name) => /^damaged-.*\.db$/.test(name));
  const isKept = copies.some((name) => readFileSync(path.join(folder, 'backups', name)).equals(before));
  return isKept ? [] : ['no copy of the damaged file was kept'];
}

function restoreAndLook(folder: string): string[] {
  try {
    restoreDatabase({ file: databaseIn(folder), backupFolder: path.join(folder, 'backups') });
    const database = openDatabase(databaseIn(folder));
    try {
      const jobs = database.connection.prepare<[], number>('SELECT count(*) FROM jobs').pluck().get() ?? 0;
      // What the day's copy held.
      const broken = jobs < 150 ? [`only ${jobs} jobs after restoring`] : [];
      return [...broken, ...findBrokenInvariants(database.connection)];
    } finally {
      database.close();
    }
  } catch (error) {
    return [`could not be restored: ${String(error)}`];
  }
}

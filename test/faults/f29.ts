import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { RealFolder, until, type ConsoleEnd, type RunningConsole } from './real-console.ts';
import type { FaultReport } from './report.ts';

/**
 * F29 without a window: two consoles start on one folder in the same instant. One serves; the other says in one line who does, and
 * touches nothing. The winner is then killed as often as it is stopped, so that the next pair meets what a dead owner leaves.
 */
export async function provokeF29(options: { pairs: number }): Promise<FaultReport> {
  const folder = new RealFolder();
  const failures: string[] = [];
  const figures = { slowestRefusalMs: 0, afterKill: 0 };
  try {
    for (let pair = 0; pair < options.pairs; pair += 1) {
      const runs = [folder.start({ words: someWords() }), folder.start({ words: someWords() })] as const;
      const { broken, winner, loser } = await judge(folder, runs);
      failures.push(...broken.map((text) => `pair ${pair}: ${text}`));
      figures.slowestRefusalMs = Math.max(figures.slowestRefusalMs, Math.round(loser?.tookMs ?? 0));
      if (pair === 0 && winner) failures.push(...(await startBeside(folder, winner)));
      figures.afterKill += pair % 2;
      for (const run of runs) run.child.kill(pair % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
      await Promise.all(runs.map((run) => run.ended));
      failures.push(...folder.findBroken().map((text) => `pair ${pair}: ${text}`));
    }
    const starts = folder.count("SELECT count(*) FROM events WHERE type = 'console.started'");
    if (starts !== options.pairs) failures.push(`${starts} consoles opened the database in ${options.pairs} pairs`);
  } finally {
    folder.remove();
  }
  return { id: 'F29', runs: options.pairs, failures, figures };
}

const harmless = [['--no-open'], ['--headless'], ['--control-port', '0'], ['-p', '0'], ['--control-port=0']];
const mostWords = 20;

function someWords(): string[] {
  const words: string[] = [];
  const count = Math.floor(Math.random() * (mostWords + 1));
  while (words.length < count) words.push(...(harmless[Math.floor(Math.random() * harmless.length)] ?? []));
  return words;
}

interface Verdict {
  readonly broken: string[];
  readonly winner: RunningConsole | null;
  readonly loser: ConsoleEnd | null;
}

async function judge(folder: RealFolder, runs: readonly RunningConsole[]): Promise<Verdict> {
  const served = await Promise.all(runs.map((run) => run.served));
  const winners = runs.filter((_, index) => served[index] !== null);
  const [winner = null] = winners;
  if (winners.length !== 1 || !winner) {
    const ends = await Promise.all(runs.filter((_, index) => served[index] === null).map((run) => run.ended));
    return {
      broken: [`${winners.length} consoles serve: ${ends.map((end) => end.stderr).join()}`],
      winner,
      loser: null,
    };
  }
  const loser = await runs.find((run) => run !== winner)?.ended;
  return { broken: [...refusalOf(loser, winner), ...ownerOf(folder, winner)], winner, loser: loser ?? null };
}

/** Exit code 1 and one line with the owner's pid. */
function refusalOf(loser: ConsoleEnd | undefined, winner: RunningConsole): string[] {
  const isRight = loser?.code === 1 && loser.stderr.trim().split('\n').length === 1;
  if (isRight && loser.stderr.includes(`process ${winner.child.pid}`)) return [];
  return [`the second ended with ${loser?.signal ?? loser?.code} and said: ${loser?.stderr}`];
}

const ownerOf = (folder: RealFolder, winner: RunningConsole): string[] =>
  folder.owner() === winner.child.pid ? [] : [`${folder.owner()} is written down, ${winner.child.pid} serves`];

/** While the owner stands still, whatever changes in its folder is the second one's doing. */
async function startBeside(folder: RealFolder, winner: RunningConsole): Promise<string[]> {
  winner.child.kill('SIGSTOP');
  await until('the owner stands still', () =>
    /^State:\s+T/m.test(readFileSync(`/proc/${winner.child.pid}/status`, 'utf8')),
  );
  const before = contentOf(folder.data);
  const run = folder.start();
  if ((await run.served) !== null) run.child.kill('SIGKILL');
  const second = await run.ended;
  const after = contentOf(folder.data);
  winner.child.kill('SIGCONT');
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  return [...refusalOf(second, winner), ...(changed.length > 0 ? [`the second changed ${changed.join()}`] : [])];
}

function contentOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const facts = files.map((entry) => path.join(entry.parentPath, entry.name)).filter((file) => existsSync(file));
  return new Map(facts.map((file) => [file, factsOf(file)]));
}

function factsOf(file: string): string {
  const { ino, mtimeMs, size } = statSync(file);
  return `${ino} ${mtimeMs} ${size} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}

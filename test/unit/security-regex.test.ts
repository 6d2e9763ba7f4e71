import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { parseAst } from 'rolldown/parseAst';
import { expect, onTestFinished, test } from 'vitest';
import { attacksOn, type Attack } from '../helpers/regex-attacks.ts';

const root = path.resolve(import.meta.dirname, '../..');
interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly at: string;
}

const sourceFiles = ['main', 'shared', 'preload', 'renderer']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));

function patternsOf(file: string): Pattern[] {
  const found: Pattern[] = [];
  const text = readFileSync(path.join(root, file), 'utf8');
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { regex, start } = node as { regex?: { pattern: string; flags: string }; start?: number };
    if (regex)
      found.push({
        source: regex.pattern,
        flags: regex.flags,
        at: `${file}:${text.slice(0, start).split('\n').length}`,
      });
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }));
  return found;
}

interface Slow {
  readonly length: number;
  readonly ms: number;
  readonly attack: Attack;
}

/** Attacks patterns one after the other; the thread is ended where one does not come back. */
class Attacker {
  readonly #patienceMs: number;
  #worker = this.#start();

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  #start(): Worker {
    return new Worker(new URL('../helpers/regex-worker.mjs', import.meta.url));
  }

  /** Null for a pattern that no text of 50 kB holds up. */
  async slownessOf({ source, flags }: Pick<Pattern, 'source' | 'flags'>): Promise<Slow | 'never ended' | null> {
    const answer = new Promise<Slow | 'never ended' | null>((resolve) => {
      this.#worker.once('message', resolve);
      setTimeout(() => resolve('never ended'), this.#patienceMs).unref();
    });
    this.#worker.postMessage({ source, flags, attacks: attacksOn(source) });
    const slow = await answer;
    if (slow !== 'never ended') return slow;
    await this.stop();
    this.#worker = this.#start();
    return slow;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function openAttacker(patienceMs: number): Attacker {
  const attacker = new Attacker(patienceMs);
  onTestFinished(() => attacker.stop());
  return attacker;
}

test.each([
  ['^\\s+|\\s+$', 'g'],
  ['[.\\s]+$', ''],
  ['(\\w+)\\s*=\\s*(\\w+)$', ''],
  ['\\{[^}]*\\}', 'g'],
  ['^(a+)+$', ''],
  ['^([\\w-]+\\.?)+@', ''],
])('the attack finds that %s can be held up [S23]', async (source, flags) => {
  expect(await openAttacker(4_000).slownessOf({ source, flags })).not.toBeNull();
});

test('no text of 50 kB holds up a pattern of the program [S23]', { timeout: 300_000 }, async () => {
  const patterns = new Map(sourceFiles.flatMap(patternsOf).map((each) => [`/${each.source}/${each.flags}`, each]));
  expect(patterns.size).toBeGreaterThan(100);
  const attacker = openAttacker(60_000);
  const slow: unknown[] = [];
  for (const [text, pattern] of patterns) {
    const found = await attacker.slownessOf(pattern);
    if (found) slow.push({ at: pattern.at, text, found });
  }
  expect(slow).toEqual([]);
});

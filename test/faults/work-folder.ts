import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import Sqlite from 'better-sqlite3';
import { findBrokenWork, findDamage, type Promised } from './work-promises.ts';
import type { WorkOptions } from './work-kinds.ts';

/** Half of a start is stripping types and compiling (measured: 310 ms of CPU without, 135 ms with). */
const compileCache = path.join(os.tmpdir(), `atalaya-compiled-${os.userInfo().uid}`);

const longestRunMs = 120_000;

export interface WorkRun extends Partial<WorkOptions> {
  readonly killAt?: string;
  /** The console is up: its process, to be killed or stopped. */
  readonly onUp?: (child: ChildProcess) => void;
}

export interface WorkEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** A data folder of the reduced console, and what that console has ever promised from it, over all its deaths. */
export class WorkFolder {
  readonly root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-work-'));
  readonly #promised: Promised = { tried: new Set(), added: new Map(), cancelled: new Set() };

  get addedCount(): number {
    return this.#promised.added.size;
  }

  async run({ killAt, onUp, ...options }: WorkRun): Promise<WorkEnd> {
    const words: WorkOptions = { jobs: 0, workMs: 1, workers: 3, untilIdle: false, ...options };
    const script = path.join(import.meta.dirname, 'work-console.ts');
    const child = spawn(process.execPath, ['--no-warnings', script, this.root, JSON.stringify(words)], {
      env: { ...process.env, ATALAYA_KILL_AT: killAt ?? '', NODE_COMPILE_CACHE: compileCache },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // By another signal than a kill's, so that a run that hangs counts as no kill.
    const late = setTimeout(() => child.kill('SIGABRT'), longestRunMs);
    child.once('exit', () => clearTimeout(late));
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)));
    const ended = new Promise<WorkEnd>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal, stderr }));
    });
    // What the pipe holds is read to its end, also after the console's death.
    for await (const line of readline.createInterface({ input: child.stdout })) {
      if (line === 'up') onUp?.(child);
      else this.#note(line.split(' '));
    }
    return ended;
  }

  #note([fact, key = '', id]: string[]): void {
    const { tried, added, cancelled } = this.#promised;
    if (fact === 'try') tried.add(key);
    if (fact === 'added') added.set(key, Number(id));
    if (fact === 'cancelled') cancelled.add(key);
  }

  /** At any time between two runs. */
  findDamage = (): string[] => this.#look((database) => findDamage(database, this.#promised));
  /** Once the work has been done: a console that ran until idle. */
  findBroken = (): string[] => this.#look((database) => findBrokenWork(database, this.#promised));
  /** One number of a query, for figures. */
  count = (sql: string): number => this.#look((database) => database.prepare<[], number>(sql).pluck().get() ?? 0);

  #look<T>(read: (database: Sqlite.Database) => T): T {
    const database = new Sqlite(path.join(this.root, 'atalaya.db'), { readonly: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

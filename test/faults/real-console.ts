import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { ownerMark } from '#platform/process/child-registry.ts';
import { processesWith } from './f26.ts';
import { findBrokenInvariants } from './invariants.ts';

const program = path.resolve(import.meta.dirname, '../../out/main/headless.js');
const token = 'administrator-token-of-the-faults';

export interface ConsoleEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  readonly tookMs: number;
}

/** The built console without a window, as a process of its own. */
export interface RunningConsole {
  readonly child: ChildProcess;
  /** Resolves with its address once it serves, with null when it ended before. */
  readonly served: Promise<string | null>;
  readonly ended: Promise<ConsoleEnd>;
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** I6 allows five seconds. */
const leftLimitMs = 5000;
const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** A data folder of real consoles, one after the other or two at once. */
export class RealFolder {
  readonly root = mkdtempSync(path.join(os.tmpdir(), 'atalaya-real-'));
  readonly data = path.join(this.root, 'data');
  readonly output = path.join(this.root, 'videos');
  readonly databaseFile = path.join(this.data, 'atalaya.db');

  /** Nothing of the person who runs this is read or written. */
  environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    const own = Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(ATALAYA|ELECTRON)_/.test(name) ? [] : [[name, value]],
    );
    return {
      ...(Object.fromEntries(own) as Record<string, string>), // pairs of texts, made above
      HOME: this.root,
      LANG: 'en',
      XDG_CONFIG_HOME: path.join(this.root, 'config'),
      ATALAYA_DATA_DIR: this.data,
      ATALAYA_OUTPUT_DIR: this.output,
      ATALAYA_CONTROL_PORT: '0',
      ATALAYA_NO_OPEN: '1',
      ATALAYA_ADMIN_TOKEN: token,
      ...extra,
    };
  }

  start(options: { words?: readonly string[]; env?: Readonly<Record<string, string>> } = {}): RunningConsole {
    if (!existsSync(program)) throw new Error(`${program} is not built: run \`npm run build\` first`);
    const child = spawn(process.execPath, [program, ...(options.words ?? [])], {
      env: this.environment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return watch(child);
  }

  request(origin: string, where: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = body ? { body: JSON.stringify(body) } : {};
    return fetch(new URL(where, origin), { method, headers, ...sent }).then(async (answer) => ({
      status: answer.status,
      body: (await answer.json()) as Record<string, unknown>, // every answer of the console is an object
    }));
  }

  /** One number of a query; 0 where there is no database yet. */
  count = (sql: string): number => this.#look((database) => database.prepare<[], number>(sql).pluck().get() ?? 0) ?? 0;

  /** Without writing: a log left by a kill is for the next start to find. Null where there is no database yet. */
  #look<T>(read: (database: Sqlite.Database) => T): T | null {
    if (!existsSync(this.databaseFile)) return null;
    const database = new Sqlite(this.databaseFile, { readonly: true });
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  /** I1, I2, I4, I6, I7 and I10 between two runs; `added` was answered. */
  findBroken(added: Iterable<number> = []): string[] {
    const broken = this.#look((database) => findBrokenInvariants(database, { added })) ?? [];
    const there = existsSync(this.output) ? readdirSync(this.output) : [];
    const parts = there.filter((name) => name.endsWith('.part'));
    if (parts.length > 0) broken.push(`I6 unfinished files left: ${parts.join()}`);
    // A program that was asked for its version just before a kill ends by itself: what must not be is that it stays.
    const endsAt = performance.now() + leftLimitMs;
    while (this.children() > 0 && performance.now() < endsAt) pause(50);
    if (this.children() > 0) broken.push(`I6 ${this.children()} programs left`);
    return broken;
  }

  /** Programs that a console of this folder started and that still are. */
  children = (): number => processesWith(ownerMark(path.resolve(this.data)));

  /** The pid that the running console wrote down. */
  owner(): number | null {
    const file = path.join(this.data, 'control.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid : null; // its own schema
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function watch(child: ChildProcess): RunningConsole {
  const startedAt = performance.now();
  let [stdout, stderr] = ['', ''];
  const served = Promise.withResolvers<string | null>();
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout = (stdout + chunk.toString()).slice(-4000);
    const address = /(http:\/\/[\d.]+:\d+)\/sign-in/.exec(stdout)?.[1];
    if (address) served.resolve(address);
  });
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)));
  const ended = new Promise<ConsoleEnd>((resolve) => {
    // `close`, not `exit`: by then all of its words are here.
    child.once('close', (code, signal) => {
      served.resolve(null);
      resolve({ code, signal, stderr, tookMs: performance.now() - startedAt });
    });
  });
  return { child, served: served.promise, ended };
}

/** What a stop in order leaves behind, beside the invariants: nothing that runs, nothing burnt, nothing that says a console lives. */
export function findUnfinished(folder: RealFolder): string[] {
  const broken: string[] = [];
  const running = folder.count("SELECT count(*) FROM jobs WHERE state = 'running'");
  if (running > 0) broken.push(`${running} jobs still count as running`);
  const burnt = folder.count("SELECT count(*) FROM attempts WHERE outcome = 'failed'");
  if (burnt > 0) broken.push(`${burnt} attempts burnt`);
  const blamed = folder.count('SELECT count(*) FROM jobs WHERE interruptions > 0 OR attempt > 1');
  if (blamed > 0) broken.push(`${blamed} jobs were held responsible for a stop`);
  const recovered = folder.count("SELECT count(*) FROM events WHERE type = 'console.recovered'");
  if (recovered > 0) broken.push(`${recovered} starts took the one before for dead`);
  for (const name of ['control.json', 'console.pid'])
    if (existsSync(path.join(folder.data, name))) broken.push(`${name} was left`);
  const work = path.join(folder.data, 'temp', 'work');
  if (existsSync(work) && readdirSync(work).length > 0) broken.push('working folders left');
  return broken;
}

/** Looks until it is so, or fails with `what`. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const endsAt = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

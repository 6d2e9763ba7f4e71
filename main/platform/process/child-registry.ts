import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const markerVariable = 'ATALAYA_CHILD_OF';
/** What a child of ours may see. No setting, token or secret of the console is among them. */
const passedOn = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TEMP',
  'TMP',
  'TZ',
  'USER',
  'LD_LIBRARY_PATH',
  'FONTCONFIG_FILE',
  'FONTCONFIG_PATH',
  'XDG_CACHE_HOME',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PATHEXT',
  'ComSpec',
] as const;

/**
 * The programs that this console runs, so that the next start can end those that a killed console left behind. On Linux they are
 * known by a mark in their environment (which covers one that was started and never written down), elsewhere by a file with
 * pid and exact command line.
 */
export class ChildRegistry {
  readonly #folder: string;
  readonly #environment: Record<string, string>;
  readonly #mark: string;

  /** `owner`: what only one live console can hold, as its data folder. */
  constructor(options: { folder: string; owner: string; env: Readonly<Record<string, string | undefined>> }) {
    this.#folder = options.folder;
    this.#mark = ownerMark(options.owner);
    this.#environment = { [markerVariable]: this.#mark };
    for (const name of passedOn) {
      const value = options.env[name];
      if (value !== undefined) this.#environment[name] = value;
    }
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  environment(): Record<string, string> {
    return { ...this.#environment };
  }

  record(pid: number, commandLine: readonly string[]): void {
    writeFileSync(this.#fileOf(pid), JSON.stringify({ pid, commandLine }), { mode: 0o600 });
  }

  forget(pid: number): void {
    rmSync(this.#fileOf(pid), { force: true });
  }

  /** Ends what a dead console of the same owner left running; answers how many. Call once, before anything is started. */
  async killOrphans(): Promise<number> {
    const pids = process.platform === 'linux' ? this.#markedPids() : await this.#recordedPids();
    for (const pid of pids) killGroup(pid);
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    return pids.length;
  }

  #fileOf(pid: number): string {
    return path.join(this.#folder, `${pid}.json`);
  }

  #markedPids(): number[] {
    const wanted = `${markerVariable}=${this.#mark}`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((name) => readOrEmpty(`/proc/${name}/environ`).split('\0').includes(wanted))
      .map(Number);
  }

  async #recordedPids(): Promise<number[]> {
    const found: number[] = [];
    for (const name of readdirSync(this.#folder)) {
      const entry = parseEntry(readOrEmpty(path.join(this.#folder, name)));
      if (!entry) continue;
      const running = await commandLineOf(entry.pid);
      if (running === entry.commandLine.join(' ')) found.push(entry.pid);
    }
    return found;
  }
}

/** Short, stable and safe in a file name. */
export const ownerMark = (owner: string): string => createHash('sha256').update(owner).digest('hex').slice(0, 12);

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone, or another user's: not ours either way.
    return '';
  }
}

function parseEntry(text: string): { pid: number; commandLine: string[] } | null {
  try {
    const value = JSON.parse(text) as { pid?: unknown; commandLine?: unknown }; // checked on the next line
    if (typeof value.pid !== 'number' || !Array.isArray(value.commandLine)) return null;
    return { pid: value.pid, commandLine: value.commandLine.map(String) };
  } catch {
    // Half-written when the console died.
    return null;
  }
}

async function commandLineOf(pid: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.trimEnd();
  } catch {
    // ps fails for a pid that is gone.
    return '';
  }
}

function killGroup(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // ESRCH: it is gone, or leads no group.
    }
  }
}

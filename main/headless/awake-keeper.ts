import { spawn, type ChildProcess } from 'node:child_process';

type Env = Readonly<Record<string, string | undefined>>;

interface AwakeOptions {
  readonly env: Env;
  readonly platform?: NodeJS.Platform;
  readonly pid?: number;
  /** Told once, when this computer can't be kept awake. */
  onUnavailable(reason: string): void;
}

/** What the helper needs: its own program and the system's bus. No setting or secret of the console is among them. */
const passedOn = ['PATH', 'LANG', 'DBUS_SYSTEM_BUS_ADDRESS', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'];

/** Keeps a computer without a desk awake while at least one reason is held, by a helper that never outlives the console. */
export class AwakeKeeper {
  readonly #options: AwakeOptions;
  #reasons = 0;
  #helper: ChildProcess | null = null;
  #isUnavailable = false;

  constructor(options: AwakeOptions) {
    this.#options = options;
  }

  /** Until the returned function is called; a second call of it does nothing. */
  hold(reason: string): () => void {
    this.#reasons += 1;
    if (this.#reasons === 1) this.#start(reason);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#reasons -= 1;
      if (this.#reasons === 0) this.#stop();
    };
  }

  #start(reason: string): void {
    if (this.#isUnavailable) return;
    const [program, ...args] = commandFor(this.#options.platform ?? process.platform, reason, this.#options.pid);
    if (!program) return this.#giveUp('unsupported');
    const env = Object.fromEntries(passedOn.map((name) => [name, this.#options.env[name]]));
    const helper = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#helper = helper;
    helper.once('error', (error: NodeJS.ErrnoException) => this.#giveUp(error.code ?? error.message));
    helper.once('exit', (code) => {
      // One that ends while it is needed was refused by the system.
      if (this.#helper === helper && code !== null) this.#giveUp(`code ${code}`);
    });
    helper.stdin?.on('error', () => {}); // it ended before its line did
    // Neither the helper nor its line keeps this process alive.
    helper.unref();
    (helper.stdin as (NodeJS.WritableStream & { unref?(): void }) | null)?.unref?.(); // a pipe is a socket
  }

  #stop(): void {
    const helper = this.#helper;
    this.#helper = null;
    helper?.stdin?.end();
    helper?.kill('SIGTERM');
  }

  #giveUp(reason: string): void {
    this.#helper = null;
    if (this.#isUnavailable) return;
    this.#isUnavailable = true;
    this.#options.onUnavailable(reason);
  }
}

/**
 * The helper of this system. logind holds its lock for as long as the command runs, and `cat` ends when the console's end of
 * the pipe closes, which the kernel does for a killed console too; caffeinate watches the pid itself.
 */
function commandFor(platform: NodeJS.Platform, reason: string, pid = process.pid): readonly string[] {
  if (platform === 'darwin') return ['caffeinate', '-i', '-w', String(pid)];
  if (platform !== 'linux') return [];
  return ['systemd-inhibit', '--what=sleep:idle', '--who=Atalaya', `--why=${reason}`, '--mode=block', 'cat'];
}

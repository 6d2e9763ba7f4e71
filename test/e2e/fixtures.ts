import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from 'playwright/test';
import { shellProgram } from './shell-program.ts';

const root = path.resolve(import.meta.dirname, '../..');
const node = process.execPath;
const startLimitMs = 30_000;

export interface HeadlessConsole {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** An administrator's token, as scripts use it. */
  readonly token: string;
  readonly dataFolder: string;
  readonly outputFolder: string;
  readonly process: ChildProcess;
  /** The one-time link that it printed. */
  readonly signInLink: string;
  /** A request to its API with the token. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface RunningShell {
  readonly app: ElectronApplication;
  readonly dataFolder: string;
  readonly outputFolder: string;
  /** The window, loaded. */
  readonly page: () => Promise<Page>;
}

export interface ShellLaunch {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** A folder for this test alone, removed after it. */
  folder: string;
  /** The headless console on a free port with a data folder of its own (`headless` is a name of Playwright's). */
  headlessConsole: HeadlessConsole;
  /** A browser page signed in to it, on the overview. */
  signedInPage: Page;
  /** Starts the shell; twice on the same data folder where a test needs it. */
  launchShell: (launch?: ShellLaunch) => Promise<RunningShell>;
  shell: RunningShell;
}

/** Nothing of the person who runs the tests is read or written. */
export function isolatedEnvironment(
  folder: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(ATALAYA|ELECTRON)_/.test(entry[0]),
  );
  return {
    ...Object.fromEntries(own),
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_DATA_HOME: path.join(folder, 'data-home'),
    ATALAYA_DATA_DIR: path.join(folder, 'data'),
    ATALAYA_OUTPUT_DIR: path.join(folder, 'videos'),
    ATALAYA_CONTROL_PORT: '0',
    ATALAYA_NO_OPEN: '1',
    ...extra,
  };
}

/** `port` 0 takes a free one. */
export async function startHeadless(folder: string, port = 0): Promise<HeadlessConsole> {
  const token = 'e2e-administrator-token-0123456789';
  const child = spawn(node, ['--enable-source-maps', path.join(root, 'out/main/headless.js')], {
    cwd: root,
    env: isolatedEnvironment(folder, { ATALAYA_ADMIN_TOKEN: token, ATALAYA_CONTROL_PORT: String(port) }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const signInLink = await linkPrintedBy(child);
  const url = new URL(signInLink).origin;
  return {
    url,
    token,
    dataFolder: path.join(folder, 'data'),
    outputFolder: path.join(folder, 'videos'),
    process: child,
    signInLink,
    request: (where, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(new URL(where, url), { ...init, headers });
    },
  };
}

function linkPrintedBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`no sign-in link within ${startLimitMs} ms:\n${said}`)),
      startLimitMs,
    );
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const link = /https?:\/\/\S+\/sign-in#code=[\w-]+/.exec(said)?.[0];
      if (!link) return;
      clearTimeout(timer);
      resolve(link);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the headless console ended with ${code}:\n${said}`));
    });
  });
}

/** Ends a child of ours in order; by force when it does not. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(force);
}

/** The console that serves this data folder, by the token that it wrote there for its owner. */
export function controlOf(dataFolder: string) {
  const file = readFileSync(path.join(dataFolder, 'control.json'), 'utf8');
  const { port, token } = JSON.parse(file) as { port: number; token: string }; // written by the console
  return {
    request: (where: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(new URL(where, `http://127.0.0.1:${port}`), { ...init, headers });
    },
  };
}

export const test = base.extend<Fixtures>({
  // Playwright asks for the braces.
  // oxlint-disable-next-line no-empty-pattern
  folder: async ({}, provide) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'atalaya-e2e-'));
    await provide(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },

  headlessConsole: async ({ folder }, provide) => {
    const console = await startHeadless(folder);
    await provide(console);
    await endProcess(console.process);
  },

  signedInPage: async ({ headlessConsole, page }, provide) => {
    await page.goto(headlessConsole.signInLink);
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await provide(page);
  },

  launchShell: async ({ folder }, provide) => {
    const running: ElectronApplication[] = [];
    await provide(async ({ args = [], env = {} } = {}) => {
      const app = await _electron.launch({
        executablePath: shellProgram().path,
        args: ['.', ...args],
        cwd: root,
        env: isolatedEnvironment(folder, env),
        timeout: startLimitMs,
      });
      running.push(app);
      return {
        app,
        dataFolder: path.join(folder, 'data'),
        outputFolder: path.join(folder, 'videos'),
        page: async () => {
          const page = await app.firstWindow();
          await page.waitForURL((url) => url.protocol !== 'about:');
          return page;
        },
      };
    });
    for (const app of running) await endShell(app);
  },

  shell: async ({ launchShell }, provide) => provide(await launchShell()),
});

async function endShell(app: ElectronApplication): Promise<void> {
  try {
    await endProcess(app.process());
  } catch {
    // Playwright forgets an application that has ended: nothing is left to end
  }
}

export { expect } from 'playwright/test';

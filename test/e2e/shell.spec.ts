import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { muteClip } from '../helpers/clips.ts';
import { controlOf, expect, isolatedEnvironment, test } from './fixtures.ts';
import { shellProgram } from './shell-program.ts';

const exitOf = async (app: ElectronApplication): Promise<number | null> => {
  const child = app.process();
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};
const visibleWindows = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length);
const allWindows = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const addressOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
const closeByHand = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

/** The page shows what came through the port. */
const expectData = (page: Page) => expect(page.getByRole('contentinfo')).toContainText(/Queue: .*waiting/);

/** Starts the program a second time on the same data folder and returns its exit code. */
async function startAgain(folder: string, ...words: string[]): Promise<number | null> {
  const child = spawn(shellProgram().path, ['.', ...words], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: isolatedEnvironment(folder),
    stdio: 'ignore',
  });
  await once(child, 'exit');
  return child.exitCode;
}

test('the window opens and shows the console’s data, also after a reload [Z01] [Z12]', async ({ shell }) => {
  const page = await shell.page();
  await expect(page).toHaveTitle(/Atalaya/);
  await expectData(page);
  expect(await addressOf(shell.app)).toBe('app://atalaya/');
  await page.reload();
  await expectData(page);
});

test('a new port closes the one before it, and so does a reload [Z12]', async ({ shell }) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await app.evaluate(({ MessageChannelMain }) => {
    const ports = Object.getPrototypeOf(new MessageChannelMain().port1) as Electron.MessagePortMain;
    const close = Object.getOwnPropertyDescriptor(ports, 'close')?.value as () => void;
    Reflect.set(globalThis, 'closedPorts', 0);
    ports.close = function count() {
      Reflect.set(globalThis, 'closedPorts', Number(Reflect.get(globalThis, 'closedPorts')) + 1);
      close.call(this);
    };
  });
  const closedPorts = () => app.evaluate(() => Reflect.get(globalThis, 'closedPorts') as number);
  await page.evaluate(() => (Reflect.get(window, 'atalaya') as { connect(): void }).connect());
  await expect.poll(closedPorts).toBeGreaterThan(0);
  const before = await closedPorts();
  await page.reload();
  await expectData(page);
  expect(await closedPorts()).toBeGreaterThan(before);
});

test('closing the window leaves the console in the tray, and a second start brings it forward [A70]', async ({
  shell,
  folder,
}) => {
  const { app } = shell;
  await expectData(await shell.page());
  await closeByHand(app);
  expect([await visibleWindows(app), await allWindows(app)]).toEqual([0, 1]);
  expect(await startAgain(folder)).toBe(0);
  await expect.poll(() => visibleWindows(app)).toBe(1);
  expect(await allWindows(app)).toBe(1);
});

test('a link opens its page, in a second start and in the first [S25]', async ({ launchShell, folder }) => {
  const { app, page } = await launchShell({ args: ['atalaya://logs'] });
  const window = await page();
  await expect.poll(() => addressOf(app)).toBe('app://atalaya/logs');
  await expectData(window);
  expect(await startAgain(folder, 'atalaya://settings')).toBe(0);
  await expect.poll(() => addressOf(app)).toBe('app://atalaya/settings');
  expect(await startAgain(folder, 'atalaya://evil')).toBe(0);
  expect(await addressOf(app)).toBe('app://atalaya/settings');
});

test('launched hidden, there is no window until it is asked for [A70]', async ({ launchShell, folder }) => {
  const { app } = await launchShell({ args: ['--hidden'] });
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu() !== null)).toBe(true);
  expect(await allWindows(app)).toBe(0);
  expect(await startAgain(folder, '--hidden')).toBe(0);
  expect(await allWindows(app)).toBe(0);
  expect(await startAgain(folder)).toBe(0);
  await expect.poll(() => visibleWindows(app)).toBe(1);
});

test('starting with the session is written for the desktop, and taken back [A70]', async ({ shell, folder }) => {
  test.skip(process.platform !== 'linux', 'other systems keep login items where no test can look');
  const page = await shell.page();
  await page.getByRole('link', { name: 'Settings' }).click();
  const entry = path.join(folder, 'config', 'autostart', 'atalaya.desktop');
  const toggle = page.getByRole('switch', { name: 'Start at login' });
  await toggle.click();
  await expect.poll(() => (existsSync(entry) ? readFileSync(entry, 'utf8') : '')).toContain('--hidden');
  await toggle.click();
  await expect.poll(() => existsSync(entry)).toBe(false);
});

test('the tray shows the counts, pauses and resumes everything, leads to what it names, and quits in order', async ({
  shell,
  folder,
}) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  // Menus can't be asked for from outside: the next one that is set is kept.
  await app.evaluate(({ Tray }) => {
    const set = Object.getOwnPropertyDescriptor(Tray.prototype, 'setContextMenu')?.value as (menu: unknown) => void;
    Tray.prototype.setContextMenu = function keep(menu) {
      Reflect.set(globalThis, 'trayMenu', menu);
      set.call(this, menu);
    };
  });
  const labels = () =>
    app.evaluate(() => {
      const menu = Reflect.get(globalThis, 'trayMenu') as Electron.Menu | undefined;
      return menu?.items.map((item) => item.label).filter(Boolean) ?? [];
    });
  const click = (id: string) =>
    app.evaluate((_electron, wanted) => {
      (Reflect.get(globalThis, 'trayMenu') as Electron.Menu).getMenuItemById(wanted)?.click();
    }, id);
  await pauseByApi(shell.dataFolder);
  await expect.poll(labels).toContain('Resume');
  expect((await labels()).slice(0, 3)).toEqual([
    expect.stringMatching(/^\d+ jobs? waiting$/),
    expect.stringMatching(/^\d+ jobs? running$/),
    expect.stringMatching(/^\d+ failed jobs? to look at$/),
  ]);
  await addThatFails(shell.dataFolder, folder);
  await click('resume');
  await expect.poll(labels).toContain('Pause everything');
  await expect.poll(labels).toContain('1 failed job to look at');
  await click('dead-letters');
  await expect.poll(() => addressOf(app)).toBe('app://atalaya/queue?tab=letters');
  await expect(page.getByRole('row').filter({ hasText: 'broken.mp4' })).toBeVisible();
  await click('add-videos');
  await expect(page.getByRole('dialog', { name: 'Add videos' })).toBeVisible();
  await page.keyboard.press('Escape');
  await click('pause');
  await expect.poll(labels).toContain('Resume');
  const exit = exitOf(app);
  await click('quit').catch(() => {}); // the answer may be lost with the process
  expect(await exit).toBe(0);
});

/** A video that is none any more by the time its turn comes. */
async function addThatFails(dataFolder: string, folder: string): Promise<void> {
  const file = path.join(folder, 'broken.mp4');
  writeFileSync(file, readFileSync(await muteClip()));
  const answer = await controlOf(dataFolder).request('/api/v1/jobs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sources: [{ kind: 'file', value: file }] }),
  });
  expect(answer.status).toBe(201);
  writeFileSync(file, 'this is no video');
}

/** The first change comes from outside; then the tray's own menu is there to be clicked. */
async function pauseByApi(dataFolder: string): Promise<void> {
  const answer = await controlOf(dataFolder).request('/api/v1/queues/all/pause', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(200);
}

test('after a kill -9 the next start shows a window again [F01]', async ({ launchShell }) => {
  const first = await launchShell();
  await expectData(await first.page());
  const killed = exitOf(first.app);
  first.app.process().kill('SIGKILL');
  await killed;
  const second = await launchShell();
  await expectData(await second.page());
  expect(await visibleWindows(second.app)).toBe(1);
});

test('a window whose page crashes is loaded again once', async ({ shell }) => {
  const { app } = shell;
  await expectData(await shell.page());
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  const isAlive = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      if (!contents || contents.isCrashed()) return false;
      return contents.executeJavaScript('document.getElementById("root")?.childElementCount > 0').catch(() => false);
    });
  await expect.poll(isAlive, { timeout: 15_000 }).toBe(true);
});

test('a signal ends the console in order [F33]', async ({ shell }) => {
  await expectData(await shell.page());
  const exit = exitOf(shell.app);
  shell.app.process().kill('SIGTERM');
  expect(await exit).toBe(0);
});

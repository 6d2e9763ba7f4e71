import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright/test';
import { expect, isolatedEnvironment, test } from './fixtures.ts';
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

test('the page has no Node and only the named bridge; the window is locked down [S01]', async ({ shell }) => {
  const page = await shell.page();
  const found = await page.evaluate(() => ({
    node: [
      typeof Reflect.get(window, 'require'),
      typeof Reflect.get(window, 'process'),
      typeof Reflect.get(window, 'Buffer'),
    ],
    bridge: Object.keys(Reflect.get(window, 'atalaya') as object).toSorted(),
  }));
  expect(found.node).toEqual(['undefined', 'undefined', 'undefined']);
  expect(found.bridge).toEqual(['connect', 'onNavigate', 'pathForFile', 'pickFiles', 'platform']);
  const preferences = await shell.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Electron's typings leave this method out; its security guide tells to read it.
    return (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  expect(preferences).toMatchObject({ webviewTag: false, webSecurity: true, allowRunningInsecureContent: false });
});

test('the strict policy stands on the page: no inline script, no eval, no foreign frame [S01]', async ({ shell }) => {
  const page = await shell.page();
  await expectData(page);
  const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'));
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*/);
  const broken = await page.evaluate(async () => {
    const heard: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="x" onerror="window.hacked = true">';
    document.body.append(image);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { heard: [...new Set(heard)].toSorted(), hacked: Reflect.get(window, 'hacked') };
  });
  expect(broken.hacked).toBeUndefined();
  expect(broken.heard).toEqual(['frame-src', 'script-src-attr', 'script-src-elem']);
  await expect(page.addScriptTag({ content: 'window.hacked = 1' })).rejects.toThrow();
});

test('navigation away is refused, and only plain https reaches the system’s browser [S01] [S25]', async ({ shell }) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await app.evaluate(({ shell: system }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, 'opened', opened);
    system.openExternal = async (address) => void opened.push(address);
  });
  for (const address of ['https://example.com/help', 'http://example.com/', 'app://evil/', 'file:///etc/passwd']) {
    await page.evaluate((to) => void (window.location.href = to), address);
    await page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
    }, address);
  }
  await expect
    .poll(() => app.evaluate(() => Reflect.get(globalThis, 'opened') as string[]))
    .toContain('https://example.com/help');
  expect(new Set(await app.evaluate(() => Reflect.get(globalThis, 'opened') as string[]))).toEqual(
    new Set(['https://example.com/help']),
  );
  expect(await addressOf(app)).toBe('app://atalaya/');
  await expectData(page);
});

test('a page can open no window, however it tries [S01]', async ({ shell }) => {
  const { app } = shell;
  const page = await shell.page();
  await expectData(page);
  await app.evaluate(({ shell: system }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, 'opened', opened);
    system.openExternal = async (address) => void opened.push(address);
  });
  await page.evaluate(() => {
    window.open('https://example.com/one');
    window.open('about:blank');
    window.open('/queue');
    const link = document.createElement('a');
    link.href = 'https://example.com/two';
    link.target = '_blank';
    link.id = 'leaves';
    link.textContent = 'leaves';
    link.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:99999;background:#fff';
    document.body.append(link);
  });
  for (const modifiers of [[], ['Control'], ['Shift']] as const)
    await page.click('#leaves', { modifiers: [...modifiers] });
  await page.click('#leaves', { button: 'middle' });
  await expect
    .poll(async () => new Set(await app.evaluate(() => Reflect.get(globalThis, 'opened') as string[])))
    .toEqual(new Set(['https://example.com/one', 'https://example.com/two']));
  await expect.poll(() => app.windows().length).toBe(1);
  expect(await allWindows(app)).toBe(1);
});

test('permissions are refused, but for copying and full screen [S01]', async ({ shell }) => {
  const page = await shell.page();
  await expectData(page);
  const answers = await page.evaluate(async () => {
    const nameOf = (error: unknown) => (error as Error).name;
    return {
      notifications: await Notification.requestPermission(),
      location: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code),
        );
      }),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', nameOf),
      reading: await navigator.clipboard.readText().then(() => 'granted', nameOf),
      copying: await navigator.clipboard.writeText('x').then(() => 'granted', nameOf),
      query: (await navigator.permissions.query({ name: 'geolocation' })).state,
    };
  });
  expect(answers).toEqual({
    notifications: 'denied',
    location: 1,
    camera: 'NotAllowedError',
    reading: 'NotAllowedError',
    copying: 'granted',
    query: 'denied',
  });
});

test('no port is handed to a foreign page, a subframe or a frame that is gone [S01] [S24]', async ({ shell }) => {
  await expectData(await shell.page());
  const posted = await shell.app.evaluate(({ ipcMain }) => {
    const sent: string[] = [];
    const frame = (url: string, parent: object | null) => ({ url, parent, postMessage: () => sent.push(url) });
    const senders = [
      frame('https://evil/', null),
      frame('app://atalaya.evil/', null),
      frame('file:///tmp/x.html', null),
      frame('app://atalaya/', {}),
      null,
    ];
    for (const senderFrame of senders) ipcMain.emit('atalaya:connect', { senderFrame, sender: { on() {}, once() {} } });
    return sent;
  });
  expect(posted).toEqual([]);
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

test('the tray shows the counts, pauses and resumes everything, and quits in order', async ({ shell }) => {
  const { app } = shell;
  await expectData(await shell.page());
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
  await click('resume');
  await expect.poll(labels).toContain('Pause everything');
  await click('pause');
  await expect.poll(labels).toContain('Resume');
  const exit = exitOf(app);
  await click('quit').catch(() => {}); // the answer may be lost with the process
  expect(await exit).toBe(0);
});

/** The first change comes from outside; then the tray's own menu is there to be clicked. */
async function pauseByApi(dataFolder: string): Promise<void> {
  const control = JSON.parse(readFileSync(path.join(dataFolder, 'control.json'), 'utf8')) as {
    port: number;
    token: string;
  };
  const answer = await fetch(`http://127.0.0.1:${control.port}/api/v1/queues/all/pause`, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' },
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
